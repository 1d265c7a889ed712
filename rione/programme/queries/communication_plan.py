"""Reads of the communication plan that the office keeps, beside what documents say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from rione.core.identity.models import Organisation, User
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused

from ..access.desk import items_theirs, sees_notes
from ..models import Action, CommunicationPlanEvent, CommunicationPlanItem
from .desk import Author
from .reading import text
from .shapes import Text

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class PlanLine:
    """An item that is planned or done, as everybody sees it."""

    id: UUID
    kind: str
    state: str
    title: Text
    audience: Text
    channel: Text
    planned_on: date
    held_on: date | None
    reach_unit: str
    reach_planned: int | None
    reach_achieved: int | None
    label_present: bool | None
    label_checked_on: date | None
    evidence_url: str
    actions: tuple[str, ...]
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PlanEventLine:
    """What happened to an item."""

    kind: str
    at: datetime
    held_on: date | None
    reach_achieved: int | None
    label_present: bool | None
    label_checked_on: date | None
    evidence_url: str
    reason: str
    author: Author


_COLUMNS = (
    *("id", "kind", "state", "planned_on", "held_on", "reach_unit", "reach_planned"),
    *("reach_achieved", "label_present", "label_checked_on", "evidence_url", "action_codes"),
    *("changed_at", "title_it", "title_en", "audience_it", "audience_en"),
    *("channel_it", "channel_en"),
)


def public_plan(action: str = "", most: int = MOST_SHOWN) -> tuple[PlanLine, ...]:
    """What the office plans and has done, of all actions or of one, latest day first. One SQL."""
    rows = CommunicationPlanItem.objects.exclude(state="cancelled")
    if action:
        rows = rows.filter(action_codes__contains=[action])
    return tuple(
        PlanLine(
            title=text(row, "title"),
            audience=text(row, "audience"),
            channel=text(row, "channel"),
            actions=tuple(row["action_codes"]),
            **{name: row[name] for name in PlanLine.__slots__ if name in row},
        )
        for row in rows.order_by("-planned_on", "pk").values(*_COLUMNS)[:most]
    )


def plan_of(actor: Actor) -> QuerySet[CommunicationPlanItem]:
    """The items that an actor may see, with `label`: whether that of the European money was
    `present`, `absent`, or `unchecked`."""
    return CommunicationPlanItem.objects.filter(items_theirs(actor)).annotate(
        code=F("operation__code"),
        label=Case(
            When(label_present=True, then=Value("present")),
            When(label_present=False, then=Value("absent")),
            default=Value("unchecked"),
            output_field=CharField(),
        ),
    )


def find_item(actor: Actor, key: UUID) -> CommunicationPlanItem | None:
    """An item with its operation, None unless the actor may see it. One SQL."""
    rows = CommunicationPlanItem.objects.filter(items_theirs(actor), pk=key)
    return rows.select_related("operation").first()


def item_by_id(actor: Actor, key: UUID) -> CommunicationPlanItem:
    """The same; Refused unless the actor may see it. One SQL."""
    found = find_item(actor, key)
    if found is None:
        raise Refused(_("There is no such item in the plan."), field="item")
    return found


def item_events(actor: Actor, item: CommunicationPlanItem) -> Sequence[PlanEventLine]:
    """What happened to an item, oldest first. One SQL."""
    people = User.objects.filter(pk=OuterRef("author")).values("name")
    bodies = Organisation.objects.filter(pk=OuterRef("author_organisation")).values("name")
    rows: Any = (
        CommunicationPlanEvent.objects.filter(item=item)
        .annotate(author_name=Subquery(people), body_name=Subquery(bodies))
        .order_by("number")[:500]
    )
    names = sees_notes(actor)
    return [
        PlanEventLine(
            row.kind,
            row.at,
            row.held_on,
            row.reach_achieved,
            row.label_present,
            row.label_checked_on,
            row.evidence_url,
            row.reason,
            Author(row.author_role, row.body_name or "", (row.author_name or "") if names else ""),
        )
        for row in rows
    ]


def known_actions(codes: Sequence[str]) -> set[str]:
    """Those of some codes that are actions of the programme. One SQL."""
    return set(Action.objects.filter(code__in=codes).values_list("code", flat=True))
