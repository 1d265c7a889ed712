"""Addresses of notices, inside `i18n_patterns` with no prefix of their own."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from . import following, letters, views

notices = [
    path(_("notices/"), views.inbox_page, name="inbox"),
    path(_("notices/read/"), views.read, name="read"),
    path(_("notices/preferences/"), views.preferences, name="preferences"),
    path(_("notices/<uuid:key>/"), views.open_notice, name="open"),
    path(_("follow/"), following.follow_page, name="follow"),
    path(_("follow/asked/"), following.asked, name="asked"),
    path(_("follow/confirm/<str:token>/"), following.confirm_page, name="confirm"),
    path(_("mail/stop/<str:token>/"), following.stop, name="stop"),
    path(_("demo/mail/"), letters.letters_page, name="letters"),
]
urlpatterns = [path("", include((notices, "notices")))]
