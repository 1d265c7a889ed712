"""What is new: statements that are shown, decisions about disagreements, communication, answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from rione.core.marks import row_marks

from ..models import (
    Axis,
    CommunicationPlanItem,
    FaqEntry,
    Load,
    Programme,
    Resolution,
    Statement,
)
from .communication_plan import PlanLine, public_plan
from .desk import FaqLine, list_faq
from .reading import stated
from .shapes import Stated
from .words import Words

MOST = 50


@dataclass(frozen=True, slots=True)
class NewStatement:
    """A statement that a load brought; `identity` is the same in every load of the same words."""

    identity: str
    at: datetime
    stated: Stated


@dataclass(frozen=True, slots=True)
class NewStatements:
    """How many statements a load brought about a subject, those of its state left out."""

    load: int
    at: datetime
    subject_kind: str
    subject_key: str
    count: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a field where documents disagree; `given_back`: to the rule."""

    id: int
    at: datetime
    subject_kind: str
    subject_key: str
    field: str
    why: str
    given_back: bool


@dataclass(frozen=True, slots=True)
class News:
    """What is new, each kind newest first."""

    statements: tuple[NewStatement, ...]
    groups: tuple[NewStatements, ...]
    decisions: tuple[Decision, ...]
    plan: tuple[PlanLine, ...]
    faq: tuple[FaqLine, ...]


def version() -> str:
    """Changes whenever something public of the programme or of its office does. One SQL."""
    return row_marks(Programme, Axis, CommunicationPlanItem, FaqEntry, last=(Load, Resolution))


def news() -> News:
    """What is new in the whole programme. Six SQL."""
    states = _current(Q(field="state", subject_kind__in=("action", "project")))
    return News(
        statements=_stated(states),
        groups=_groups(),
        decisions=_decisions(Q()),
        plan=_latest(public_plan()),
        faq=tuple(list_faq(most=MOST)),
    )


def news_of_action(code: str) -> News:
    """What is new about one action: each statement by itself. Four SQL."""
    about = Q(subject_kind="action", subject_key=code)
    return News(
        statements=_stated(_current(about)),
        groups=(),
        decisions=_decisions(about),
        plan=_latest(public_plan(code)),
        faq=(),
    )


def _current(about: Q) -> Sequence[Statement]:
    rows = Statement.objects.filter(about, retired_in=None).select_related("document", "loaded_in")
    return list(rows.order_by("-loaded_in", "-pk")[:MOST])


def _stated(rows: Sequence[Statement]) -> tuple[NewStatement, ...]:
    words = Words()
    return tuple(NewStatement(row.identity, row.loaded_in.at, stated(row, words)) for row in rows)


def _groups() -> tuple[NewStatements, ...]:
    rows = (
        Statement.objects.filter(retired_in=None, subject_kind__in=("action", "project"))
        .exclude(field="state")
        .values_list("loaded_in", "loaded_in__at", "subject_kind", "subject_key")
        .annotate(count=Count("pk"))
        .order_by("-loaded_in", "subject_kind", "subject_key")[:MOST]
    )
    return tuple(NewStatements(*row) for row in rows)


def _decisions(about: Q) -> tuple[Decision, ...]:
    rows = Resolution.objects.filter(about).order_by("-pk")[:MOST]
    return tuple(
        Decision(
            row.pk,
            row.decided_at,
            row.subject_kind,
            row.subject_key,
            row.field,
            row.why,
            row.statement_id is None,
        )
        for row in rows
    )


def _latest(plan: tuple[PlanLine, ...]) -> tuple[PlanLine, ...]:
    return tuple(sorted(plan, key=lambda line: (line.changed_at, line.id), reverse=True)[:MOST])
