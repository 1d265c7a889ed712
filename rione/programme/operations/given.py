"""What is given to the operations of money, checked: each refusal names its field."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.identity.rules.actors import Actor
from rione.core.money import MAX_CENTS
from rione.core.writes import Refused

from ..access.operations import theirs
from ..models import Operation
from ..models.operations import OfficeRow
from ..rules import books

Row = TypeVar("Row", bound=OfficeRow)


def amount(cents: int, field: str = "amount_cents") -> int:
    """An amount above zero."""
    if type(cents) is not int or not 0 < cents <= MAX_CENTS:
        raise Refused(_("Give an amount above zero."), field=field)
    return cents


def day(given: date, field: str = "day") -> date:
    """A day of the programme's time, not after today."""
    if given > clock.today():
        raise Refused(
            _("This day has not come yet; give the day on which it was done."), field=field
        )
    if given < date.fromisoformat(books.FIRST_DAY):
        raise Refused(_("This day is before the programme; check the year."), field=field)
    return given


def text(given: str, field: str, most: int = 500) -> str:
    """A text that says something, on one line or several, without control characters."""
    kept = "".join(c if c.isprintable() or c == "\n" else " " for c in given).strip()
    if not kept:
        raise Refused(_("Say it in a few words; this may not be empty."), field=field)
    if len(kept) > most:
        raise Refused(_("Write at most %(most)s characters.") % {"most": most}, field=field)
    return kept


def number(given: str) -> str:
    """The number of a commitment, payment or claim."""
    kept = given.strip()
    if not books.is_number(kept):
        raise Refused(
            _("A number has at most 20 letters, digits, dots or hyphens, such as 2021-114."),
            field="number",
        )
    return kept


def row_of(
    actor: Actor, model: type[Row], key: UUID, *, field: str = "", lock: bool = False
) -> Row:
    """A row of an operation that the actor may see, with the operation; Refused otherwise.

    With `lock` nobody else changes it until the end of the transaction. One SQL statement.
    """
    rows = model._default_manager.filter(theirs(actor), pk=key).select_related("operation")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.first()
    if found is None:
        raise Refused(_("There is no such entry."), field=field)
    return found


def same_operation(row: OfficeRow, operation: Operation, field: str) -> None:
    """Refused unless a row belongs to an operation."""
    if row.operation_id != operation.pk:
        raise Refused(_("Choose one of this operation."), field=field)
