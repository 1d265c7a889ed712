"""What rows of a file name, found for all of them at once, and what they would take together."""

from collections.abc import Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.utils.translation import gettext as _

from rione.core.identity.rules.actors import Actor
from rione.core.ledger import queries as ledger
from rione.core.ledger.rules.problems import ClosedPeriodError, NotEnoughError
from rione.core.office.imports.definitions import Problem, Row
from rione.core.writes import Refused

from ...access.operations import theirs
from ...models import LegalCommitment, Operation, Payee, Payment
from ...models.money import COMMITMENT, PAYMENT
from ...queries.books import UNIT, code_of, owner_of
from ...queries.operations import operations_of
from ...rules import codes
from ..books import refused_at


class Findings:
    """What is wrong with rows, gathered while they are gone through."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._seen: dict[Hashable, int] = {}

    @contextmanager
    def at(self, row: Row) -> Iterator[None]:
        """What is refused within is a problem of this row, at the field it is refused at."""
        try:
            yield
        except Refused as refused:
            self.problems.append(Problem(row.number, refused.field, str(refused)))

    def once(self, row: Row, what: Hashable, *, field: str) -> None:
        """Refused when an earlier row said the same."""
        first = self._seen.setdefault(what, row.number)
        if first != row.number:
            raise Refused(
                _("Row %(row)s of the file says the same. Take one of them away.") % {"row": first},
                field=field,
            )


def _said(rows: Sequence[Row], name: str) -> set[str]:
    return {row[name] for row in rows if row[name]}


class Operations:
    """The operations that rows name under `operation`. One SQL statement."""

    def __init__(self, actor: Actor, rows: Sequence[Row]) -> None:
        found = operations_of(actor).filter(code__in=_said(rows, "operation"))
        self._by_code = {operation.code: operation for operation in found}

    def of(self, row: Row) -> Operation:
        """The operation of a row; Refused unless it exists for the actor."""
        try:
            return self._by_code[row["operation"]]
        except KeyError:
            raise Refused(_("There is no such operation."), field="operation") from None


class Payees:
    """The payees whose tax codes rows name under `field`. One SQL statement."""

    def __init__(self, actor: Actor, rows: Sequence[Row], field: str) -> None:
        self._field = field
        wanted = {codes.tidy(code) for code in _said(rows, field)}
        found = Payee.objects.filter(theirs(actor), tax_code__in=wanted)
        self._found = {(payee.operation_id, payee.tax_code): payee for payee in found}

    def of(self, row: Row, operation: Operation) -> Payee | None:
        """The payee of a row, None where it names none; Refused unless the operation has it."""
        code = row[self._field]
        if not code:
            return None
        payee = self._found.get((operation.pk, codes.tidy(code)))
        if payee is None:
            raise Refused(
                _("This operation has no payee with this tax code; add it first."),
                field=self._field,
            )
        return payee


class Commitments:
    """The commitments that rows name by operation and number. One SQL statement."""

    def __init__(self, actor: Actor, rows: Sequence[Row]) -> None:
        found = LegalCommitment.objects.filter(
            theirs(actor),
            kind=COMMITMENT,
            undone_at=None,
            operation__code__in=_said(rows, "operation"),
            number__in=_said(rows, "commitment"),
        )
        self._found = {
            (one.operation.code, one.number): one for one in found.select_related("operation")
        }

    def of(self, row: Row) -> LegalCommitment:
        """The commitment of a row; Refused unless it stands and exists for the actor."""
        found = self._found.get((row["operation"], row["commitment"]))
        if found is None:
            raise Refused(_("This operation has no commitment of this number."), field="commitment")
        return found


class Payments:
    """The payments that rows name by operation and number. One SQL statement."""

    def __init__(self, actor: Actor, rows: Sequence[Row]) -> None:
        found = Payment.objects.filter(
            theirs(actor),
            kind=PAYMENT,
            undone_at=None,
            operation__code__in=_said(rows, "operation"),
            number__in=_said(rows, "payment"),
        )
        self._found = {
            (one.operation.code, one.number): one for one in found.select_related("operation")
        }

    def of(self, row: Row) -> Payment:
        """The payment of a row; Refused unless it stands and exists for the actor."""
        found = self._found.get((row["operation"], row["payment"]))
        if found is None:
            raise Refused(_("This operation has no payment of this number."), field="payment")
        return found


class Purse:
    """What is left in accounts, less what rows before took. One SQL statement."""

    def __init__(self, accounts: Collection[tuple[Operation, str]]) -> None:
        wanted = {code_of(operation, name) for operation, name in accounts}
        views = ledger.accounts(wanted)
        self._left = {code: view.available or 0 for code, view in views.items()}

    def take(self, operation: Operation, name: str, cents: int, *, field: str) -> None:
        """Take from an account; Refused, as by the ledger, when so much is not left."""
        code = code_of(operation, name)
        left = self._left.get(code, 0)
        if cents > left:
            with refused_at(field):
                raise NotEnoughError(code, cents, left, UNIT, 2)
        self._left[code] = left - cents


class ClosedDays:
    """The days on which nothing can be dated any more. One SQL statement."""

    def __init__(self, actor: Actor) -> None:
        self._ranges = ledger.all_closed_ranges(owner_of(actor.municipality))

    def refuse(self, day: date) -> None:
        """Refused at `day` when a day lies in a closed year."""
        if any(first <= day <= last for first, last in self._ranges):
            with refused_at("day"):
                raise ClosedPeriodError(day.isoformat())
