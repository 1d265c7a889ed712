"""The books of operations in the ledger: opening their accounts, posting, undoing.

What the ledger refuses becomes a sentence for people, with what is left.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from django.utils.translation import gettext as _

from rione.core.design.formats import euro
from rione.core.ledger import operations as ledger
from rione.core.ledger import queries
from rione.core.ledger.rules.entries import EntryData, Leg, Nature, Reference
from rione.core.ledger.rules.problems import (
    AlreadyReversedError,
    ClosedPeriodError,
    NotEnoughError,
)
from rione.core.writes import Refused

from ..models import Operation
from ..queries.books import UNIT, code_of, owner_of
from ..rules import books


def open_accounts(operation: Operation, names: Sequence[str]) -> None:
    """Open those accounts of an operation that are not open yet. One SQL statement if all are."""
    codes = {code_of(operation, name): name for name in names}
    missing = codes.keys() - queries.accounts(codes.keys()).keys()
    if not missing:
        return
    ledger.open_unit(code=UNIT, scale=2, title="Euro")
    for code in sorted(missing):
        name = codes[code]
        liability = name in books.LIABILITIES or name.startswith("financing/")
        ledger.open_account(
            code=code,
            title=name,
            owner=owner_of(operation.municipality),
            unit=UNIT,
            nature=Nature.LIABILITY if liability else Nature.ASSET,
            floor=0,
        )


def entry(
    operation: Operation, *, key: str, at: date, moves: Mapping[str, int], about: Reference
) -> EntryData:
    """A transaction of an operation: debits above zero, by the name of the account."""
    legs = tuple(Leg(code_of(operation, name), cents) for name, cents in moves.items())
    return EntryData(key, at, legs, "", about)


def post(entries: Sequence[EntryData], *, field: str = "amount_cents") -> None:
    """Post transactions together; what is refused is said at the field."""
    with refused_at(field):
        ledger.post_many(entries)


def reverse(*, key: str, of: str, at: date) -> None:
    """Undo a transaction by its mirror, today or on its own day."""
    with refused_at("reason"):
        original = queries.transaction(of)
        day = at if original is None else max(at, original.at)
        ledger.reverse(key=key, of=of, at=day, memo="")


@contextmanager
def refused_at(field: str) -> Iterator[None]:
    """Say what the ledger refuses in the reader's language."""
    try:
        yield
    except NotEnoughError as error:
        raise Refused(_sentence(error), field=field) from None
    except ClosedPeriodError:
        raise Refused(
            _(
                "This day lies in a year that is closed. Give a day in an open year, or have the"
                " year reopened."
            ),
            field="day",
        ) from None
    except AlreadyReversedError:
        raise Refused(_("It is undone already."), field=field) from None


def _sentence(error: NotEnoughError) -> str:
    name = error.account.split("/", 2)[2]
    left = {"left": euro(max(error.available, 0))}
    if name.startswith("financing/"):
        return _("This fund has %(left)s left in this operation; ask for no more.") % left
    if name == books.AVAILABLE:
        return (
            _(
                "Of the public financing %(left)s is not committed. Ask for no more, or grant more"
                " financing first."
            )
            % left
        )
    if name.startswith("committed/"):
        return (
            _("Of this commitment %(left)s is not paid. Ask for no more, or commit more first.")
            % left
        )
    if name.startswith("undeclared/"):
        return (
            _(
                "Of this payment %(left)s is in no expense. Ask for no more, or first reject,"
                " correct or recover expenses of it."
            )
            % left
        )
    return _("Only %(left)s is left here; what followed has to be undone first.") % left
