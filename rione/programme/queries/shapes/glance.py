"""The programme at a glance, and the list of actions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .basics import ActionRef, AxisRef, Citation, DocumentRef, Label, Page, ProjectRef, Sum, Text


@dataclass(frozen=True, slots=True)
class AxisLine:
    axis: AxisRef
    citation: Citation | None  # of the title; None: no document prints it, then `note` says whose
    note: Text | None
    projects: int
    as_printed: Sum
    net: Sum  # without actions whose effective state is postponed or moved


@dataclass(frozen=True, slots=True)
class FundLine:
    fund: Label
    kind: str  # public | private
    note: Text | None
    as_printed_cents: int
    net_cents: int
    actions: int  # actions that name the fund
    unknown: int  # of these, without an amount


@dataclass(frozen=True, slots=True)
class StateLine:
    state: str
    actions: int
    total_cents: int


@dataclass(frozen=True, slots=True)
class ProjectLine:
    project: ProjectRef
    state: str | None  # of the project itself, where a document states one
    axes: tuple[str, ...]
    actions: tuple[ActionRef, ...]
    as_printed: Sum
    net: Sum


@dataclass(frozen=True, slots=True)
class FieldLine:
    field: Label
    citation: Citation
    actions: int
    total_cents: int


@dataclass(frozen=True, slots=True)
class LoadLine:
    at: datetime
    digest: str
    statements: int
    added: int
    retired: int


@dataclass(frozen=True, slots=True)
class ProgrammeRef:
    code: str
    cci: str
    cci_note: Text | None
    title: Text
    first_year: int
    last_year: int
    municipality: str  # ISTAT code of the body in charge
    text: Mapping[str, Text]  # text.* statements about the programme, by key


@dataclass(frozen=True, slots=True)
class Summary:
    """`loaded` is False on an empty database; every count is then 0 and every tuple empty."""

    loaded: bool
    programme: ProgrammeRef | None
    as_printed: Sum
    net: Sum  # net of actions postponed or moved to another fund
    axes: tuple[AxisLine, ...]
    funds: tuple[FundLine, ...]
    states: tuple[StateLine, ...]  # effective states, in the order of the life of an action
    fields: tuple[FieldLine, ...]
    fields_note: Text | None
    projects: int  # numbered ones; technical assistance stands beside them
    actions: int
    indicators: int
    sites: int
    statements: int
    conflicts: int
    conflicts_open: int  # of these, left to a person
    gaps: int
    documents: tuple[DocumentRef, ...]
    last_load: LoadLine | None


@dataclass(frozen=True, slots=True)
class ActionFilters:
    """Everything optional. Several filters narrow; several values of one filter widen.
    Unknown codes give no rows, never an error. `q`: words or beginnings of words over code,
    title, summary and project in both languages, accents ignored, and codes in any of the
    printed spellings ("MI 4.1.1.b")."""

    q: str = ""
    axis: tuple[str, ...] = ()
    project: tuple[str, ...] = ()  # slugs
    state: tuple[str, ...] = ()  # effective states
    field: tuple[str, ...] = ()  # fields of intervention
    fund: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    municipality: tuple[str, ...] = ()  # ISTAT codes
    district: tuple[str, ...] = ()  # "ISTAT:number", for instance "015146:8"
    has_unknown: bool | None = None  # an amount is explicitly unknown
    has_conflict: bool | None = None


# "title" is the Italian title, "title_en" the English one.
SORTS = (
    *("code", "-code", "title", "-title", "title_en", "-title_en"),
    *("total", "-total", "state", "-state", "project"),
)


@dataclass(frozen=True, slots=True)
class ActionRow:
    code: str
    title: Text
    summary: Text
    kinds: tuple[str, ...]
    axis: str
    project: ProjectRef
    own_state: str
    state: str  # effective
    covered_by_project: bool  # the project's state stands for the action's own
    amounts: Mapping[str, int | None]  # by fund; None = unknown
    total_cents: int  # of the known amounts
    unknown: int  # amounts not known
    fields: tuple[str, ...]
    places: tuple[str, ...]  # municipality and district keys
    conflicts: int
    gaps: int


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice of a filter. `count`: actions it would give beside the other filters."""

    code: str
    name: Text | None  # None where the page words the code itself (states, kinds, places)
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class ActionList:
    page: Page[ActionRow]
    sums: Sum  # of the whole filtered set, not of the page
    net: Sum
    facets: Mapping[str, tuple[FacetValue, ...]]  # by name of the filter
    filters: ActionFilters
    sort: str
