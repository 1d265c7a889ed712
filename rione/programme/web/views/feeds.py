"""Feeds: what is new in the programme, about one action, in the frequent questions."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rione.core.access import public
from rione.core.api.answers import conditional

from ...queries.desk import list_faq
from ...queries.news import MOST, news, news_of_action, version
from ...queries.operations import action_titles
from .. import feeds, words
from ..feeds import Atom, Rss
from .missing import canonical_code

MAX_AGE_SECONDS = 300
ATOM = "application/atom+xml; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"


@public
@require_safe
def news_atom(request: HttpRequest) -> HttpResponse:
    """What is new in the programme, as Atom."""
    return _answer(request, ATOM, lambda: _news(request, Atom, "programme:news_atom"))


@public
@require_safe
def news_rss(request: HttpRequest) -> HttpResponse:
    """What is new in the programme, as RSS."""
    return _answer(request, RSS, lambda: _news(request, Rss, "programme:news_rss"))


@public
@require_safe
def action_atom(request: HttpRequest, code: str) -> HttpResponse:
    """What is new about an action, as Atom."""
    return _answer(request, ATOM, lambda: _action(request, Atom, "programme:action_atom", code))


@public
@require_safe
def action_rss(request: HttpRequest, code: str) -> HttpResponse:
    """What is new about an action, as RSS."""
    return _answer(request, RSS, lambda: _action(request, Rss, "programme:action_rss", code))


@public
@require_safe
def faq_atom(request: HttpRequest) -> HttpResponse:
    """Frequent questions as Atom."""
    return _answer(request, ATOM, lambda: _faq(request, Atom, "programme:faq_atom"))


@public
@require_safe
def faq_rss(request: HttpRequest) -> HttpResponse:
    """Frequent questions as RSS."""
    return _answer(request, RSS, lambda: _faq(request, Rss, "programme:faq_rss"))


def _answer(request: HttpRequest, media_type: str, make: Callable[[], str]) -> HttpResponse:
    """The feed; 304 for one SQL statement when nothing has changed."""
    response = conditional(
        request,
        version,
        MAX_AGE_SECONDS,
        lambda: HttpResponse(make(), content_type=media_type),
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _news(request: HttpRequest, form: type[Atom] | type[Rss], name: str) -> str:
    return feeds.written(
        request,
        form,
        name=name,
        arguments=(),
        title=_("What is new in the programme"),
        subtitle=_("States, statements, decisions, communication and answers."),
        page=reverse("programme:glance"),
        entries=feeds.entries_of(news()),
    )


def _action(request: HttpRequest, form: type[Atom] | type[Rss], name: str, code: str) -> str:
    found = action_titles([canonical_code(code)])
    if code not in found:
        raise Http404
    return feeds.written(
        request,
        form,
        name=name,
        arguments=(code,),
        title=_("What is new about %(code)s") % {"code": code},
        subtitle=words.text(found[code]),
        page=reverse("programme:action", args=[code]),
        entries=feeds.entries_of(news_of_action(code)),
    )


def _faq(request: HttpRequest, form: type[Atom] | type[Rss], name: str) -> str:
    return feeds.written(
        request,
        form,
        name=name,
        arguments=(),
        title=_("Frequent questions"),
        subtitle=_("Answers of the programme office, newest first."),
        page=reverse("programme:faq"),
        entries=[feeds.answer(line) for line in list_faq(most=MOST)],
    )
