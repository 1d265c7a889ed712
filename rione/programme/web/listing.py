"""The list of actions: what the address asks for, and the rows it gets."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rione.core.design import formats
from rione.core.design.filters import Choice, Facet, Filters, fullest
from rione.core.design.tables import Cell, Column, DataTable, Export, TableState

from ..queries.shapes import ActionFilters, ActionList, ActionRow, FacetValue
from . import words

PER_PAGE = 30
MANY = 60
LONG = 80


def columns() -> tuple[Column, ...]:
    return (
        Column("code", _("Code"), sortable=True),
        Column("title", _("Action"), sortable=True, heading=True),
        Column("state", _("State"), sortable=True),
        Column("total", _("Total"), numeric=True, sortable=True),
    )


def asked(query: QueryDict) -> ActionFilters:
    """The filters of an address. Whatever cannot be a code is left out; nothing fails."""
    return ActionFilters(
        q=clean(query.get("q", ""), 200),
        axis=several(query, "axis"),
        project=several(query, "project"),
        state=several(query, "state"),
        field=several(query, "field"),
        fund=several(query, "fund"),
        kind=several(query, "kind"),
        municipality=several(query, "municipality"),
        district=several(query, "district"),
        has_unknown=yes_or_no(query.get("has_unknown", "")),
        has_conflict=yes_or_no(query.get("has_conflict", "")),
    )


def order(asked_for: str) -> str:
    """The sort of the query: titles in the reader's language."""
    return asked_for.replace("title", "title_en") if formats.language() == "en" else asked_for


def clean(text: str, longest: int = LONG) -> str:
    """One line without control characters."""
    return "".join(c if c.isprintable() else " " for c in text[: longest * 2]).strip()[:longest]


def several(query: QueryDict, name: str) -> tuple[str, ...]:
    """The different values of a repeated parameter, at most MANY."""
    found = (clean(value) for value in query.getlist(name)[:MANY])
    return tuple(dict.fromkeys(value for value in found if value))


def yes_or_no(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text)


def state_of(request: HttpRequest) -> TableState:
    return TableState.from_request(request, columns(), default="code", per_page=PER_PAGE)


def several_municipalities(found: ActionList) -> bool:
    """Whether it makes sense to choose among municipalities."""
    return len(found.facets.get("municipality", ())) > 1


def form(query: QueryDict, found: ActionList, places: Mapping[str, str]) -> Filters:
    """The filter form; a facet with nothing to choose from is left out.

    `places`: names of municipalities by ISTAT code.
    """
    facets: list[Facet] = []

    def add(
        name: str, title: str, choices: Sequence[Choice], least: int = 1, left_out: int = 0
    ) -> None:
        if len(choices) >= least:
            facets.append(Facet(name, title, choices, left_out=left_out))

    values = found.facets
    add("state", _("State"), [_choice(v, words.state(v.code)) for v in values.get("state", ())])
    add("axis", _("Axis"), [_numbered(v) for v in values.get("axis", ())])
    add("field", _("Field of intervention"), [_choice(v) for v in values.get("field", ())])
    add("kind", _("Kind"), [_choice(v, words.kind(v.code)) for v in values.get("kind", ())])
    add("fund", _("Fund"), [_choice(v) for v in values.get("fund", ())])
    projects, left_out = fullest(
        values.get("project", ()), count=lambda v: v.count, chosen=lambda v: v.chosen
    )
    add("project", _("Project"), [_choice(v) for v in projects], left_out=left_out)
    add(
        "municipality",
        _("Municipality"),
        [_choice(v, places.get(v.code, v.code)) for v in values.get("municipality", ())],
        least=2,
    )
    add(
        "district",
        _("District"),
        [_choice(v, words.district(v.code)) for v in values.get("district", ())],
    )
    add("has_unknown", _("Amounts"), _yes(values, "has_unknown", _("One is not given")))
    add("has_conflict", _("Documents"), _yes(values, "has_conflict", _("They disagree")))
    return Filters(
        query=query,
        facets=facets,
        search_label=_("Search among the actions"),
        action=reverse("programme:actions"),
    )


def _yes(values: Mapping[str, Sequence[FacetValue]], name: str, label: str) -> list[Choice]:
    """The one choice of a yes-or-no filter, with how many actions it would leave, if known."""
    counts = [value.count for value in values.get(name, ()) if value.code == "yes"]
    return [Choice("true", label, counts[0] if counts else None)]


def _choice(value: FacetValue, label: str = "") -> Choice:
    return Choice(value.code, label or words.text(value.name) or value.code, value.count)


def _numbered(value: FacetValue) -> Choice:
    name = words.text(value.name)
    return Choice(value.code, f"{value.code}. {name}" if name else value.code, value.count)


def table(found: ActionList, state: TableState, exports: Sequence[Export]) -> DataTable:
    return DataTable(
        caption=_("Actions of the programme"),
        caption_hidden=True,
        columns=columns(),
        rows=[row(line) for line in found.page.rows],
        total=found.page.total,
        state=state,
        noun=_("action") if found.page.total == 1 else _("actions"),
        exports=exports,
        id="actions",
    )


def row(line: ActionRow) -> dict[str, Cell]:
    """One action as cells; also used by the project's page."""
    url = reverse("programme:action", args=[line.code])
    notes = [words.unknown_amounts(line.unknown)] if line.unknown and line.total_cents else []
    if line.conflicts:
        notes.append(
            ngettext(
                "%(count)s disagreement between the documents",
                "%(count)s disagreements between the documents",
                line.conflicts,
            )
            % {"count": formats.number(line.conflicts)}
        )
    return {
        "code": Cell(line.code, url=url),
        "title": Cell(words.text(line.title), url=url, note="; ".join(notes)),
        "state": Cell(
            None,
            badge=words.state_badge(line.state),
            note=_("because of its project") if line.covered_by_project else "",
        ),
        "total": Cell(amount(line)),
    }


def amount(line: ActionRow) -> str:
    """The sum of the known amounts, or that none is known."""
    if any(cents is not None for cents in line.amounts.values()):
        return formats.euro(line.total_cents)
    return _("not given")
