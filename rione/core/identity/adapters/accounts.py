"""How the log-in library (django-allauth) is bent to the platform's rules."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext, override

from ..attempts import forget_failures, note_failure, wait_left
from ..ports import Wired


def display(user: AbstractBaseUser) -> str:
    """How a person is called on pages and in mails."""
    return str(user)


def too_soon(left: timedelta) -> ValidationError:
    """What somebody is told who has to wait; the same whether or not the account exists."""
    seconds = max(1, round(left.total_seconds()))
    if seconds < 90:
        text = ngettext(
            "Too many failed attempts. Try again in %(count)s second.",
            "Too many failed attempts. Try again in %(count)s seconds.",
            seconds,
        )
        return ValidationError(text % {"count": seconds}, code="too_soon")
    minutes = -(-seconds // 60)
    text = ngettext(
        "Too many failed attempts. Try again in %(count)s minute.",
        "Too many failed attempts. Try again in %(count)s minutes.",
        minutes,
    )
    return ValidationError(text % {"count": minutes}, code="too_soon")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts begin with an invitation; failures cost time; mail leaves after the commit."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        account, address = self._attempt(request, credentials)
        left = wait_left(account=account, address=address)
        if left:
            raise too_soon(left)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            account, address = self._attempt(request, credentials)
            forget_failures(account=account, address=address)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        account, address = self._attempt(request, credentials)
        note_failure(account=account, address=address)

    def _attempt(self, request: HttpRequest, credentials: dict[str, Any]) -> tuple[str, str]:
        return str(credentials.get("email", "")), self.get_client_ip(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        request = _request()
        user = context.get("user")
        full = {
            "request": request,
            "email": email,
            "current_site": get_current_site(request),
            **context,
        }
        language = getattr(user, "language", None)
        if language:
            with override(language):
                message = self.render_mail(template_prefix, email, full)
        else:
            message = self.render_mail(template_prefix, email, full)
        Wired.send(message)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("identity:home")


def _request() -> HttpRequest:
    request: HttpRequest = context.request
    return request
