"""Writing the ledger: open units and accounts, post, reverse, close and reopen periods.

Every operation may be repeated with the same key or code. What is written belongs to the
municipality of the scope in force (`rione.core.scope`), "" outside of any; keys and codes are one
list for all, and one that another municipality has taken is refused without saying more.

Posting takes its locks in one order (periods, then accounts by number), so that rivals wait for
each other and never deadlock; `post_many` does so for all its entries at once. Isolation is READ
COMMITTED, the platform's.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from django.db import IntegrityError, connection, transaction

from rione.core import clock
from rione.core.scope import NOWHERE, current

from . import queries
from .models import Account, PeriodEvent, Unit
from .models import Transaction as TransactionRow
from .queries import AccountView, Transaction
from .rules import periods
from .rules.entries import (
    EntryData,
    Holding,
    Leg,
    Nature,
    Reference,
    changes,
    left_over,
    mirror,
)
from .rules.periods import PeriodAction, PeriodData
from .rules.problems import (
    AlreadyReversedError,
    ClosedPeriodError,
    ElsewhereError,
    FloorTooHighError,
    KeyReusedError,
    LedgerError,
    NotClosedError,
    NotEnoughError,
    NotReversibleError,
    TermsDifferError,
    UnbalancedError,
    UnknownAccountError,
    UnknownTransactionError,
)

# The lock on periods is taken before any on accounts, as the triggers take it: the condition is
# known before the first row, and rows are locked last.
_LOCK_ACCOUNTS = """
SELECT code, id, nature, unit_id, balance, floor FROM ledger_account
 WHERE code = ANY(%s)
   AND (SELECT pg_advisory_xact_lock_shared(hashtextextended('rione ledger periods', 0))
               IS NOT NULL)
 ORDER BY id FOR NO KEY UPDATE
"""
_LOCK_PERIODS = "SELECT pg_advisory_xact_lock(hashtextextended('rione ledger periods', 0))"
_INSERT = """
WITH entry AS (
  INSERT INTO ledger_transaction (key, fingerprint, value_date, booked_at, memo,
                                  about_kind, about_key, reverses_id, leg_count)
  VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (key) DO NOTHING RETURNING id)
INSERT INTO ledger_leg (transaction_id, position, account_id, value_date, amount)
SELECT entry.id, leg.position, leg.account_id, %s, leg.amount
  FROM entry, unnest(%s::bigint[], %s::bigint[])
       WITH ORDINALITY AS leg(account_id, amount, position)
