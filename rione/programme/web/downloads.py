"""Downloads: the filtered list as a file, and what the page on open data lists."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from rione.core import money
from rione.core.design.tables import Export

from .. import queries
from ..queries.shapes import ActionFilters, ActionList, ActionRow
from . import words
from .listing import asked

CSV = "text/csv"
JSON = "application/json"
ROWS_AT_ONCE = 500
API_PAGE = 200


def of_actions(query: QueryDict) -> list[Export]:
    """The rows of the list as it is filtered: a file for people, the interface for programs."""
    filters = parameters(asked(query))
    machine = filters.copy()
    machine["page_size"] = str(API_PAGE)
    return [
        Export(
            "CSV",
            reverse("programme:actions_csv") + (f"?{filters.urlencode()}" if filters else ""),
            CSV,
        ),
        Export("JSON", f"{reverse('api:programme_actions')}?{machine.urlencode()}", JSON),
    ]


def parameters(filters: ActionFilters) -> QueryDict:
    """The filters as parameters of an address, those that say nothing left out."""
    query = QueryDict(mutable=True)
    for name in ("axis", "project", "state", "field", "fund", "kind", "municipality", "district"):
        query.setlist(name, list(getattr(filters, name)))
    for name in ("has_unknown", "has_conflict"):
        chosen = getattr(filters, name)
        if chosen is not None:
            query[name] = "true" if chosen else "false"
    if filters.q:
        query["q"] = filters.q
    for name in [name for name, values in query.lists() if not values]:
        del query[name]
    return query


def action_columns(found: ActionList) -> tuple[str, ...]:
    """Headings in the reader's language; one column for each fund that any action names."""
    return (
        _("Code"),
        _("Action"),
        _("Project"),
        _("Axis"),
        _("State"),
        *fund_names(found).values(),
        _("Total of the known amounts"),
        _("Amounts not given"),
    )


def fund_names(found: ActionList) -> dict[str, str]:
    """Funds of the sums by code, with what they are called."""
    names = {value.code: words.text(value.name) for value in found.facets.get("fund", ())}
    return {code: names.get(code) or code for code in found.sums.by_fund}


def first_actions(filters: ActionFilters) -> ActionList:
    """The first rows of the filtered list, with its sums."""
    return queries.list_actions(filters, sort="code", page=1, page_size=ROWS_AT_ONCE)


def action_rows(found: ActionList) -> Iterator[Mapping[str, Any]]:
    """Rows of the file; amounts as `2531250.00`, an amount that is not given is an empty cell."""
    funds = fund_names(found)
    for row in all_rows(found):
        amounts = {
            name: money.format_plain(row.amounts[code] or 0)
            if row.amounts.get(code) is not None
            else None
            for code, name in funds.items()
        }
        yield {
            _("Code"): row.code,
            _("Action"): words.text(row.title),
            _("Project"): words.text(row.project.title),
            _("Axis"): row.axis,
            _("State"): words.state(row.state),
            **amounts,
            _("Total of the known amounts"): money.format_plain(row.total_cents),
            _("Amounts not given"): row.unknown,
        }


def all_rows(found: ActionList) -> Iterator[ActionRow]:
    """The rows of the first page and of all those after it."""
    yield from found.page.rows
    while found.page.has_next:
        found = queries.list_actions(
            found.filters, sort=found.sort, page=found.page.page + 1, page_size=ROWS_AT_ONCE
        )
        yield from found.page.rows
