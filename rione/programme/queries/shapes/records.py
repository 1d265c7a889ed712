"""Disagreements, gaps, indicators and documents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from .basics import (
    ActionRef,
    AxisRef,
    DocumentRef,
    FactLine,
    Label,
    Page,
    QuantityLine,
    Stated,
    SubjectRef,
    Text,
)


@dataclass(frozen=True, slots=True)
class ConflictValueLine:
    """One of the values that disagree, with every statement that says so. `statements` is empty
    only for a sum computed from the document's own parts (`computed_cents`)."""

    shown: bool
    statements: tuple[Stated, ...]
    computed_cents: int | None = None


@dataclass(frozen=True, slots=True)
class ResolutionLine:
    """What a person decided. `effective` False: the chosen statement is no longer current, so the
    rule decides again."""

    decided_by: str
    decided_at: datetime
    why: str
    statement_id: int
    effective: bool


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """`reason` and its `params`: by_rank {rank, other_rank} | by_notice {state} (one document's
    notice that a project is postponed or moved stands over the states it gives) |
    by_date {date, other_date} | equal_date {date} | unknown_date | covered_by_project {state} |
    parts_disagree {document, total_cents, parts_cents, difference_cents} | by_person |
    choice_retired (a person chose a statement that is no longer current).
    `key` is stable over loads: "action/MI3.2.2.a/financing.total/values"; it ends in
    values (they differ), parts (a printed total and its parts) or project (its state covers)."""

    key: str
    subject: SubjectRef
    field: str
    name: Text  # label of the field
    about: str  # values | parts | project
    kind: str  # money | quantity | state | text | date | structured | sum
    values: tuple[ConflictValueLine, ...]
    shown_statement_id: int | None  # None: left to a person
    open: bool
    reason: str
    params: Mapping[str, Any]
    explanation: Text | None  # ours
    ref: str  # a label by which people speak of it ("C02"), or empty
    resolution: ResolutionLine | None
    action: str | None  # code of the action page that shows it
    project: str | None  # slug of the project page that shows it


@dataclass(frozen=True, slots=True)
class GapLine:
    """`reason`: unknown_value | inferred_unit | total_not_printed | no_amount |
    no_state."""

    subject: SubjectRef
    field: str
    name: Text
    reason: str
    source: Stated | None
    explanation: Text | None
    ref: str
    action: str | None
    project: str | None


@dataclass(frozen=True, slots=True)
class ConflictFilters:
    subject_kind: str = ""
    subject_key: str = ""
    kind: tuple[str, ...] = ()
    document: str = ""  # a document that takes part
    open: bool | None = None
    axis: tuple[str, ...] = ()
    project: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorValueLine:
    when: str  # year of the target, or date of the achieved value; "" for the baseline
    number: Decimal | None  # None = a dash in the table
    qualifier: str
    source: Stated | None
    in_conflict: bool


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    code: str
    axis: AxisRef
    title: Text
    official_title: Stated | None
    unit: Label | None
    unit_inferred: bool
    unit_source: Stated | None
    baseline: IndicatorValueLine | None
    targets: tuple[IndicatorValueLine, ...]
    achieved: tuple[IndicatorValueLine, ...]
    actions: tuple[ActionRef, ...]  # that contribute to it by the thread
    places: int  # places that contribute to it by the thread
    facts: tuple[FactLine, ...]  # texts and dates about the indicator
    quantities: tuple[QuantityLine, ...]  # what documents let compare with the target
    conflicts: tuple[str, ...]  # keys


@dataclass(frozen=True, slots=True)
class DocumentLine:
    document: DocumentRef
    ranks: Mapping[str, int]  # other ranks for fields that begin so
    note: Text | None
    statements: int
    shown: int  # of these, the ones a page shows (not outvoted, not left to a person)
    conflicts: int  # in which it takes part


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    line: DocumentLine
    statements: Page[Stated]  # in the order of the document's lines
    about: tuple[Stated, ...]  # statements about the document itself
    conflicts: tuple[ConflictLine, ...] = field(default=())
