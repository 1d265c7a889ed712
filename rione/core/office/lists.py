"""A list of an office, defined once: the page, the files and the interface are made of it.

    EXPENSES = OfficeList(
        name="expenses",
        title=_("Expenses"),
        noun=lambda count: ngettext("expense", "expenses", count),
        fields=(
            Field("number", _("Number"), heading=True),
            Field("operation", _("Operation"), path="operation__code"),
            Field("amount_cents", _("Amount"), kind="money"),
            Field("state", _("State"), kind="choice", choices=STATES, tones=TONES),
            Field("id", "", kind="id", shown=False),
        ),
        rows=expenses_of,                       # actor → queryset, already narrowed to theirs
        facets=(Facet("state"), Facet("operation", path="operation__code", choices=codes_of)),
        search=("number__icontains", "supplier__icontains"),
        default="-number",
        link=lambda row: reverse("office:expense", args=[row.id]),
    )

Rows are frozen dataclasses with one attribute per field, in one SQL statement beside the count.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, make_dataclass
from datetime import date, datetime
from functools import cached_property, reduce
from operator import or_
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict

from rione.core.design.figures import EmptyState, Tone
from rione.core.identity.rules.actors import Actor

Kind = Literal["text", "money", "number", "date", "instant", "choice", "yesno", "id"]
TYPES: dict[str, type] = {
    "text": str,
    "money": int,
    "number": int,
    "date": date,
    "instant": datetime,
    "choice": str,
    "yesno": bool,
    "id": UUID,
}
LONGEST_SEARCH = 200
MOST_VALUES = 40

Choices = Mapping[str, Any] | Callable[[Actor], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the table, a member of the rows, a column of the files.

    `path`: the queryset's column or annotation (default: the name). `kind`: money is integer
    cents; a choice has `choices` (code → words) and perhaps `tones`. `shown=False`: not in the
    table; an `id` is in no file either. `null`: may be None.
    """

    name: str
    label: Any
    kind: Kind = "text"
    path: str = ""
    heading: bool = False
    secondary: bool = False
    sortable: bool = True
    shown: bool = True
    null: bool = False
    choices: Mapping[str, Any] = field(default_factory=dict)
    tones: Mapping[str, Tone] = field(default_factory=dict)

    @property
    def column(self) -> str:
        return self.path or self.name

    def words(self, value: Any) -> Any:
        """A choice in the reader's language; the code itself when it has no words."""
        return self.choices.get(value, value)


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with a closed list of values under one GET parameter, any of which may be chosen.

    Named like a `choice` field it takes that field's words and path. `where`: the condition that
    chosen values make, for what is no column of the rows.
    """

    name: str
    label: Any = ""
    path: str = ""
    choices: Choices = field(default_factory=dict)
    where: Callable[[Sequence[str]], Any] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a list; `facets` hold known values only."""

    search: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.search or any(self.facets.values()))

    def codes(self) -> str:
        """The question without what was typed, for the audit trail: `state=open&search`."""
        parts = [
            f"{name}={','.join(value if _CODE.fullmatch(value) else '*' for value in values)}"
            for name, values in self.facets.items()
            if values
        ]
        return "&".join([*parts, *(["search"] if self.search else [])])[:LONGEST_QUESTION]


# What a program asks for may be any text; the trail takes codes.
_CODE = re.compile(r"[A-Za-z0-9_.:/-]{1,60}", re.ASCII)
LONGEST_QUESTION = 500


@dataclass(frozen=True)
class OfficeList:
    """`rows` gives the actor's queryset; `link` the address of a row (in the heading's cell).

    `reads`: the list shows personal data; pages and files are recorded in the audit trail under
    this verb. `empty`: what to say while there is nothing at all.
    """

    name: str
    title: Any
    noun: Callable[[int], str]
    fields: tuple[Field, ...]
    rows: Callable[[Actor], QuerySet[Any]]
    facets: tuple[Facet, ...] = ()
    search: tuple[str, ...] = ()
    default: str = ""
    link: Callable[[Any], str] | None = None
    lead: Any = ""
    empty: EmptyState | None = None
    reads: str = ""
    per_page: int = 50

    @cached_property
    def shape(self) -> type:
        """The dataclass of a row."""
        members = [
            (item.name, TYPES[item.kind] | None if item.null else TYPES[item.kind])
            for item in self.fields
        ]
        title = "".join(part.capitalize() for part in self.name.split("_"))
        return make_dataclass(f"{title}Row", members, frozen=True, slots=True)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {item.name: item for item in self.fields}

    def choices_of(self, facet: Facet, actor: Actor) -> Mapping[str, Any]:
        """The values of a facet and their words."""
        if callable(facet.choices):
            return facet.choices(actor)
        own = self.by_name.get(facet.name)
        return facet.choices or (own.choices if own else {})

    def label_of(self, facet: Facet) -> Any:
        return facet.label or self.by_name[facet.name].label

    def asked(self, query: QueryDict, actor: Actor) -> Asked:
        """Read an address; whatever is not known is left out, nothing fails."""
        facets = {}
        for facet in self.facets:
            known = self.choices_of(facet, actor)
            values = (value for value in query.getlist(facet.name) if value in known)
            facets[facet.name] = tuple(dict.fromkeys(values))[:MOST_VALUES]
        return Asked(clean(query.get("q", "")), facets, self.sort_of(query.get("sort", "")))

    def sort_of(self, text: str) -> str:
        """A sort that exists: the text, or the default."""
        wanted = self.by_name.get(text.removeprefix("-"))
        return text if wanted is not None and wanted.sortable else self.default

    def narrowed(self, actor: Actor, asked: Asked) -> QuerySet[Any]:
        """The rows asked for, in their order; equal ones by the primary key."""
        rows = self.rows(actor)
        for facet in self.facets:
            if not (values := asked.facets.get(facet.name)):
                continue
            if facet.where is not None:
                rows = rows.filter(facet.where(values))
            else:
                own = self.by_name.get(facet.name)
                path = facet.path or (own.column if own else facet.name)
                rows = rows.filter(**{f"{path}__in": values})
        if asked.search and self.search:
            rows = rows.filter(reduce(or_, (Q(**{path: asked.search}) for path in self.search)))
        sort = asked.sort or self.default
        if not sort:
            return rows.order_by("pk")
        sign = "-" if sort.startswith("-") else ""
        return rows.order_by(f"{sign}{self.by_name[sort.removeprefix('-')].column}", f"{sign}pk")

    def shaped(self, rows: QuerySet[Any]) -> Iterator[Any]:
        """The rows as dataclasses, read piece by piece."""
        columns = [item.column for item in self.fields]
        for values in rows.values_list(*columns).iterator(chunk_size=2000):
            yield self.shape(*values)

    def page(self, actor: Actor, asked: Asked, *, page: int, size: int) -> tuple[list[Any], int]:
        """The rows of a page and how many there are in all. Two SQL statements."""
        rows = self.narrowed(actor, asked)
        total = rows.count()
        columns = [item.column for item in self.fields]
        part = rows.values_list(*columns)[(page - 1) * size : page * size]
        return [self.shape(*values) for values in part], total

    def files(self) -> Sequence[Field]:
        """The columns of a file for programs."""
        return [item for item in self.fields if item.kind != "id"]

    def headed(self) -> Sequence[Field]:
        """The columns of a file for people: those that have a heading."""
        return [item for item in self.files() if str(item.label)]


def clean(text: str) -> str:
    """What was typed, on one line, without control characters."""
    line = "".join(c if c.isprintable() else " " for c in text[: LONGEST_SEARCH * 2])
    return line.strip()[:LONGEST_SEARCH]
