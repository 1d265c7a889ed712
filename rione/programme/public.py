"""What other contexts, the command line and the journal of links may call of the programme."""

from collections.abc import Collection

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from rione.core.thread.queries import Node

from .models import Action, Indicator
from .queries.feeds import IndicatorQuery, register


def feed_indicator(query: IndicatorQuery) -> None:
    """Register a query that gives achieved values of an indicator; when an app starts."""
    register(query)


def action_title(code: str) -> dict[str, str] | None:
    """What an action is called, by language; None when there is none of this code. One SQL."""
    row = Action.objects.filter(code=code).values_list("title_it", "title_en").first()
    return {"it": row[0], "en": row[1]} if row else None


def action_nodes(codes: Collection[str]) -> dict[str, Node]:
    """Actions as ends of links, in the active language. One SQL."""
    found = Action.objects.filter(code__in=codes).only("code", "title_it", "title_en")
    return {
        row.code: Node(
            kind="action",
            key=row.code,
            title=row.title_en if get_language() == "en" else row.title_it,
            url=_url("programme:action", row.code),
            detail=row.code,
        )
        for row in found
    }


def indicator_nodes(codes: Collection[str]) -> dict[str, Node]:
    """Indicators as ends of links, in the active language; they share a page. One SQL."""
    page = _url("programme:indicators")
    found = Indicator.objects.filter(code__in=codes)
    return {
        row.code: Node(
            kind="indicator",
            key=row.code,
            title=row.name_en if get_language() == "en" else row.name_it,
            url=page,
            detail=row.code,
        )
        for row in found
    }


def _url(name: str, *arguments: str) -> str:
    """The address of a page; empty where the pages are not served."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
