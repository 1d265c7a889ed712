"""Error answers, in both languages, as a page or (under /api/) as a problem of RFC 9457.

The pages of 400, 500, 503 and of a failed form check use no database and no context processor.
"""

import logging
import sys
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.utils.translation import (
    get_language_from_path,
    get_language_from_request,
    override,
)
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

RETRY_AFTER = 30
"""Seconds after which a client may try again when the database is unavailable."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What to say: title, one sentence on what happened, one on what to do."""

    status: int
    title: str
    text: str
    remedy: str


def _wording(status: int, *, form: bool = False) -> Failure:
    if form:
        return Failure(
            status,
            _("This form has expired"),
            _("For your safety a form is accepted only from the page that showed it."),
            _("Go back, reload the page and send the form again; cookies must be allowed."),
        )
    if status == 400:
        return Failure(
            status,
            _("This request cannot be read"),
            _("Something in the address or in the data sent is not as it should be."),
            _("Go back, check what you entered and try again."),
        )
    if status == 403:
        return Failure(
            status,
            _("You may not see this page"),
            _("It is reserved for people with another role, or your session has ended."),
            _("If you should see it, ask the office that manages your access."),
        )
    if status == 404:
        return Failure(
            status,
            _("This page does not exist"),
            _("The address may be mistyped, or the page may have moved."),
            _("Start from the first page, or from the menu above."),
        )
    if status == 413:
        return Failure(
            status,
            _("What you sent is too large"),
            _("The files sent together are larger than this platform takes."),
            _("Go back and send them one by one, or make them smaller first."),
        )
    if status == 503:
        return Failure(
            status,
            _("The service is not available right now"),
            _("We are at work on it. What you had already saved is safe."),
            _("Wait a minute and try again: if you were sending a form, send it again."),
        )
    return Failure(
        status,
        _("Something went wrong on our side"),
        _("The error has been recorded. What you had already saved is safe."),
        _("Try again in a few minutes."),
    )


def language_of(request: HttpRequest) -> str:
    """By the prefix of the address, else by what the browser asks for."""
    return get_language_from_path(request.path_info) or get_language_from_request(request)


def _wants_problem(request: HttpRequest) -> bool:
    path = request.path_info
    for code, _name in settings.LANGUAGES:
        path = path.removeprefix(f"/{code}") if path.startswith(f"/{code}/api/") else path
    return path.startswith("/api/")


def problem(status: int, detail: str, **more: Any) -> JsonResponse:
    """`application/problem+json` (RFC 9457): type, title, status, detail and more members."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _bare_page(context: dict[str, Any]) -> str:
    """The page without navigation; should even its template fail, the words alone."""
    try:
        return loader.render_to_string("design/error_bare.html", context)
    except Exception:
        log.exception("the error page itself failed")
        failure = context["failure"]
        return format_html(
            "<!doctype html><title>{}</title><h1>{}</h1><p>{} {}</p>",
            failure.title,
            failure.title,
            failure.text,
            failure.remedy,
        )


def _answer(
    request: HttpRequest, status: int, *, chrome: bool = False, form: bool = False
) -> HttpResponse:
    """`chrome`: with header and navigation, through the context processors."""
    language = language_of(request)
    with override(language):
        failure = _wording(status, form=form)
        response: HttpResponse
        if _wants_problem(request):
            response = problem(status, f"{failure.text} {failure.remedy}")
        elif chrome:
            page = loader.render_to_string("design/error.html", {"failure": failure}, request)
            response = HttpResponse(page, status=status)
        else:
            bare = {"failure": failure, "home_url": f"/{language}/"}
            response = HttpResponse(_bare_page(bare), status=status)
    response.headers["Content-Language"] = language
    patch_cache_control(response, no_store=True)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403, chrome=True)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(request, 403, form=True)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404, chrome=True)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413: what was announced is more than is read."""
    return _answer(request, 413)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the error being handled is the database's absence."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return unavailable(request)
    return _answer(request, 500)


def unavailable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """503 with Retry-After: the database is down, full or too busy."""
    response = _answer(request, 503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
