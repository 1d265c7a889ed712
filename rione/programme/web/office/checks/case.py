"""The page of a case: what it is, what may be done, its parts, and its history."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from rione.core.audit.operations import record_read
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import Badge, Crumb, TimelineEntry, Tone
from rione.core.design.tables import Column, DataTable
from rione.core.identity.access import ROLE_NAMES
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.office.listing import PURPOSE, cells, column_of
from rione.core.office.lists import OfficeList
from rione.core.writes import Refused

from ....access.checks import STAFF
from ....lists import check_words, procurement_words
from ....models import Operation
from ....queries.casework import Event
from ..papers.parts import ShownPapers

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and its value; a value of None is left out."""

    label: Any
    value: Any
    url: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: a table, facts or paragraphs; `empty` is said when there is nothing."""

    id: str
    heading: Any
    table: DataTable | None = None
    facts: Sequence[Fact] = ()
    paragraphs: Sequence[str] = ()
    actions: Sequence[Link] = ()
    empty: Any = ""


@dataclass(frozen=True, slots=True)
class Case:
    """All of a page; `history` comes last, newest first, and None is left out."""

    kicker: Any
    title: Any
    facts: Sequence[Fact]
    badge: Badge | None = None
    notice: Any = ""
    actions: Sequence[Link] = ()
    sections: Sequence[Section] = ()
    papers: ShownPapers | None = None
    history: Sequence[TimelineEntry] | None = None


def case_page(request: HttpRequest, case: Case, crumbs: Sequence[Crumb]) -> HttpResponse:
    """Draw the page of a case."""
    return render(
        request,
        "programme/office/checks/case.html",
        {"case": case, "crumbs": [*crumbs, Crumb(case.title)], "title": case.title},
    )


def or_404(find: Callable[[], Found]) -> Found:
    """What is found; 404 when it is not there for whoever asks."""
    try:
        return find()
    except Refused:
        raise Http404 from None


def trail(name: str, label: Any, *more: Crumb) -> list[Crumb]:
    """The path to a list, and further."""
    return [Crumb(_("Office"), reverse("office:home")), Crumb(label, reverse(name)), *more]


def operation_fact(operation: Operation) -> Fact:
    return Fact(
        _("Operation"),
        f"{operation.code} {operation.title}",
        reverse("office:operation", args=[operation.code]),
    )


def badge_of(words: Mapping[str, Any], tones: Mapping[str, Tone], code: str) -> Badge:
    return Badge(str(words.get(code, code)), tones.get(code, "neutral"))


def table_of(
    id: str,
    caption: Any,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Any]],
    *,
    foot: Mapping[str, Any] | None = None,
) -> DataTable | None:
    """A table of few rows, None when there are none."""
    if not rows:
        return None
    return DataTable(caption, columns, rows, caption_hidden=True, id=id, foot=foot)


def part_of_list(definition: OfficeList, actor: Actor, **where: Any) -> DataTable | None:
    """The rows of a list that belong to something, as a table without pages, None when there are
    none. One SQL statement, and one more where reading is recorded."""
    if definition.reads:
        record_read(verb=definition.reads, subjects=[], purpose=PURPOSE)
    sign = "-" if definition.default.startswith("-") else ""
    column = definition.by_name[definition.default.removeprefix("-")].column
    rows = definition.rows(actor).filter(**where).order_by(f"{sign}{column}", f"{sign}pk")
    return table_of(
        definition.name.replace("_", "-"),
        definition.title,
        [column_of(item) for item in definition.fields if item.shown and item.name != "operation"],
        [cells(definition, row) for row in definition.shaped(rows)],
    )


_SAID_BY = {
    "set_phase": procurement_words.PHASES,
    "add_party": procurement_words.PARTY_ROLES,
    "end_party": procurement_words.PARTY_ROLES,
    "vary_contract": procurement_words.GROUNDS,
    "undo_variation": procurement_words.GROUNDS,
    "finish_check": check_words.OUTCOMES,
    "reopen_check": check_words.OUTCOMES,
    "raise_finding": check_words.SEVERITIES,
    "settle_finding": check_words.STEPS,
    "report_irregularity": check_words.BREACHES,
    "classify_irregularity": check_words.IRREGULARITY_STATES,
    "record_recovery": check_words.MOVEMENTS,
}
"""What the detail of an event is a code of."""


def history(events: Sequence[Event], actor: Actor) -> list[TimelineEntry]:
    """Events as a timeline, newest first. A beneficiary reads the role of who did it; the office
    reads the name too."""
    return [
        TimelineEntry(
            date=localtime(event.at).date().isoformat(),
            title=str(check_words.DONE.get(event.verb, event.verb)),
            text=" · ".join(filter(None, _told(event))),
            wording=event.reason,
            actor=_who(event, actor),
        )
        for event in events
    ]


def _told(event: Event) -> list[str]:
    words = _SAID_BY.get(event.verb, {})
    return [
        str(words[event.detail]) if event.detail in words else "",
        formats.partial_date(event.day) if event.day else "",
        formats.euro(event.cents) if event.cents is not None else "",
    ]


def _who(event: Event, actor: Actor) -> str:
    role = str(ROLE_NAMES.get(Role(event.role), event.role)) if event.role else ""
    return f"{event.by} ({role})" if actor.role in STAFF else role
