"""Reading the ledger: accounts, transactions, statements, the trial balance, rows for export."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Case, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from . import models
from .rules import periods
from .rules.entries import Leg, Nature, Reference
from .rules.problems import UnknownAccountError

LINES_A_PAGE = 50
EVERYBODY = Reference("", "")


@dataclass(frozen=True)
class AccountView:
    """An account as it stands; `balance`, `floor` and `available` in its own sense.

    `available` is what can be taken before it stands at its floor, None without a floor.
    """

    code: str
    title: str
    owner: Reference
    unit: str
    scale: int
    nature: Nature
    balance: int
    floor: int | None
    available: int | None


@dataclass(frozen=True)
class Transaction:
    """A posted transaction; `at` is its value date, `reverses` the number of what it undoes."""

    id: int
    key: str
    at: date
    booked_at: datetime
    memo: str
    about: Reference | None
    reverses: int | None
    legs: tuple[Leg, ...]


@dataclass(frozen=True)
class StatementLine:
    """One leg; `balance` is the account's, in its own sense, after this line."""

    transaction: str
    at: date
    booked_at: datetime
    memo: str
    is_reversal: bool
    debit: int
    credit: int
    balance: int


@dataclass(frozen=True)
class Statement:
    """An account from `since` to `until`, both included; `lines` are those of one page.

    `opening` and `closing` are of the whole span, in the account's own sense.
    """

    account: AccountView
    since: date
    until: date
    opening: int
    closing: int
    debits: int
    credits: int
    lines: list[StatementLine]
    line_count: int
    page: int
    page_count: int


@dataclass(frozen=True)
class TrialLine:
    """What an account was debited and credited in all, and the difference."""

    account: str
    title: str
    owner: Reference
    nature: Nature
    debits: int
    credits: int

    @property
    def balance(self) -> int:
        """Debits less credits; over all accounts of a unit these sum to zero."""
        return self.debits - self.credits


@dataclass(frozen=True)
class ExportRow:
    """One leg with its transaction; `amount` above zero is a debit, in the smallest part."""

    transaction: int
    key: str
    at: date
    booked_at: datetime
    memo: str
    about_kind: str
    about_key: str
    reverses: int | None
    position: int
    account: str
    owner_kind: str
    owner_key: str
    unit: str
    scale: int
    amount: int


def account(code: str) -> AccountView:
    """One account, UnknownAccountError if there is none of that code. One SQL statement."""
    row = models.Account.objects.select_related("unit").filter(code=code).first()
    if row is None:
        raise UnknownAccountError([code])
    return _account_view(row)


def accounts_of(kind: str, keys: Collection[str]) -> dict[str, list[AccountView]]:
    """The accounts of several owners of one kind, by key, in order of code. One SQL statement."""
    rows = models.Account.objects.select_related("unit").filter(owner_kind=kind, owner_key__in=keys)
    found: dict[str, list[AccountView]] = {key: [] for key in keys}
    for row in rows.order_by("code"):
        found[row.owner_key].append(_account_view(row))
    return found


def accounts(codes: Collection[str]) -> dict[str, AccountView]:
    """Several accounts by code; codes that no account has are left out. One SQL statement."""
    rows = models.Account.objects.select_related("unit").filter(code__in=codes)
    return {row.code: _account_view(row) for row in rows.order_by("code")}


def transaction(key: str) -> Transaction | None:
    """The transaction with an idempotency key. Two SQL statements."""
    return next(iter(_views(models.Transaction.objects.filter(key=key))), None)


def transactions_about(kind: str, keys: Collection[str]) -> dict[str, list[Transaction]]:
    """The transactions about several things of one kind, oldest first. Two SQL statements."""
    rows = models.Transaction.objects.filter(about_kind=kind, about_key__in=keys).order_by("pk")
    found: dict[str, list[Transaction]] = {key: [] for key in keys}
    for view in _views(rows.exclude(about_kind="")):
        if view.about is not None:
            found[view.about.key].append(view)
    return found


