"""Conflicts with all their values, and gaps."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ..models import Conflict, ConflictValue, Explanation, Gap, Resolution
from .reading import Sources, rows, sources, text
from .references import Subject, subjects
from .shapes import (
    ConflictFilters,
    ConflictLine,
    ConflictValueLine,
    GapLine,
    Page,
    ResolutionLine,
    SubjectRef,
    Text,
)
from .words import Words

MOST_ROWS = 500
Names = Mapping[Subject, SubjectRef]


def list_conflicts(
    filters: ConflictFilters | None = None, page: int = 1, page_size: int = 50
) -> Page[ConflictLine]:
    """Conflicts in the order of their subjects. Five SQL."""
    found = Conflict.objects.filter(_narrowed(filters or ConflictFilters()))
    page, page_size = max(1, page), min(max(1, page_size), MOST_ROWS)
    first = (page - 1) * page_size
    total = found.count()
    conflicts = conflict_rows(found, first, first + page_size)
    return Page(_with_sources(conflicts), total, page, page_size)


def get_conflict(key: str) -> ConflictLine | None:
    """One conflict by its key "action/MI3.2.2.a/financing.total/values". Four SQL."""
    parts = key.split("/")
    if len(parts) != 4:
        return None
    kind, subject, field, about = parts
    found = Conflict.objects.filter(
        subject_kind=kind, subject_key=subject, field=field, about=about
    )
    lines = _with_sources(conflict_rows(found))
    return lines[0] if lines else None


def list_gaps(page: int = 1, page_size: int = 100) -> Page[GapLine]:
    """Gaps in the order of their subjects. Five SQL."""
    page, page_size = max(1, page), min(max(1, page_size), MOST_ROWS)
    first = (page - 1) * page_size
    total = Gap.objects.count()
    gaps = gap_rows(Gap.objects.all(), first, first + page_size)
    words = Words()
    lines = gap_lines(
        gaps,
        sources((gap.statement_id for gap in gaps), words),
        words,
        subjects((gap.subject_kind, gap.subject_key) for gap in gaps),
    )
    return Page(lines, total, page, page_size)


def conflict_rows(
    queryset: "QuerySet[Conflict]", first: int = 0, last: int | None = None
) -> Sequence[Any]:
    """Conflicts with values, explanation and decision beside them. One SQL."""
    about = {
        "subject_kind": OuterRef("subject_kind"),
        "subject_key": OuterRef("subject_key"),
        "field": OuterRef("field"),
    }
    values = ConflictValue.objects.filter(conflict=OuterRef("pk")).order_by("position", "pk")
    decisions = Resolution.objects.filter(**about).order_by("-pk")[:1]
    return list(
        queryset.annotate(
            value_rows=rows(values, "position", "statement_id", "shown", "computed_cents"),
            explanations=rows(Explanation.objects.filter(**about), "ref", "text_it", "text_en"),
            decisions=rows(decisions, "decided_by", "decided_at", "why", "statement_id"),
            action_code=F("action__code"),
            project_slug=F("project__slug"),
        ).order_by("position")[first:last]
    )


def conflict_ids(conflicts: Iterable[Any]) -> Iterable[int]:
    """Statements that conflicts need."""
    return [value["statement_id"] for c in conflicts for value in c.value_rows]


def conflict_lines(
    conflicts: Iterable[Any], found: Sources, words: Words, names: Names
) -> tuple[ConflictLine, ...]:
    return tuple(_conflict(row, found, words, names) for row in conflicts)


def gap_rows(queryset: "QuerySet[Gap]", first: int = 0, last: int | None = None) -> Sequence[Any]:
    """Gaps with their explanation. One SQL."""
    explanations = Explanation.objects.filter(
        subject_kind=OuterRef("subject_kind"),
        subject_key=OuterRef("subject_key"),
        field=OuterRef("field"),
    )
    return list(
        queryset.annotate(
            explanations=rows(explanations, "ref", "text_it", "text_en"),
            action_code=F("action__code"),
            project_slug=F("project__slug"),
        ).order_by("position")[first:last]
    )


def gap_lines(
    gaps: Iterable[Any], found: Sources, words: Words, names: Names
) -> tuple[GapLine, ...]:
    return tuple(
        GapLine(
            subject=_subject(row, names),
            field=row.field,
            name=words.field(row.field),
            reason=row.reason,
            source=found.get(row.statement_id) if row.statement_id else None,
            explanation=_explanation(row),
            ref=_ref(row),
            action=row.action_code,
            project=row.project_slug,
        )
        for row in gaps
    )


def _with_sources(conflicts: Sequence[Any]) -> tuple[ConflictLine, ...]:
    words = Words()
    found = sources(conflict_ids(conflicts), words)
    names = subjects((row.subject_kind, row.subject_key) for row in conflicts)
    return conflict_lines(conflicts, found, words, names)


def _conflict(row: Any, found: Sources, words: Words, names: Names) -> ConflictLine:
    by_position: dict[int, list[dict[str, Any]]] = {}
    for value in row.value_rows:
        by_position.setdefault(value["position"], []).append(value)
    values = tuple(
        ConflictValueLine(
            shown=group[0]["shown"],
            statements=tuple(found[value["statement_id"]] for value in group),
            computed_cents=group[0]["computed_cents"],
        )
        for _, group in sorted(by_position.items())
    )
    return ConflictLine(
        key=f"{row.subject_kind}/{row.subject_key}/{row.field}/{row.about}",
        subject=_subject(row, names),
        field=row.field,
        name=words.field(row.field),
        about=row.about,
        kind=row.kind,
        values=values,
        shown_statement_id=row.shown_id,
        open=row.shown_id is None,
        reason=row.reason,
        params=row.params,
        explanation=_explanation(row),
        ref=_ref(row),
        resolution=_resolution(row),
        action=row.action_code,
        project=row.project_slug,
    )


def _resolution(row: Any) -> ResolutionLine | None:
    """The latest decision; giving the field back to the rule is none."""
    if not row.decisions or row.decisions[0]["statement_id"] is None:
        return None
    decision = row.decisions[0]
    return ResolutionLine(
        decided_by=decision["decided_by"],
        decided_at=datetime.fromisoformat(decision["decided_at"]),
        why=decision["why"],
        statement_id=decision["statement_id"],
        effective=row.reason == "by_person",
    )


def _subject(row: Any, names: Names) -> SubjectRef:
    key = (row.subject_kind, row.subject_key)
    return names.get(key) or SubjectRef(*key, Text(key[1], key[1]))


def _explanation(row: Any) -> Text | None:
    return text(row.explanations[0], "text") if row.explanations else None


def _ref(row: Any) -> str:
    return row.explanations[0]["ref"] if row.explanations else ""


def _narrowed(filters: ConflictFilters) -> Q:
    """What the filters leave. An axis's own conflicts belong to the axis as its actions' do."""
    q = Q()
    if filters.subject_kind:
        q &= Q(subject_kind=filters.subject_kind)
    if filters.subject_key:
        q &= Q(subject_key=filters.subject_key)
    if filters.kind:
        q &= Q(kind__in=filters.kind)
    if filters.open is not None:
        q &= Q(shown__isnull=filters.open)
    if filters.axis:
        q &= Q(action__axis__code__in=filters.axis) | Q(
            subject_kind="axis", subject_key__in=filters.axis
        )
    if filters.project:
        q &= Q(project__slug__in=filters.project)
    if filters.document:
        values = ConflictValue.objects.filter(
            conflict=OuterRef("pk"), statement__document__code=filters.document
        )
        q &= Q(Exists(values))
    return q
