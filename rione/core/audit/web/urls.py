"""Addresses of the audit trail, inside `i18n_patterns`."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import own, register

app_name = "audit"
urlpatterns = [
    path(_("account/accesses/"), own.accesses, name="accesses"),
    path(_("office/activity/"), register.register, name="register"),
    path(_("office/activity/verification/"), register.verification, name="verification"),
]
