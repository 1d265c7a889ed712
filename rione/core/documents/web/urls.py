"""Addresses of documents that are attached to things."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

app_name = "documents"
urlpatterns = [
    path(_("attachments/<uuid:key>/"), views.document_page, name="document"),
    path(_("attachments/<uuid:key>/<int:number>/"), views.download, name="download"),
    path(_("attachments/<uuid:key>/new-version/"), views.new_version, name="new_version"),
    path(_("attachments/<uuid:key>/withdraw/"), views.withdraw, name="withdraw"),
    path(_("attachments/<uuid:key>/who-sees/"), views.share, name="share"),
    path(_("attachments/<uuid:key>/register/"), views.enter, name="register"),
    path(_("attachments/new/<slug:kind>/<str:about>/"), views.new_document, name="new"),
]
