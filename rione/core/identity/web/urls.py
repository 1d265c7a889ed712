"""Addresses of identity, inside `i18n_patterns` with no prefix of their own.

The log-in library's views keep the names by which it finds them; each declares its access here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from rione.core.access import ACCOUNT, PUBLIC, declares

from . import demo, office, views

View = Callable[..., Any]


def _of_library(view: View, access: str) -> View:
    """A view of the library with a declaration of its own, never cached."""

    @wraps(view)
    def declared(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    return declares(access)(never_cache(declared))


def anybody(view: View) -> View:
    """For whoever is on the way to log in."""
    return _of_library(view, PUBLIC)


def own(view: View) -> View:
    """For one's own account."""
    return _of_library(view, ACCOUNT)


identity = [
    path(_("account/"), views.home, name="home"),
    path(_("account/act-as/"), views.act_as, name="act_as"),
    path(_("account/second-factor/why/"), views.second_factor, name="second_factor"),
    path(_("who-sees-what/"), views.rights, name="rights"),
    path(_("invitations/<str:token>/"), views.invitation, name="invitation"),
    path(_("members/"), office.members_page, name="members"),
    path(_("members/<uuid:key>/end/"), office.end, name="end"),
    path(_("members/<uuid:key>/second-factor/"), office.reset_factor, name="reset_factor"),
    path(_("members/invitations/<uuid:key>/withdraw/"), office.withdraw, name="withdraw"),
    path(_("demo/accounts/"), demo.switcher, name="demo"),
]
urlpatterns = [
    path("", include((identity, "identity"))),
    path(_("account/log-in/"), anybody(account.login), name="account_login"),
    path(_("account/log-out/"), anybody(account.logout), name="account_logout"),
    path(_("account/closed/"), anybody(account.account_inactive), name="account_inactive"),
    path(_("account/sign-up/"), anybody(account.signup), name="account_signup"),
    path(_("account/confirm/"), own(account.reauthenticate), name="account_reauthenticate"),
    path(_("account/address/"), own(account.email), name="account_email"),
    path(
        _("account/address/sent/"),
        anybody(account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    path(
        _("account/address/confirm/<str:key>/"),
        anybody(account.confirm_email),
        name="account_confirm_email",
    ),
    path(_("account/password/"), own(account.password_change), name="account_change_password"),
    path(_("account/password/set/"), own(account.password_set), name="account_set_password"),
    path(
        _("account/password/lost/"), anybody(account.password_reset), name="account_reset_password"
    ),
    path(
        _("account/password/lost/sent/"),
        anybody(account.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        _("account/password/lost/done/"),
        anybody(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path(
        _("account/password/lost/<str:uidb36>-<str:key>/"),
        anybody(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(_("account/sessions/"), views.sessions, name="usersessions_list"),
    path(_("account/second-factor/"), own(factors.index), name="mfa_index"),
    path(
        _("account/log-in/second-factor/"),
        anybody(factors.authenticate),
        name="mfa_authenticate",
    ),
    path(
        _("account/confirm/second-factor/"),
        own(factors.reauthenticate),
        name="mfa_reauthenticate",
    ),
    path(_("account/second-factor/app/"), own(totp.activate_totp), name="mfa_activate_totp"),
    path(
        _("account/second-factor/app/remove/"),
        own(totp.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path(
        _("account/second-factor/codes/"),
        own(codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        _("account/second-factor/codes/new/"),
        own(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        _("account/second-factor/codes/download/"),
        own(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path(_("account/second-factor/keys/"), own(keys.list_webauthn), name="mfa_list_webauthn"),
    path(_("account/second-factor/keys/add/"), own(keys.add_webauthn), name="mfa_add_webauthn"),
    path(
        _("account/second-factor/keys/<int:pk>/remove/"),
        own(keys.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path(
        _("account/second-factor/keys/<int:pk>/edit/"),
        own(keys.edit_webauthn),
        name="mfa_edit_webauthn",
    ),
    path(
        _("account/confirm/key/"),
        own(keys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(_("account/log-in/key/"), anybody(keys.login_webauthn), name="mfa_login_webauthn"),
]
