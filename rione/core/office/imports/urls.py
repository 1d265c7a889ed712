"""Addresses of imports, in the namespace of whoever has an office."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

urlpatterns = [
    path(_("office/imports/"), views.imports, name="imports"),
    path(_("office/imports/new/<slug:name>/"), views.import_new, name="import_new"),
    path(_("office/imports/<uuid:key>/columns/"), views.import_columns, name="import_columns"),
    path(_("office/imports/<uuid:key>/trial/"), views.import_check, name="import_check"),
    path(_("office/imports/<uuid:key>/"), views.import_record, name="import_record"),
]
