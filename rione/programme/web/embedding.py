"""Pieces of an action that other sites show in a frame: what they hold, and the code to copy."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from ..queries.shapes import ActionDetail, PlaceLine, Text
from . import action_page, maps, money, words


@dataclass(frozen=True, slots=True)
class Piece:
    """What can be embedded: `code` is the markup of its frame, to be shown as text and so escaped
    once more (`force_escape`); `url` is the page itself."""

    key: str
    label: str
    code: str
    url: str


def pieces(request: HttpRequest, action: ActionDetail) -> list[Piece]:
    """The chart of amounts, and the map where any place is known."""
    title = f"{action.code} {words.text(action.title)}"
    found = [_piece(request, "amounts", _("Amounts by fund"), action.code, title, 720)]
    if action.places:
        found.append(_piece(request, "map", _("Map of the places"), action.code, title, 640))
    return found


def _piece(request: HttpRequest, key: str, label: str, code: str, title: str, height: int) -> Piece:
    url = request.build_absolute_uri(reverse(f"programme:embed_{key}", args=[code]))
    markup = format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>',
        url,
        f"{label}: {title}",
        height,
    )
    return Piece(key, label, markup, url)


def amounts(action: ActionDetail) -> dict[str, Any]:
    """What `programme/embeds/amounts.html` shows."""
    return _frame(action.code, action.title, _("Amounts")) | {
        "badge": words.state_badge(action.state.effective),
        "disagreements": bool(action.conflicts),
        "total": action_page.total(action),
        "chart": money.action_chart(action),
        "amounts": money.amounts(action),
    }


def places(code: str, title: Text, lines: Iterable[PlaceLine]) -> dict[str, Any]:
    """What `programme/embeds/map.html` shows; the list stays open beside the map."""
    view = maps.places_map(lines)
    return _frame(code, title, _("Places")) | {
        "map": view and replace(view, height="small", list_open=True)
    }


def _frame(code: str, title: Text, heading: str) -> dict[str, Any]:
    return {
        "code": code,
        "title": words.text(title),
        "heading": heading,
        "url": reverse("programme:action", args=[code]),
        "sources_url": reverse("programme:action_sources", args=[code]),
    }