_STATEMENT = """
WITH span AS (
  SELECT coalesce(sum(amount) FILTER (WHERE value_date < %(since)s), 0) AS opening,
         coalesce(sum(amount) FILTER (WHERE value_date >= %(since)s AND amount > 0), 0) AS debits,
         coalesce(sum(-amount) FILTER (WHERE value_date >= %(since)s AND amount < 0), 0) AS credits,
         count(*) FILTER (WHERE value_date >= %(since)s) AS line_count
    FROM ledger_leg WHERE account_id = %(account)s AND value_date <= %(until)s),
line AS (
  SELECT transaction_id, position, value_date, amount,
         sum(amount) OVER (ORDER BY value_date, transaction_id, position) AS so_far
    FROM ledger_leg
   WHERE account_id = %(account)s AND value_date BETWEEN %(since)s AND %(until)s
   ORDER BY value_date, transaction_id, position LIMIT %(size)s OFFSET %(skip)s)
SELECT span.opening, span.debits, span.credits, span.line_count,
       whole.key, line.value_date, whole.booked_at, whole.memo, whole.reverses_id IS NOT NULL,
       line.amount, line.so_far
  FROM span LEFT JOIN line ON true
  LEFT JOIN ledger_transaction whole ON whole.id = line.transaction_id
 ORDER BY line.value_date, line.transaction_id, line.position
"""


