"""Reads of deadlines and of the calendars made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.identity.models import Membership, Organisation, User
from rione.core.identity.queries import MembershipShape, in_force, memberships_of
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.writes import Refused

from ..access.desk import own_deadlines, sees_notes
from ..access.operations import theirs
from ..models import CalendarAddress, Deadline, DeadlineEvent
from .desk import Author, term_of

SALT = "rione.programme.calendar"
MOST_IN_CALENDAR = 500


@dataclass(frozen=True, slots=True)
class EventLine:
    """What happened to a deadline."""

    kind: str
    at: datetime
    day: Any
    evidence: str
    reason: str
    author: Author


def deadlines_of(actor: Actor) -> QuerySet[Deadline]:
    """The deadlines that an actor may see, with `term`, how each stands today."""
    return Deadline.objects.filter(theirs(actor)).annotate(
        term=term_of(Q(state="open")),
        code=F("operation__code"),
        person=F("account__name"),
    )


def find_deadline(actor: Actor, key: UUID) -> Deadline | None:
    """A deadline with its operation, None unless the actor may see it. One SQL."""
    rows = Deadline.objects.filter(theirs(actor), pk=key)
    return rows.select_related("operation", "account").first()


def deadline_by_id(actor: Actor, key: UUID) -> Deadline:
    """The same; Refused unless the actor may see it. One SQL."""
    found = find_deadline(actor, key)
    if found is None:
        raise Refused(_("There is no such deadline."), field="deadline")
    return found


def deadline_events(actor: Actor, deadline: Deadline) -> Sequence[EventLine]:
    """What happened to a deadline, oldest first. One SQL."""
    people = User.objects.filter(pk=OuterRef("author")).values("name")
    bodies = Organisation.objects.filter(pk=OuterRef("author_organisation")).values("name")
    rows: Any = (
        DeadlineEvent.objects.filter(deadline=deadline)
        .annotate(author_name=Subquery(people), body_name=Subquery(bodies))
        .order_by("number")[:500]
    )
    names = sees_notes(actor)
    return [
        EventLine(
            row.kind,
            row.at,
            row.day,
            row.evidence,
            row.reason,
            Author(row.author_role, row.body_name or "", (row.author_name or "") if names else ""),
        )
        for row in rows
    ]


def responsible_people(actor: Actor, roles: Sequence[str]) -> list[tuple[UUID, str, str]]:
    """Accounts with one of some roles in the municipality acted for: id, name, role. One SQL."""
    rows = Membership.objects.filter(
        in_force(clock.today()),
        municipality=actor.municipality,
        role__in=roles,
        user__is_active=True,
    ).order_by("user__name", "role")
    return list(rows.values_list("user_id", "user__name", "role").distinct())


# Calendars


def address_of(actor: Actor) -> CalendarAddress | None:
    """The address of the membership acted under that is not revoked. One SQL."""
    if not actor.membership:
        return None
    return CalendarAddress.objects.filter(membership=actor.membership, revoked_at=None).first()


def secret_of(address: CalendarAddress) -> str:
    """What opens the calendar: the id and a signature by the platform's key."""
    return Signer(salt=SALT, sep=".").sign(address.pk.hex)


def reader_of(secret: str) -> MembershipShape | None:
    """The membership whose deadlines a secret opens; None unless it is genuine, not revoked, and
    the membership in force. Two SQL, none for a secret that is not ours."""
    try:
        key = UUID(hex=Signer(salt=SALT, sep=".").unsign(secret))
    except (BadSignature, ValueError):
        return None
    found = CalendarAddress.objects.filter(pk=key, revoked_at=None).first()
    if found is None:
        return None
    held = memberships_of(found.account)
    return next((shape for shape in held if shape.id == found.membership), None)


def calendar_of(actor: Actor) -> Sequence[Deadline]:
    """The open deadlines that wait for an actor, nearest first. One SQL."""
    rows = Deadline.objects.filter(own_deadlines(actor), state="open")
    return list(rows.select_related("operation").order_by("due", "pk")[:MOST_IN_CALENDAR])


# Reminders


def offices() -> list[str]:
    """The municipalities in which somebody is a programme officer today. One SQL."""
    rows = Membership.objects.filter(in_force(clock.today()), role=Role.PROGRAMME_OFFICER)
    places = rows.exclude(municipality="").order_by("municipality")
    return list(places.values_list("municipality", flat=True).distinct())


def near_deadlines(today: date, days_before: Sequence[int]) -> Sequence[Deadline]:
    """Open deadlines of the scope in force that are due in so many days. One SQL."""
    days = [date.fromordinal(today.toordinal() + days) for days in days_before]
    return list(Deadline.objects.filter(state="open", due__in=days).order_by("due", "pk"))
