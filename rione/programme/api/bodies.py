"""Bodies of the programme's answers that are not a query's shape as it is.

Amounts are integer euro cents.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rione.programme.queries.shapes import (
    ActionRow,
    AxisLine,
    ConflictLine,
    DocumentDetail,
    DocumentRef,
    FacetValue,
    FieldLine,
    FundLine,
    LoadLine,
    ProgrammeRef,
    Stated,
    StateLine,
    Sum,
    Summary,
    Text,
)

PON_METRO = "pon_metro"


@dataclass(frozen=True, slots=True)
class AxisTotal:
    """One priority axis. `other_public_cents`: public funds other than PON Metro."""

    code: str
    actions: int
    pon_metro_cents: int
    other_public_cents: int


@dataclass(frozen=True, slots=True)
class Total:
    """The whole programme, or what is left of it without actions postponed or moved."""

    actions: int
    pon_metro_cents: int
    other_public_cents: int


@dataclass(frozen=True, slots=True)
class Sums:
    """All known amounts of all funds: as the documents print them, and net of actions postponed
    or moved to another fund. No document prints the grand total: it is our sum."""

    as_printed: Sum
    net: Sum


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of what. `conflicts_open`: of the conflicts, those left to a person."""

    projects: int
    actions: int
    indicators: int
    sites: int
    statements: int
    conflicts: int
    conflicts_open: int
    gaps: int


@dataclass(frozen=True, slots=True)
class SummaryBody:
    """The programme at a glance. Before the first load every sum is 0 and every list empty."""

    axes: tuple[AxisTotal, ...]
    total: Total
    net_of_moved: Total
    sums: Sums
    counts: Counts
    by_axis: tuple[AxisLine, ...]
    by_fund: tuple[FundLine, ...]
    by_state: tuple[StateLine, ...]
    by_field: tuple[FieldLine, ...]
    programme: ProgrammeRef | None
    documents: tuple[DocumentRef, ...]
    loaded_at: datetime | None
    last_load: LoadLine | None


def summary_body(summary: Summary) -> SummaryBody:
    """The summary with the two sums by fund that everybody asks for first."""
    public = {line.fund.code for line in summary.funds if line.kind != "private"} - {PON_METRO}

    def split(of: Sum) -> tuple[int, int, int]:
        other = sum(cents for fund, cents in of.by_fund.items() if fund in public)
        return of.actions, of.by_fund.get(PON_METRO, 0), other

    return SummaryBody(
        axes=tuple(AxisTotal(line.axis.code, *split(line.as_printed)) for line in summary.axes),
        total=Total(*split(summary.as_printed)),
        net_of_moved=Total(*split(summary.net)),
        sums=Sums(summary.as_printed, summary.net),
        counts=Counts(
            projects=summary.projects,
            actions=summary.actions,
            indicators=summary.indicators,
            sites=summary.sites,
            statements=summary.statements,
            conflicts=summary.conflicts,
            conflicts_open=summary.conflicts_open,
            gaps=summary.gaps,
        ),
        by_axis=summary.axes,
        by_fund=summary.funds,
        by_state=summary.states,
        by_field=summary.fields,
        programme=summary.programme,
        documents=summary.documents,
        loaded_at=summary.last_load.at if summary.last_load else None,
        last_load=summary.last_load,
    )


@dataclass(frozen=True, slots=True)
class ActionListBody:
    """A page of actions. `sums` and `net` are of the whole filtered set, not of the page;
    `facets` only when asked for."""

    items: tuple[ActionRow, ...]
    page: int
    page_size: int
    total: int
    pages: int
    sort: str
    sums: Sum
    net: Sum
    facets: Mapping[str, tuple[FacetValue, ...]] | None


@dataclass(frozen=True, slots=True)
class DocumentBody:
    """A document and a page of its statements, in the order of its lines."""

    document: DocumentRef
    ranks: Mapping[str, int]
    note: Text | None
    shown: int
    about: tuple[Stated, ...]
    conflicts: tuple[ConflictLine, ...]
    items: tuple[Stated, ...]
    page: int
    page_size: int
    total: int
    pages: int


def document_body(detail: DocumentDetail) -> DocumentBody:
    line, statements = detail.line, detail.statements
    return DocumentBody(
        document=line.document,
        ranks=line.ranks,
        note=line.note,
        shown=line.shown,
        about=detail.about,
        conflicts=detail.conflicts,
        items=statements.rows,
        page=statements.page,
        page_size=statements.page_size,
        total=statements.total,
        pages=statements.pages,
    )
