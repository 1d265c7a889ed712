"""Words, sources, names and money: what all other shapes are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Text:
    """Our own words in both languages; `text.of("en")`."""

    it: str
    en: str

    def of(self, language: str) -> str:
        return self.en if language.startswith("en") else self.it

    def __bool__(self) -> bool:
        return bool(self.it or self.en)


@dataclass(frozen=True, slots=True)
class Label:
    """A code and what to call it (funds, fields of intervention, quantities, units, …)."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of rows. `page` counts from 1; `total` is the number of rows on all pages."""

    rows: tuple[T, ...]
    total: int
    page: int
    page_size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.page_size))

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def has_previous(self) -> bool:
        return self.page > 1


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A source. `title` is in the document's own `language` ("it", "en")."""

    code: str
    title: str
    kind: str  # official | web_page | slides | translation
    language: str
    rank: int  # 1 decides over 2
    printed_date: str | None
    content_date: str | None  # what its content is as of


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a document says something that is no statement of its own."""

    document: DocumentRef
    locator: str
    quote: str


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement: who says what, about which field, where.

    `value` is the canonical JSON value by `kind`:
    money {"cents": int} · quantity {"number": str, "qualifier": str, "unit": str} or
    {"none": true} (a dash in the table) · state {"state": code} · text {"it", "en"} ·
    title {"text"} · date {"date"} · unit {"unit", "inferred": bool} · unknown {"unknown": true} ·
    structured: its parts (`amount` there is {"cents"} or {"unknown"}, texts are {"it", "en"}).
    `quote` holds the document's own words in the document's language ("" when none were noted).
    """

    id: int
    subject_kind: str  # programme | axis | project | action | indicator | document | site
    subject_key: str
    field: str
    kind: str  # money | quantity | state | text | date | unknown | structured
    value: Mapping[str, Any]
    amount_cents: int | None
    number: Decimal | None
    qualifier: str  # exact | about | at_least | at_most | over
    unit: Label | None
    quote: str
    document: DocumentRef
    locator: str  # line or lines of the document's plain text: "54" or "54-56"
    as_of: str | None  # as stated, else the document's content date
    note: Text | None  # ours
    retired: bool = False


@dataclass(frozen=True, slots=True)
class AxisRef:
    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class ProjectRef:
    slug: str
    number: int | None  # None: technical assistance and the like
    title: Text


@dataclass(frozen=True, slots=True)
class ActionRef:
    code: str
    title: Text
    state: str  # the effective one
    axis: str
    project: ProjectRef


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """What a statement, conflict or gap is about, named. `action`: code for links to pages."""

    kind: str
    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class Sum:
    """Sums over a set of actions. `by_fund` has one entry per fund of the programme that any
    action names; `unknown` counts the amounts of the set that no document gives."""

    actions: int
    total_cents: int
    by_fund: Mapping[str, int]
    unknown: int


@dataclass(frozen=True, slots=True)
class Amount:
    """What one fund gives to one action."""

    fund: Label
    fund_kind: str  # public | private
    amount_cents: int | None  # None = explicitly unknown, or left to a person (`in_conflict`)
    source: Stated | None  # None only when a conflict is left to a person
    in_conflict: bool


@dataclass(frozen=True, slots=True)
class QuantityLine:
    key: str
    name: Text
    number: Decimal | None
    qualifier: str
    unit: Label | None
    source: Stated | None
    in_conflict: bool


@dataclass(frozen=True, slots=True)
class FactLine:
    """A text, address or date about the subject: `field` "text.key", `name` its label."""

    field: str
    name: Text
    text: Text | None  # for texts and addresses
    date: str | None  # for dates
    source: Stated | None
    in_conflict: bool
