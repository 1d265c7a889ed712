"""Pages for a frame on any web site: no account, no cookie, no form."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rione.core.access import public
from rione.core.api.answers import conditional
from rione.core.design.embedding import embeddable

from ... import queries
from ...queries.operations import action_titles
from ...queries.places import places_of
from ...queries.version import version
from .. import embedding
from .missing import canonical_code

MAX_AGE_SECONDS = 300


@public
@require_safe
@embeddable
def amounts(request: HttpRequest, code: str) -> HttpResponse:
    """The amounts of an action by fund, drawn and in figures."""
    return _answer(request, code, "amounts", _amounts)


@public
@require_safe
@embeddable
def places(request: HttpRequest, code: str) -> HttpResponse:
    """The places of an action on a map and as a list."""
    return _answer(request, code, "map", _places)


def _answer(
    request: HttpRequest, code: str, kind: str, find: Callable[[str], dict[str, Any] | None]
) -> HttpResponse:
    """The page; 304 for one SQL statement when nothing has changed; a page of its own for 404,
    since the reader sees it inside of somebody else's."""
    canonical = canonical_code(code)
    if canonical and canonical != code:
        return HttpResponsePermanentRedirect(reverse(f"programme:embed_{kind}", args=[canonical]))

    def make() -> HttpResponse:
        found = find(canonical) if canonical else None
        if found is None:
            missing = {"title": _("There is no action with this code")}
            return render(request, "programme/embeds/not_found.html", missing, status=404)
        return render(request, f"programme/embeds/{kind}.html", found)

    response = conditional(request, version, MAX_AGE_SECONDS, make)
    response["Content-Language"] = get_language() or "it"
    return response


def _amounts(code: str) -> dict[str, Any] | None:
    """Eight SQL."""
    found = queries.get_action(code)
    return embedding.amounts(found) if found else None


def _places(code: str) -> dict[str, Any] | None:
    """Three SQL."""
    title = action_titles([code]).get(code)
    return embedding.places(code, title, places_of([code])) if title else None
