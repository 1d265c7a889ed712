"""The communication plan: what is planned, what was reached, what is not done after all."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.access import REASONS, may
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.desk import item_thing, refuse_here_unless
from ..access.operations import refuse_unless
from ..models import CommunicationPlanEvent, CommunicationPlanItem
from ..models.communication_office import KINDS, UNITS
from ..queries.communication_plan import item_by_id, known_actions
from ..queries.operations import operation_by_id
from ..rules.deadlines import FIRST_YEAR, LAST_YEAR
from . import desk_checks as check
from .news import announce

MOST_REACHED = 1_000_000_000
MOST_ACTIONS = 50


@operation("plan_communication")
def plan_communication(
    *,
    actor: Actor,
    key: str,
    operation: UUID | None,
    kind: str,
    title_it: str,
    title_en: str,
    audience_it: str,
    audience_en: str,
    channel_it: str,
    channel_en: str,
    action_codes: tuple[str, ...],
    planned_on: date,
    reach_unit: str,
    reach_planned: int | None,
    budget_cents: int | None,
) -> str:
    """Plan an event, a product or a page that makes actions known; its id.

    `budget_cents` is an operation's money. Refused at the field that is wrong.
    """
    about = operation_by_id(actor, operation) if operation is not None else None
    if about is not None:
        refuse_unless(actor, "plan_communication", about)
    else:
        refuse_here_unless(actor, "plan_communication")
    if kind not in KINDS:
        raise Refused(_("Choose a kind."), field="kind")
    if reach_unit not in UNITS:
        raise Refused(_("Choose what is counted."), field="reach_unit")
    if not date(FIRST_YEAR, 1, 1) <= planned_on <= date(LAST_YEAR, 1, 1):
        raise Refused(_("Check the year."), field="planned_on")
    if budget_cents is not None and about is None:
        raise Refused(_("Say which operation pays for it."), field="operation")
    if budget_cents is not None and budget_cents <= 0:
        raise Refused(_("Write an amount above zero."), field="budget_cents")
    codes = tuple(dict.fromkeys(action_codes))
    if not codes or len(codes) > MOST_ACTIONS or known_actions(codes) != set(codes):
        raise Refused(_("Choose at least one action of the programme."), field="action_codes")
    made = CommunicationPlanItem.objects.create(
        municipality=actor.municipality,
        operation=about,
        kind=kind,
        title_it=check.line(title_it, "title_it"),
        title_en=check.line(title_en, "title_en"),
        audience_it=check.line(audience_it, "audience_it"),
        audience_en=check.line(audience_en, "audience_en"),
        channel_it=check.line(channel_it, "channel_it"),
        channel_en=check.line(channel_en, "channel_en"),
        action_codes=list(codes),
        planned_on=planned_on,
        reach_unit=reach_unit,
        reach_planned=_reach(reach_planned, "reach_planned"),
        budget_cents=budget_cents,
        changed_at=clock.now(),
        **check.by(actor),
    )
    announce(codes, dedupe=f"communication:{made.pk}")
    _record("plan_communication", made, kind=kind, day=planned_on.isoformat())
    return str(made.pk)


@operation("report_reach")
def report_reach(
    *,
    actor: Actor,
    key: str,
    item: UUID,
    held_on: date,
    reach_achieved: int | None,
    label_present: bool | None,
    label_checked_on: date | None,
    evidence_url: str,
    reason: str,
) -> str:
    """Say that an item took place, whom it reached, and whether the label of the European money
    was on it (None: nobody looked); its id.

    Reported again, the latest counts, and `reason` says why. Refused at the field that is wrong,
    or when it is cancelled.
    """
    found = item_by_id(actor, item)
    _refuse_unless(actor, "report_reach", found)
    if found.state == "cancelled":
        raise Refused(_("It was cancelled. Plan it again."))
    if (label_present is None) != (label_checked_on is None):
        raise Refused(
            _("Say whether the label was there and on which day somebody looked, or neither."),
            field="label_checked_on",
        )
    if label_checked_on is not None:
        check.gone_by(label_checked_on, "label_checked_on")
    why = check.reason(reason) if found.state == "done" else ""
    number = found.events.count() + 1
    with check.refused_when_changed(
        "communication_plan_event_follows", "communication_plan_events_in_order"
    ):
        event = CommunicationPlanEvent.objects.create(
            item=found,
            municipality=found.municipality,
            number=number,
            kind="reported",
            held_on=check.gone_by(held_on, "held_on"),
            reach_achieved=_reach(reach_achieved, "reach_achieved"),
            label_present=label_present,
            label_checked_on=label_checked_on,
            evidence_url=check.web_address(evidence_url, "evidence_url"),
            reason=why,
            **check.by(actor),
        )
    announce(found.action_codes, dedupe=f"communication:{found.pk}:{number}")
    _record("report_reach", found, day=held_on.isoformat(), event=str(event.pk))
    return str(found.pk)


@operation("cancel_communication")
def cancel_communication(*, actor: Actor, key: str, item: UUID, reason: str) -> str:
    """Say that a planned item does not take place, and why; its id. Refused at `reason`, or when
    it is done or cancelled."""
    found = item_by_id(actor, item)
    _refuse_unless(actor, "cancel_communication", found)
    if found.state != "planned":
        raise Refused(_("Only what is planned can be cancelled."))
    with check.refused_when_changed(
        "communication_plan_event_follows", "communication_plan_events_in_order"
    ):
        event = CommunicationPlanEvent.objects.create(
            item=found,
            municipality=found.municipality,
            number=found.events.count() + 1,
            kind="cancelled",
            reason=check.reason(reason),
            **check.by(actor),
        )
    announce(found.action_codes, dedupe=f"communication:{found.pk}:{event.number}")
    _record("cancel_communication", found, why=f"communication_event:{event.pk}")
    return str(found.pk)


def _refuse_unless(actor: Actor, verb: str, item: CommunicationPlanItem) -> None:
    decision = may(actor, verb, item_thing(item))
    if not decision:
        raise Refused(REASONS[decision.reason])


def _reach(number: int | None, field: str) -> int | None:
    if number is not None and not 0 <= number <= MOST_REACHED:
        raise Refused(_("Write a whole number from 0 on."), field=field)
    return number


def _record(verb: str, item: CommunicationPlanItem, **details: object) -> None:
    subjects = [Subject("communication", str(item.pk))]
    if item.operation_id is not None:
        subjects.insert(0, Subject("operation", str(item.operation_id)))
    record(verb=verb, subjects=subjects, details=details)
