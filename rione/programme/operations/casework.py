"""What the writes of procurements and checks share: whose a row is, its history, plain texts."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from rione.core import clock, money
from rione.core.audit.operations import record
from rione.core.audit.rules import REFERENCE, Subject
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused

from ..models import CaseEvent, Irregularity, IrregularityEvent, Operation

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
MOST_TEXT = 4000


def of(operation: Operation) -> dict[str, Any]:
    """The columns that a row has from its operation."""
    return {
        "operation_id": operation.pk,
        "municipality": operation.municipality,
        "shared_with": operation.shared_with,
    }


def note(
    actor: Actor,
    verb: str,
    kind: str,
    case: UUID,
    operation: Operation,
    *,
    reason: str = "",
    detail: str = "",
    day: date | None = None,
    cents: int | None = None,
    about: Sequence[Subject] = (),
) -> None:
    """Add to the history of a case, and to the audit trail. Two SQL statements."""
    CaseEvent.objects.create(
        **of(operation),
        case_kind=kind,
        case=case,
        verb=verb,
        by_id=actor.account,
        role=actor.role,
        reason=reason,
        detail=detail,
        day=day,
        cents=cents,
    )
    _record(verb, kind, case, operation.pk, detail, cents, about)


def note_irregularity(
    actor: Actor,
    verb: str,
    row: Irregularity,
    *,
    reason: str = "",
    detail: str = "",
    day: date | None = None,
    cents: int | None = None,
) -> None:
    """The same for an irregularity, whose history is not shared with its operation's readers."""
    IrregularityEvent.objects.create(
        municipality=row.municipality,
        irregularity=row,
        verb=verb,
        by_id=actor.account,
        role=actor.role,
        reason=reason,
        detail=detail,
        day=day,
        cents=cents,
    )
    _record(verb, "irregularity", row.pk, row.operation_id, detail, cents, ())


def _record(
    verb: str,
    kind: str,
    case: UUID,
    operation: UUID,
    detail: str,
    cents: int | None,
    about: Sequence[Subject],
) -> None:
    details: dict[str, object] = {"operation": str(operation)}
    if detail:
        details["what"] = detail
    if cents is not None:
        details["cents"] = cents
    record(verb=verb, subjects=[Subject(kind, str(case)), *about], details=details)


def text(value: str, field: str, *, most: int = MOST_TEXT, optional: bool = False) -> str:
    """A text as it is stored; Refused at `field` when it is missing, too long or not readable."""
    found = value.replace("\r\n", "\n").strip()
    if any(not (character.isprintable() or character in "\n\t") for character in found):
        raise Refused(_("Write letters, digits and punctuation only."), field=field)
    if not found and not optional:
        raise Refused(_("Write something here."), field=field)
    if len(found) > most:
        raise Refused(_("Shorten it to %(most)d characters.") % {"most": most}, field=field)
    return found


def line(value: str, field: str, *, most: int = 200, optional: bool = False) -> str:
    """A text on one line."""
    return text(" ".join(value.split()), field, most=most, optional=optional)


def paper(value: str, field: str) -> str:
    """A reference to a paper, or ""; Refused on what is none."""
    found = "".join(value.split())
    if len(found) > 100 or not REFERENCE.match(found):
        raise Refused(
            _("Write the paper’s number in the register, such as PG/2024/123, or leave it empty."),
            field=field,
        )
    return found


def past(day: date, field: str) -> date:
    """A day on which something happened; Refused on one that is still to come."""
    if day > clock.today():
        raise Refused(_("This day is still to come; write when it happened."), field=field)
    return sensible(day, field)


def sensible(day: date, field: str) -> date:
    """A day of this century; Refused on a slip of the pen."""
    if not EARLIEST <= day <= LATEST:
        raise Refused(_("Check the year of this day."), field=field)
    return day


def amount(cents: int, field: str, *, zero: bool = False) -> int:
    """An amount that may be; Refused on one that is negative, or larger than any budget."""
    if cents < 0 or (cents == 0 and not zero):
        raise Refused(_("Write an amount above zero."), field=field)
    if cents > money.MAX_CENTS:
        raise Refused(_("Check the digits of this amount."), field=field)
    return cents
