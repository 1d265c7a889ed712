"""Everything about one action."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q

from rione.core.periods import PartialDate
from rione.core.thread.models import Link

from ..models import (
    Action,
    ActionField,
    CommunicationAction,
    CommunicationItem,
    Conflict,
    Dependency,
    FieldOfIntervention,
    Financing,
    Gap,
    Indicator,
    Statement,
)
from ..rules.conflicts import TOTAL
from ..rules.values import ValueRefused, action_code
from . import facts
from .communication import communication_json, communication_lines
from .disagreements import conflict_ids, conflict_lines, conflict_rows, gap_lines, gap_rows
from .places import places_of
from .reading import Sources, documents_of, rows, stated, text
from .references import axis_ref, project_ref
from .shapes import (
    ActionDetail,
    Label,
    PartnershipView,
    Stated,
    StateLineOfAction,
    StateView,
    SubjectRef,
)
from .words import Words


def get_action(code: str) -> ActionDetail | None:
    """One action with everything about it and every source; None when there is none. Also in the
    printed spellings of its code ("MI 4.1.1.b"). Eight SQL."""
    try:
        code = action_code(code)
    except ValueRefused:
        return None
    row = _row(code)
    if row is None:
        return None
    words = Words()
    own = Q(subject_kind="action", subject_key=code)
    conflicts = conflict_rows(Conflict.objects.filter(own))
    gaps = gap_rows(Gap.objects.filter(own))
    waits = facts.dependency_rows(Dependency.objects.filter(Q(waiting=row) | Q(target=row)))
    found = _statements(row, conflicts, gaps, waits, words)
    places = places_of([code])
    names = {("action", code): SubjectRef("action", code, text(row, "title"))}
    dependencies = facts.dependencies(waits, found)
    about = [one for one in found.values() if _is_about(one, code)]
    return ActionDetail(
        code=code,
        title=text(row, "title"),
        official_title=facts.title_source(row.fact_rows, found),
        summary=text(row, "summary"),
        kinds=tuple(row.kinds),
        axis=axis_ref(row.axis),
        project=project_ref(row.project),
        state=_state(row, found),
        financing=facts.amounts(row.amount_rows, found, words),
        total_cents=row.known_cents,
        printed_total=found.get(row.total_statement_id or 0),
        total_is_ours=not any(one.field == TOTAL for one in about),
        unknown=row.unknown_amounts,
        quantities=facts.quantities(row.quantity_rows, found, words),
        facts=facts.facts(row.fact_rows, found, words),
        fields=tuple(Label(one["code"], text(one, "name")) for one in row.field_rows),
        waits_for=tuple(line for line in dependencies if line.waiting.code == code),
        awaited_by=tuple(line for line in dependencies if line.target.code == code),
        procurements=facts.procurements(row.procurement_rows, found),
        parties=facts.parties(row.party_rows, found),
        partnership=_partnership(row, found),
        complements=facts.complements(row.complement_rows, found, words),
        reprogrammings=facts.reprogrammings(row.reprogramming_rows, found, words),
        links=facts.links(row.link_rows, found),
        indicators=tuple(Label(one["code"], text(one, "name")) for one in row.indicator_rows),
        places=places,
        communication=communication_lines(row.communication_rows, words),
        conflicts=conflict_lines(conflicts, found, words, names),
        gaps=gap_lines(gaps, found, words, names),
        documents=documents_of(about),
        statements=len(about),
        previous=_neighbour(row.previous_rows),
        next=_neighbour(row.next_rows),
    )


def _row(code: str) -> Any:
    """The action with everything that hangs on it. One SQL."""
    mine = {"action": OuterRef("pk")}
    links = Link.objects.filter(
        from_kind="action", from_key=code, relation="contributes_to", retired_at=None
    )
    neighbours = {
        name: rows(Action.objects.filter(position=OuterRef("position") + step), "code")
        for name, step in (("previous_rows", -1), ("next_rows", 1))
    }
    return (
        Action.objects.filter(code=code)
        .select_related("axis", "project")
        .defer("search", "context")
        .annotate(
            amount_rows=rows(
                Financing.objects.filter(**mine).order_by("fund__position"),
                *("amount_cents", "statement_id", "in_conflict"),
                fund_code=F("fund__code"),
                public=F("fund__public"),
            ),
            field_rows=rows(
                FieldOfIntervention.objects.filter(
                    pk__in=ActionField.objects.filter(action=OuterRef(OuterRef("pk"))).values(
                        "field"
                    )
                ).order_by("position"),
                *("code", "name_it", "name_en"),
            ),
            indicator_rows=rows(
                Indicator.objects.filter(code__in=links.values("to_key")).order_by("position"),
                *("code", "name_it", "name_en"),
            ),
            communication_rows=communication_json(
                CommunicationItem.objects.filter(
                    Q(plan=OuterRef("pk"))
                    | Q(
                        pk__in=CommunicationAction.objects.filter(
                            action=OuterRef(OuterRef("pk"))
                        ).values("item")
                    )
                )
            ),
            **neighbours,
            **facts.detail_columns("action"),
        )
        .first()
    )


def _statements(
    row: Any, conflicts: Sequence[Any], gaps: Sequence[Any], waits: Sequence[Any], words: Words
) -> Sources:
    """Everything stated about the action, the states of its project, and what other rows name.
    One SQL."""
    ids = {*facts.detail_ids(row), *conflict_ids(conflicts)}
    ids |= {one["statement_id"] for one in row.amount_rows}
    ids |= {one.statement_id for one in [*gaps, *waits]}
    ids |= {row.own_statement_id, row.project_statement_id, row.total_statement_id}
    current = Q(subject_kind="action", subject_key=row.code) | Q(
        subject_kind="project", subject_key=row.project.key, field="state"
    )
    found = Statement.objects.filter(
        Q(pk__in=ids - {None}) | (current & Q(retired_in=None))
    ).select_related("document")
    return {one.pk: stated(one, words) for one in found}


def _state(row: Any, found: Sources) -> StateView:
    shown = row.project_statement_id if row.state_reason != "own" else row.own_statement_id
    timeline = [
        StateLineOfAction(
            state=str(one.value.get("state", "unknown")),
            of=one.subject_kind,
            shown=one.id == shown,
            source=one,
        )
        for one in found.values()
        if one.field == "state" and not one.retired and one.subject_kind in ("action", "project")
    ]
    return StateView(
        own=row.own_state,
        effective=row.state,
        reason=row.state_reason,
        source=found.get(row.own_statement_id or 0),
        project_source=found.get(row.project_statement_id or 0),
        timeline=tuple(sorted(timeline, key=_when)),
    )


def _when(line: StateLineOfAction) -> tuple[bool, date, int]:
    """Oldest first, undated last."""
    as_of = line.source.as_of
    day = PartialDate.parse(as_of).first_day() if as_of else date.max
    return (as_of is None, day, line.source.id)


def _partnership(row: Any, found: Sources) -> PartnershipView | None:
    """Private euro per public euro is known only if every amount on both sides is."""
    if not row.partnership_rows:
        return None
    first = row.partnership_rows[0]
    sides: dict[bool, int | None] = {True: 0, False: 0}
    for one in row.amount_rows:
        so_far, cents = sides[one["public"]], one["amount_cents"]
        sides[one["public"]] = None if so_far is None or cents is None else so_far + cents
    named = {one["public"] for one in row.amount_rows}
    return PartnershipView(
        form=first["form"],
        partner=first["partner"] or None,
        private_cents=sides[False] if False in named else None,
        public_cents=sides[True] if True in named else None,
        source=found[first["statement_id"]],
    )


def _is_about(one: Stated, code: str) -> bool:
    return one.subject_kind == "action" and one.subject_key == code and not one.retired


def _neighbour(found: Sequence[Any]) -> str | None:
    return found[0]["code"] if found else None
