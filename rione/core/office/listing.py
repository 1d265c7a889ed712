"""The page of an OfficeList, and its files: `?format=csv`, `xlsx`, `json`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from rione.core.audit.operations import record_read
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import Badge, Crumb, EmptyState
from rione.core.design.filters import Choice, Filters
from rione.core.design.filters import Facet as DrawnFacet
from rione.core.design.tables import Cell, Column, DataTable, Export, TableState, changed

from .acting import actor_of
from .files import FORMATS, download
from .lists import Asked, Field, OfficeList

PURPOSE = "office.work"


def list_page(
    request: HttpRequest,
    definition: OfficeList,
    *,
    crumbs: Sequence[Crumb] = (),
    actions: Sequence[Link] = (),
    template: str = "office/list.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponseBase:
    """The list as the address asks for it: a page of a table, or a file of all that matches.

    `actions` are buttons above the list (the first one is the main one). Two SQL statements and
    those of the facets' choices.
    """
    actor = actor_of(request)
    asked = definition.asked(request.GET, actor)
    if definition.reads:
        record_read(verb=definition.reads, subjects=[], purpose=PURPOSE, query=asked.codes())
    if request.GET.get("format", "") in FORMATS:
        return download(definition, definition.narrowed(actor, asked), request.GET["format"])
    columns = [column_of(item) for item in definition.fields if item.shown]
    state = TableState.from_request(
        request, columns, default=definition.default, per_page=definition.per_page
    )
    rows, total = definition.page(actor, asked, page=state.page, size=state.per_page)
    if total and not rows:
        last = state.clamped(total).page
        return HttpResponseRedirect(request.path + changed(request.GET, {"page": last}))
    table = DataTable(
        caption=definition.title,
        caption_hidden=True,
        columns=columns,
        rows=[cells(definition, row) for row in rows],
        total=total,
        state=state,
        noun=definition.noun(total),
        exports=[
            Export(name.upper(), changed(request.GET, {"format": name, "page": None}), media)
            for name, media in FORMATS.items()
        ],
        id=definition.name.replace("_", "-"),
    )
    return render(
        request,
        template,
        {
            "crumbs": [*crumbs, Crumb(definition.title)],
            "title": definition.title,
            "lead": definition.lead,
            "filters": drawn_filters(request, definition, asked) if total or asked.narrowed else "",
            "table": table,
            "found": total,
            "narrowed": asked.narrowed,
            "empty": definition.empty or EmptyState(_("Nothing here yet")),
            "actions": actions,
            **dict(context or {}),
        },
    )


def column_of(item: Field) -> Column:
    return Column(
        item.name,
        item.label,
        numeric=item.kind in ("money", "number"),
        sortable=item.sortable,
        secondary=item.secondary,
        heading=item.heading,
    )


def cells(definition: OfficeList, row: Any) -> dict[str, Any]:
    """A row as the table draws it; the heading leads to the row's own page."""
    drawn = {}
    for item in definition.fields:
        if not item.shown:
            continue
        cell = cell_of(item, getattr(row, item.name))
        if item.heading and definition.link is not None:
            base = cell if isinstance(cell, Cell) else Cell(cell)
            cell = replace(base, url=definition.link(row))
        drawn[item.name] = cell
    return drawn


def cell_of(item: Field, value: Any) -> Any:
    """A value in the reader's language."""
    if value is None or value == "":
        return None
    match item.kind:
        case "money":
            return formats.euro(value)
        case "date":
            return formats.iso_date(value)
        case "instant":
            return formats.moment(value)
        case "yesno":
            return _("yes") if value else _("no")
        case "choice":
            words = item.words(value)
            tone = item.tones.get(value)
            return Cell(None, badge=Badge(str(words), tone)) if tone else words
    return value


def drawn_filters(request: HttpRequest, definition: OfficeList, asked: Asked) -> Filters:
    actor = actor_of(request)
    facets = []
    for facet in definition.facets:
        choices = [
            Choice(code, words) for code, words in definition.choices_of(facet, actor).items()
        ]
        if choices:
            facets.append(DrawnFacet(facet.name, definition.label_of(facet), choices))
    return Filters(
        query=request.GET,
        facets=facets,
        search_name="q" if definition.search else "",
        search_label=_("Search in this list"),
        action=request.path,
        open=asked.narrowed,
    )
