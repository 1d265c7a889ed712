"""Deadlines: set, postponed, done, taken back; and one's calendar."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.access import REASONS, Thing, may
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.writes import Refused, operation

from ..access.desk import answers_for, deadline_thing, refuse_here_unless
from ..access.operations import refuse_unless
from ..models import CalendarAddress, Deadline, DeadlineEvent, Operation
from ..models.deadlines import KINDS, RESPONSIBLE
from ..queries.deadlines import deadline_by_id
from ..queries.desk import has_role
from ..queries.operations import operation_by_id
from ..rules import deadlines as rules
from . import desk_checks as check
from .telling import Told, What, tell


@operation("set_deadline")
def set_deadline(
    *,
    actor: Actor,
    key: str,
    operation: UUID | None,
    kind: str,
    title: str,
    due: date,
    months: int,
    until: date | None,
    role: str,
    account: UUID | None,
    target_cents: int | None,
) -> str:
    """Set a deadline of an operation, or of the whole programme (None); its id.

    `months`: it repeats every so many (0: never) until `until`. `role` answers for it, `account`
    if it is one person of that role. A spending target (n+3) has an amount and ends with a year.
    Refused at the field that is wrong.
    """
    about = operation_by_id(actor, operation) if operation is not None else None
    terms = Terms(kind, title, due, months, until, role, target_cents)
    refuse_terms(actor, about, terms)
    if account is not None and not has_role(account, role, actor.municipality):
        raise Refused(_("This person does not have the role here."), field="account")
    return put_deadline(actor, about, terms, account=account)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a deadline is set with, as of `set_deadline`."""

    kind: str
    title: str
    due: date
    months: int
    until: date | None
    role: str
    target_cents: int | None


def refuse_terms(actor: Actor, about: Operation | None, terms: Terms) -> None:
    """Refused, as of `set_deadline`, for what is given. No SQL."""
    if about is not None:
        refuse_unless(actor, "set_deadline", about)
    else:
        refuse_here_unless(actor, "set_deadline")
    _check_kind(terms.kind, terms.due, terms.months, terms.target_cents)
    _check_repetition(terms.due, terms.months, terms.until)
    if terms.role not in RESPONSIBLE or (about is None and terms.role == Role.BENEFICIARY):
        raise Refused(_("Choose who answers for it."), field="role")
    check.line(terms.title, "title")
    check.to_come(terms.due, "due")


def put_deadline(
    actor: Actor, about: Operation | None, terms: Terms, *, account: UUID | None = None
) -> str:
    """Store a deadline and tell whoever answers for it; its id. Within an operation only."""
    refuse_terms(actor, about, terms)
    made = Deadline.objects.create(
        municipality=actor.municipality,
        shared_with=about.shared_with if about is not None else [],
        operation=about,
        kind=terms.kind,
        title=check.line(terms.title, "title"),
        anchor=terms.due,
        months=terms.months,
        until=terms.until if terms.months else None,
        due=terms.due,
        role=terms.role,
        account_id=account,
        target_cents=terms.target_cents if terms.kind == "spending_target" else None,
        changed_at=clock.now(),
        **check.by(actor),
    )
    _record("set_deadline", made, kind=terms.kind, due=terms.due.isoformat())
    _tell("deadline_set", made, f"{made.pk}")
    return str(made.pk)


@operation("postpone_deadline")
def postpone_deadline(*, actor: Actor, key: str, deadline: UUID, day: date, reason: str) -> str:
    """Move a deadline to a later day, saying why; its id. Refused at `day` or `reason`, or when it
    is done."""
    found = deadline_by_id(actor, deadline)
    _refuse_unless(actor, "postpone_deadline", found)
    _refuse_done(found)
    if check.to_come(day, "day") <= found.due:
        raise Refused(_("Choose a day after the one it is due on now."), field="day")
    event = _happens(actor, found, "postponed", day=day, reason=check.reason(reason))
    _record(
        "postpone_deadline",
        found,
        due=day.isoformat(),
        before=found.due.isoformat(),
        why=f"deadline_event:{event.pk}",
    )
    _tell("deadline_postponed", found, str(event.pk), day=day)
    return str(found.pk)


@operation("complete_deadline")
def complete_deadline(*, actor: Actor, key: str, deadline: UUID, day: date, evidence: str) -> str:
    """Say that a deadline was kept, on which day and where one sees it; its id. If it repeats, the
    next one is set. Refused at `day` or `evidence`, when it is done, or for whoever does not
    answer for it."""
    found = deadline_by_id(actor, deadline)
    _refuse_unless(actor, "complete_deadline", found)
    if not answers_for(actor, found):
        raise Refused(_("Somebody else answers for this deadline."))
    _refuse_done(found)
    event = _happens(
        actor,
        found,
        "completed",
        day=check.gone_by(day, "day"),
        evidence=check.line(evidence, "evidence", most=check.LONGEST_REASON),
    )
    following = _next(actor, found)
    details: dict[str, Any] = {"day": day.isoformat(), "why": f"deadline_event:{event.pk}"}
    if following is not None:
        details["next"] = following.due.isoformat()
    _record("complete_deadline", found, **details)
    return str(found.pk)


