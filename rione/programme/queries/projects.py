"""Projects: the list and one of them."""

from typing import Any

from django.db.models import OuterRef, Prefetch, Q

from ..models import Action, Conflict, Dependency, Financing, Gap, Project, Statement
from . import facts
from .actions import action_rows
from .disagreements import conflict_ids, conflict_lines, conflict_rows, gap_lines, gap_rows
from .places import places_of
from .reading import documents_of, rows, stated, sum_up, text
from .references import action_ref, project_ref
from .shapes import ProjectDetail, ProjectLine, ProjectRef, SubjectRef
from .words import Words


def list_projects() -> tuple[ProjectLine, ...]:
    """All projects in their order, with actions and sums. Three SQL."""
    financing = Financing.objects.select_related("fund").order_by("fund__position")
    actions = (
        Action.objects.select_related("axis", "project")
        .defer("search", "context")
        .order_by("position")
        .prefetch_related(Prefetch("financing", queryset=financing))
    )
    found = Project.objects.order_by("position").prefetch_related(
        Prefetch("actions", queryset=actions)
    )
    return tuple(_line(row) for row in found)


def _line(row: Project) -> ProjectLine:
    actions = list(row.actions.all())
    money = [
        (action.state, {one.fund.code: one.amount_cents for one in action.financing.all()})
        for action in actions
    ]
    return ProjectLine(
        project=project_ref(row),
        state=row.state or None,
        axes=tuple(sorted({action.axis.code for action in actions})),
        actions=tuple(action_ref(action) for action in actions),
        as_printed=sum_up(money, net=False),
        net=sum_up(money, net=True),
    )


def get_project(slug: str) -> ProjectDetail | None:
    """One project with its actions, everything about it and every source; None when there is
    none. Nine SQL."""
    row: Any = Project.objects.filter(slug=slug).annotate(**_columns()).first()
    if row is None:
        return None
    words = Words()
    actions = action_rows(Action.objects.filter(project=row).order_by("position"))
    codes = [action.code for action in actions]
    conflicts = conflict_rows(Conflict.objects.filter(project=row))
    gaps = gap_rows(Gap.objects.filter(project=row))
    waits = facts.dependency_rows(
        Dependency.objects.filter(Q(waiting__project=row) | Q(target__project=row))
    )
    ids = {*facts.detail_ids(row), *conflict_ids(conflicts), row.state_statement_id}
    ids |= {one.statement_id for one in [*gaps, *waits]}
    mine = Q(subject_kind="project", subject_key=row.key) | Q(
        subject_kind="action", subject_key__in=codes
    )
    statements = Statement.objects.filter(
        Q(pk__in=ids - {None}) | (mine & Q(retired_in=None))
    ).select_related("document")
    found = {one.pk: stated(one, words) for one in statements}
    names = {
        ("action", action.code): SubjectRef("action", action.code, action.title)
        for action in actions
    }
    names["project", row.key] = SubjectRef("project", row.key, text(row, "title"))
    money = [(action.state, action.amounts) for action in actions]
    return ProjectDetail(
        project=project_ref(row),
        official_title=facts.title_source(row.fact_rows, found),
        state=row.state or None,
        state_source=found.get(row.state_statement_id or 0),
        actions=actions,
        as_printed=sum_up(money, net=False),
        net=sum_up(money, net=True),
        facts=facts.facts(row.fact_rows, found, words),
        quantities=facts.quantities(row.quantity_rows, found, words),
        parties=facts.parties(row.party_rows, found),
        procurements=facts.procurements(row.procurement_rows, found),
        reprogrammings=facts.reprogrammings(row.reprogramming_rows, found, words),
        complements=facts.complements(row.complement_rows, found, words),
        links=facts.links(row.link_rows, found),
        dependencies=facts.dependencies(waits, found),
        places=places_of(codes),
        conflicts=conflict_lines(conflicts, found, words, names),
        gaps=gap_lines(gaps, found, words, names),
        documents=documents_of(found.values()),
        previous=_neighbour(row.previous_rows),
        next=_neighbour(row.next_rows),
    )


def _columns() -> dict[str, Any]:
    neighbours = {
        name: rows(
            Project.objects.filter(position=OuterRef("position") + step),
            *("slug", "number", "title_it", "title_en"),
        )
        for name, step in (("previous_rows", -1), ("next_rows", 1))
    }
    return {**neighbours, **facts.detail_columns("project", "key")}


def _neighbour(found: Any) -> ProjectRef | None:
    if not found:
        return None
    return ProjectRef(found[0]["slug"], found[0]["number"], text(found[0], "title"))