RETURNING transaction_id
"""


@transaction.atomic
def open_unit(*, code: str, scale: int, title: str) -> None:
    """Make a unit known; `scale` is the number of decimals of its whole (cents: 2)."""
    row, _ = Unit.objects.get_or_create(code=code, defaults={"scale": scale, "title": title})
    if row.scale != scale:
        raise TermsDifferError("unit", code)


@transaction.atomic
def open_account(
    *,
    code: str,
    title: str,
    owner: Reference,
    unit: str,
    nature: Nature,
    floor: int | None = None,
) -> AccountView:
    """Open an account at nought; opened before on the same terms, it is returned as it is."""
    if floor is not None and floor > 0:
        raise FloorTooHighError(code, 0, unit, 0)
    in_unit = Unit.objects.filter(code=unit).first()
    if in_unit is None:
        raise LedgerError(f"no such unit: {unit}; open it first")
    place = (current() or NOWHERE).municipality
    try:
        row, _ = Account.objects.get_or_create(
            code=code,
            defaults={
                "municipality": place,
                "title": title,
                "owner_kind": owner.kind,
                "owner_key": owner.key,
                "unit": in_unit,
                "nature": nature.value,
                "floor": floor,
                "opened_at": clock.now(),
            },
        )
    except IntegrityError as error:
        if _constraint(error) == "ledger_account_code_once":
            # An account of another municipality, which does not exist here.
            raise TermsDifferError("account", code) from None
        raise
    if (row.municipality, row.owner_kind, row.owner_key, row.unit_id, row.nature) != (
        place,
        owner.kind,
        owner.key,
        in_unit.pk,
        nature.value,
    ):
        raise TermsDifferError("account", code)
    return queries.account(code)


@transaction.atomic
def set_floor(*, account: str, floor: int | None) -> AccountView:
    """Set or lift the floor of an account; FloorTooHighError if it holds less than that."""
    holding = _lock([account]).get(account)
    if holding is None:
        raise UnknownAccountError([account])
    if floor is not None and holding.holds < floor:
        unit = Unit.objects.get(pk=holding.unit)
        raise FloorTooHighError(account, holding.holds, unit.code, unit.scale)
    Account.objects.filter(pk=holding.id).update(floor=floor)
    return queries.account(account)


def post(
    *,
    key: str,
    at: date,
    legs: Iterable[Leg],
    memo: str = "",
    about: Reference | None = None,
) -> Transaction:
    """Post one transaction, whole or not at all, with value date `at`.

    The same key with the same content returns the first transaction, also to rivals at the
    same instant. Raises NotEnoughError, UnbalancedError, ClosedPeriodError, KeyReusedError or
    UnknownAccountError; the caller's own transaction can go on after each of them.
    """
    return post_many([EntryData(key, at, tuple(legs), memo, about)])[0]


def post_many(entries: Sequence[EntryData]) -> list[Transaction]:
    """Post several transactions in this order, all of them or none; errors as of `post`."""
    if any(entry.reverses is not None for entry in entries):
        raise LedgerError("a reversal is made by `reverse`, which mirrors the original")
    return _book(entries)


def reverse(*, key: str, of: str, at: date, memo: str) -> Transaction:
    """Undo the transaction with key `of` by its mirror, on its own value date or later.

    Once only (AlreadyReversedError), never a reversal (NotReversibleError), and not if an
    account would go below its floor by it (NotEnoughError). Repeating it is safe, as of `post`.
    """
    original = queries.transaction(of)
    if original is None:
        raise UnknownTransactionError(of)
    if original.reverses is not None:
        raise NotReversibleError(of)
    if at < original.at:
        raise NotReversibleError(of, original.at)
    try:
        return _book(
            [EntryData(key, at, mirror(original.legs), memo, original.about, original.id)]
        )[0]
    except _ReversedBefore:
        raise AlreadyReversedError(of) from None


class _ReversedBefore(LedgerError):
    """The database has a reversal of the transaction already."""


def _book(entries: Sequence[EntryData]) -> list[Transaction]:
    with _explained(), transaction.atomic():
        holdings = _lock({leg.account for entry in entries for leg in entry.legs})
        return [_book_one(entry, holdings) for entry in entries]


def _book_one(entry: EntryData, holdings: dict[str, Holding]) -> Transaction:
    """Insert an entry whose accounts are locked, and bring `holdings` up to it."""
    problem = _problem(entry, holdings)
    if problem is not None:
        # A repeated request is answered as the first time, whatever has changed since.
        if (first := _posted_before(entry)) is not None:
            return first
        raise problem
    instant = clock.now()
    about = entry.about or Reference("", "")
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                entry.key,
                entry.fingerprint,
                entry.at,
                instant,
                entry.memo,
                about.kind,
                about.key,
                entry.reverses,
                len(entry.legs),
                entry.at,
                [holdings[leg.account].id for leg in entry.legs],
                [leg.amount for leg in entry.legs],
            ],
        )
        inserted = cursor.fetchone()
    if inserted is None:
        first = _posted_before(entry)
        if first is None:
            # The key is taken by a row of another municipality, which does not exist here.
            raise KeyReusedError(entry.key)
        return first
    for account, change in changes(entry.legs).items():
        holding = holdings[account]
        holdings[account] = replace(holding, balance=holding.balance + change)
    return Transaction(
        id=inserted[0],
        key=entry.key,
        at=entry.at,
        booked_at=instant,
        memo=entry.memo,
        about=entry.about,
        reverses=entry.reverses,
        legs=entry.legs,
    )


def _problem(entry: EntryData, holdings: dict[str, Holding]) -> LedgerError | None:
    moved = changes(entry.legs)
    unknown = [code for code in moved if code not in holdings]
    if unknown:
        return UnknownAccountError(unknown)
    over = left_over(entry.legs, {code: holdings[code].unit for code in moved})
    if over:
        units = Unit.objects.in_bulk(over)
        return UnbalancedError(entry.key, {units[pk].code: over[pk] for pk in over})
    for code, change in moved.items():
        holding = holdings[code]
        shortage = holding.shortage(change)
        if shortage is not None:
            unit = Unit.objects.get(pk=holding.unit)
            return NotEnoughError(code, *shortage, unit.code, unit.scale)
    return None


def _posted_before(entry: EntryData) -> Transaction | None:
    row = TransactionRow.objects.filter(key=entry.key).only("fingerprint").first()
    if row is None:
        return None
    if row.fingerprint != entry.fingerprint:
        raise KeyReusedError(entry.key)
    return queries.transaction(entry.key)


def _lock(codes: Iterable[str]) -> dict[str, Holding]:
    """Lock accounts until the end of the transaction, and say what they hold now."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_ACCOUNTS, [sorted(codes)])
        return {
            code: Holding(pk, Nature(nature), unit, balance, floor)
            for code, pk, nature, unit, balance, floor in cursor.fetchall()
        }


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the database refuses into the error of that name."""
    try:
        yield
    except IntegrityError as error:
        constraint = _constraint(error)
        if constraint == "ledger_leg_in_open_period":
            said = getattr(error.__cause__, "diag", None)
            detail = getattr(said, "message_detail", None)
            raise ClosedPeriodError(detail or "the day lies in a closed period") from None
        if constraint == "ledger_transaction_reversed_once":
            raise _ReversedBefore from None
        if constraint == "ledger_leg_is_of_one_municipality":
            raise ElsewhereError from None
        raise


def _constraint(error: IntegrityError) -> str | None:
    """The name of the constraint or trigger that refused."""
    name: str | None = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return name


@dataclass(frozen=True)
class _Period:
    key: str
    data: PeriodData
    owner: Reference
    reason: str


def close_period(
    *, key: str, first_day: date, last_day: date, reason: str, owner: Reference | None = None
) -> None:
    """Close days, for an owner's accounts or for all of the municipality in force: nothing more
    is posted on them.

    Waits for transactions that are being posted. The same key twice closes once.
    """
    data = PeriodData(PeriodAction.CLOSE, first_day, last_day)
    _record(_Period(key, data, owner or Reference("", ""), reason))


def reopen_period(
    *, key: str, first_day: date, last_day: date, reason: str, owner: Reference | None = None
) -> None:
    """Reopen days that were closed for the same owner or for all; NotClosedError if none is."""
    data = PeriodData(PeriodAction.REOPEN, first_day, last_day)
    _record(_Period(key, data, owner or Reference("", ""), reason))


@transaction.atomic
def _record(period: _Period) -> None:
    if not period.key.strip() or not period.reason.strip():
        raise LedgerError("a closing or reopening has a key and a reason: give both")
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_PERIODS)
    wanted = {
        "owner_kind": period.owner.kind,
        "owner_key": period.owner.key,
        "action": period.data.action.value,
        "first_day": period.data.first_day,
        "last_day": period.data.last_day,
        "reason": period.reason,
    }
    before = PeriodEvent.objects.filter(key=period.key).values(*wanted).first()
    if before is not None:
        if before != wanted:
            raise KeyReusedError(period.key)
        return
    if period.data.action is PeriodAction.REOPEN:
        ranges = queries.closed_ranges(period.owner)
        if not periods.any_closed(ranges, period.data.first_day, period.data.last_day):
            raise NotClosedError(period.data.first_day, period.data.last_day)
    try:
        with transaction.atomic():
            PeriodEvent.objects.create(key=period.key, recorded_at=clock.now(), **wanted)
    except IntegrityError as error:
        if _constraint(error) == "ledger_period_key_once":
            # Another municipality has the key.
            raise KeyReusedError(period.key) from None
        raise