@operation("undo_completion")
def undo_completion(*, actor: Actor, key: str, deadline: UUID, reason: str) -> str:
    """Take back that a deadline was kept, saying why; its id. The next of a series stays. Refused
    at `reason`, or when it is not done."""
    found = deadline_by_id(actor, deadline)
    _refuse_unless(actor, "undo_completion", found)
    if not answers_for(actor, found):
        raise Refused(_("Somebody else answers for this deadline."))
    if found.state != "done":
        raise Refused(_("This deadline is not done."))
    event = _happens(actor, found, "undone", reason=check.reason(reason))
    _record("undo_completion", found, why=f"deadline_event:{event.pk}")
    return str(found.pk)


@operation("renew_calendar_address")
def renew_calendar_address(*, actor: Actor, key: str) -> str:
    """Make a new secret address for the calendar of the membership acted under; its id. The one
    before opens nothing any more."""
    decision = may(
        actor,
        "renew_calendar_address",
        Thing(
            "calendar",
            municipality=actor.municipality,
            shared_with=(actor.organisation,) if actor.organisation else (),
        ),
    )
    if not decision:
        raise Refused(REASONS[decision.reason])
    now = clock.now()
    live = CalendarAddress.objects.filter(membership=actor.membership, revoked_at=None)
    live.update(revoked_at=now)
    with check.refused_when_changed("calendar_address_once"):
        made = CalendarAddress.objects.create(
            municipality=actor.municipality,
            account=UUID(actor.account),
            membership=UUID(actor.membership),
            made_at=now,
        )
    record(
        verb="renew_calendar_address",
        subjects=[Subject("account", actor.account), Subject("calendar", str(made.pk))],
    )
    return str(made.pk)


def _check_kind(kind: str, due: date, months: int, target_cents: int | None) -> None:
    if kind not in KINDS:
        raise Refused(_("Choose a kind."), field="kind")
    if kind != "spending_target":
        return
    if (due.month, due.day) != (12, 31):
        raise Refused(
            _("A spending target ends on 31 December, three years after the commitment."),
            field="due",
        )
    if months:
        raise Refused(_("A spending target does not repeat."), field="months")
    if target_cents is None or target_cents <= 0:
        raise Refused(_("Give the amount to be spent by then."), field="target_cents")


def _check_repetition(due: date, months: int, until: date | None) -> None:
    if not 0 <= months <= rules.MOST_MONTHS:
        raise Refused(
            _("Let it repeat every 1 to %(most)s months, or never.") % {"most": rules.MOST_MONTHS},
            field="months",
        )
    if months and until is not None and not due <= until <= date(rules.LAST_YEAR, 1, 1):
        raise Refused(_("The last day comes after the first one."), field="until")


def _refuse_unless(actor: Actor, verb: str, deadline: Deadline) -> None:
    decision = may(actor, verb, deadline_thing(deadline))
    if not decision:
        raise Refused(REASONS[decision.reason])


def _refuse_done(deadline: Deadline) -> None:
    if deadline.state == "done":
        raise Refused(_("This deadline is done. Take that back first."))


def _happens(actor: Actor, deadline: Deadline, kind: str, **what: Any) -> DeadlineEvent:
    with check.refused_when_changed("deadline_event_follows", "deadline_events_in_order"):
        return DeadlineEvent.objects.create(
            deadline=deadline,
            municipality=deadline.municipality,
            shared_with=deadline.shared_with,
            number=deadline.sequence + 1,
            kind=kind,
            **what,
            **check.by(actor),
        )


def _next(actor: Actor, deadline: Deadline) -> Deadline | None:
    """The next of a series, made unless it is there, or beyond the last day."""
    if not deadline.months:
        return None
    number = deadline.number + 1
    try:
        due = rules.occurrence(deadline.anchor, deadline.months, number)
    except rules.DateOutOfRange:
        return None
    if deadline.until is not None and due > deadline.until:
        return None
    if Deadline.objects.filter(series=deadline.series, number=number).exists():
        return None
    with check.refused_when_changed("deadline_repeated_once"):
        return Deadline.objects.create(
            municipality=deadline.municipality,
            shared_with=deadline.shared_with,
            operation_id=deadline.operation_id,
            kind=deadline.kind,
            title=deadline.title,
            series=deadline.series,
            number=number,
            anchor=deadline.anchor,
            months=deadline.months,
            until=deadline.until,
            due=due,
            role=deadline.role,
            account_id=deadline.account_id,
            changed_at=clock.now(),
            **check.by(actor),
        )


def _record(verb: str, deadline: Deadline, **details: object) -> None:
    subjects = [Subject("deadline", str(deadline.pk))]
    if deadline.operation_id is not None:
        subjects.insert(0, Subject("operation", str(deadline.operation_id)))
    record(verb=verb, subjects=subjects, details=details)


def _tell(what: What, deadline: Deadline, key: str, *, day: date | None = None) -> None:
    tell(told_of(what, deadline, key, day=day))


def told_of(what: What, deadline: Deadline, key: str, *, day: date | None = None) -> Told:
    """A deadline as what whoever answers for it is told."""
    to: dict[str, Any] = {"roles": (deadline.role,)}
    if deadline.account_id is not None:
        to = {"accounts": (deadline.account_id,)}
    elif deadline.role == Role.BENEFICIARY:
        to = {"organisations": tuple(deadline.shared_with)}
    return Told(
        what=what,
        key=f"{what}:{key}",
        municipality=deadline.municipality,
        operation=deadline.operation_id,
        page="deadline",
        argument=str(deadline.pk),
        day=day or deadline.due,
        **to,
    )