def statement(
    code: str, since: date, until: date, page: int = 1, size: int = LINES_A_PAGE
) -> Statement:
    """A page of an account's lines in order of value date, with the balance after each.

    Balances and lines are of one instant. Two SQL statements, whatever the size.
    """
    if until < since or page < 1 or size < 1:
        raise ValueError("a statement ends on its first day or later, and pages count from one")
    row = models.Account.objects.select_related("unit").filter(code=code).first()
    if row is None:
        raise UnknownAccountError([code])
    view = _account_view(row)
    sign = view.nature.sign
    skip = (page - 1) * size
    with connection.cursor() as cursor:
        cursor.execute(
            _STATEMENT,
            {"account": row.pk, "since": since, "until": until, "size": size, "skip": skip},
        )
        rows = cursor.fetchall()
    opening, debits, credits_, line_count = (int(value) for value in rows[0][:4])
    lines = [
        StatementLine(
            transaction=key,
            at=at,
            booked_at=booked_at,
            memo=memo,
            is_reversal=is_reversal,
            debit=max(amount, 0),
            credit=max(-amount, 0),
            balance=sign * (opening + int(so_far)),
        )
        for *_, key, at, booked_at, memo, is_reversal, amount, so_far in rows
        if key is not None
    ]
    return Statement(
        account=view,
        since=since,
        until=until,
        opening=sign * opening,
        closing=sign * (opening + debits - credits_),
        debits=debits,
        credits=credits_,
        lines=lines,
        line_count=line_count,
        page=page,
        page_count=max(1, -(-line_count // size)),
    )


def trial_balance(
    unit: str, until: date | None = None, *, owner: Reference | None = None, begins: str = ""
) -> list[TrialLine]:
    """All accounts of a unit that have moved by `until`, by code; balances sum to zero.

    With `owner` only its accounts, with `begins` only those whose codes begin so: they sum to
    zero where transactions stay among them. One SQL statement.
    """
    rows = models.Leg.objects.filter(account__unit__code=unit)
    if owner is not None:
        rows = rows.filter(account__owner_kind=owner.kind, account__owner_key=owner.key)
    if begins:
        rows = rows.filter(account__code__startswith=begins)
    if until is not None:
        rows = rows.filter(value_date__lte=until)
    above = Case(When(amount__gt=0, then=F("amount")), default=Value(0))
    below = Case(When(amount__lt=0, then=-F("amount")), default=Value(0))
    sums = (
        rows.values(
            "account__code",
            "account__title",
            "account__owner_kind",
            "account__owner_key",
            "account__nature",
        )
        .annotate(debits=Coalesce(Sum(above), 0), credits=Coalesce(Sum(below), 0))
        .order_by("account__code")
    )
    return [
        TrialLine(
            account=row["account__code"],
            title=row["account__title"],
            owner=Reference(row["account__owner_kind"], row["account__owner_key"]),
            nature=Nature(row["account__nature"]),
            debits=row["debits"],
            credits=row["credits"],
        )
        for row in sums
    ]


def export_rows(since: date, until: date, owner: Reference | None = None) -> Iterator[ExportRow]:
    """All legs with value dates from `since` to `until`, in order of posting, one by one.

    With an owner only the legs on its accounts. Read through a cursor: memory stays the same
    however many there are.
    """
    rows = models.Leg.objects.filter(value_date__range=(since, until))
    if owner is not None:
        rows = rows.filter(account__owner_kind=owner.kind, account__owner_key=owner.key)
    columns = rows.order_by("transaction_id", "position").values_list(
        "transaction_id",
        "transaction__key",
        "value_date",
        "transaction__booked_at",
        "transaction__memo",
        "transaction__about_kind",
        "transaction__about_key",
        "transaction__reverses_id",
        "position",
        "account__code",
        "account__owner_kind",
        "account__owner_key",
        "account__unit__code",
        "account__unit__scale",
        "amount",
    )
    for row in columns.iterator(chunk_size=2000):
        yield ExportRow(*row)


@dataclass(frozen=True)
class Closing:
    """A closing or reopening that was recorded."""

    action: str
    first_day: date
    last_day: date
    reason: str
    recorded_at: datetime


def closings(owner: Reference) -> list[Closing]:
    """The closings and reopenings of an owner, newest first. One SQL statement."""
    rows = models.PeriodEvent.objects.filter(owner_kind=owner.kind, owner_key=owner.key)
    return [
        Closing(*row)
        for row in rows.order_by("-pk").values_list(
            "action", "first_day", "last_day", "reason", "recorded_at"
        )
    ]


def closed_ranges(owner: Reference | None = None) -> list[tuple[date, date]]:
    """The days closed for an owner (without what is closed for all), or for all; sorted.

    What the municipality of the scope in force has closed; outside of any, what the platform has.
    """
    of = owner or EVERYBODY
    rows = models.PeriodEvent.objects.filter(
        municipality=models.here(), owner_kind=of.kind, owner_key=of.key
    )
    return periods.closed_ranges(
        [
            periods.PeriodData(periods.PeriodAction(action), first_day, last_day)
            for action, first_day, last_day in rows.order_by("pk").values_list(
                "action", "first_day", "last_day"
            )
        ]
    )


def all_closed_ranges(owner: Reference) -> list[tuple[date, date]]:
    """The days closed for an owner, and those closed for all. One SQL statement."""
    rows = models.PeriodEvent.objects.filter(
        Q(owner_kind=owner.kind, owner_key=owner.key)
        | Q(owner_kind=EVERYBODY.kind, owner_key=EVERYBODY.key),
        municipality=models.here(),
    )
    events: dict[str, list[periods.PeriodData]] = defaultdict(list)
    for kind, action, first_day, last_day in rows.order_by("pk").values_list(
        "owner_kind", "action", "first_day", "last_day"
    ):
        events[kind].append(periods.PeriodData(periods.PeriodAction(action), first_day, last_day))
    return [found for some in events.values() for found in periods.closed_ranges(some)]


def _account_view(row: models.Account) -> AccountView:
    nature = Nature(row.nature)
    balance = nature.sign * row.balance
    return AccountView(
        code=row.code,
        title=row.title,
        owner=Reference(row.owner_kind, row.owner_key),
        unit=row.unit.code,
        scale=row.unit.scale,
        nature=nature,
        balance=balance,
        floor=row.floor,
        available=None if row.floor is None else balance - row.floor,
    )


def _views(rows: QuerySet[models.Transaction]) -> list[Transaction]:
    headers = list(rows)
    legs: dict[int, list[Leg]] = defaultdict(list)
    for pk, code, amount in (
        models.Leg.objects.filter(transaction_id__in=[row.pk for row in headers])
        .order_by("transaction_id", "position")
        .values_list("transaction_id", "account__code", "amount")
    ):
        legs[pk].append(Leg(code, amount))
    return [
        Transaction(
            id=row.pk,
            key=row.key,
            at=row.value_date,
            booked_at=row.booked_at,
            memo=row.memo,
            about=Reference(row.about_kind, row.about_key) if row.about_kind else None,
            reverses=row.reverses_id,
            legs=tuple(legs[row.pk]),
        )
        for row in headers
    ]
