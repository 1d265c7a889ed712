"""Reads of money: lists of rows, and one operation's money from grant to payment."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import BigIntegerField, Case, F, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, ExtractYear

from rione.core.identity.rules.actors import Actor
from rione.core.ledger.queries import AccountView

from ..access.operations import theirs
from ..models import (
    CostPlan,
    FinancingLine,
    Fund,
    LegalCommitment,
    Operation,
    Payee,
    Payment,
    Saving,
)
from ..models.money import COMMITMENT, PAYMENT
from ..rules import books
from .books import accounts_of
from .shapes.basics import Text


def commitments_of(actor: Actor) -> QuerySet[LegalCommitment]:
    """Commitments and what was taken from them, undone ones too, that an actor may see."""
    return LegalCommitment.objects.filter(theirs(actor)).annotate(signed_cents=_signed(COMMITMENT))


def payments_of(actor: Actor) -> QuerySet[Payment]:
    """Payments and recoveries, undone ones too, that an actor may see."""
    return Payment.objects.filter(theirs(actor)).annotate(signed_cents=_signed(PAYMENT))


def payees_of(actor: Actor) -> QuerySet[Payee]:
    """The payees of the operations that an actor may see."""
    return Payee.objects.filter(theirs(actor))


def plans_of(actor: Actor) -> QuerySet[CostPlan]:
    """All versions of the plans that an actor may see."""
    return CostPlan.objects.filter(theirs(actor))


def _signed(above_zero: str) -> Case:
    """The amount, below zero for what goes the other way, nought for what is undone."""
    return Case(
        When(undone_at__isnull=False, then=Value(0)),
        When(kind=above_zero, then=F("amount_cents")),
        default=-F("amount_cents"),
        output_field=BigIntegerField(),
    )


def public_funds() -> dict[str, Text]:
    """The names of the public funds, in their order. One SQL statement."""
    rows = Fund.objects.filter(public=True).order_by("position")
    return {code: Text(it, en) for code, it, en in rows.values_list("code", "name_it", "name_en")}


@dataclass(frozen=True, slots=True)
class FundMoney:
    """What a fund granted an operation, and what was saved of it."""

    fund: str
    granted: int
    saved: int

    @property
    def left(self) -> int:
        return self.granted - self.saved


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant (`saving` False) or a saving of a fund's money."""

    id: UUID
    fund: str
    saving: bool
    cents: int
    day: date
    decision: str
    undone_why: str
    undone: bool


@dataclass(frozen=True, slots=True)
class YearMoney:
    """A year's plan in its current version (None: not planned) and what was paid, net."""

    year: int
    planned: int | None
    version: int
    paid: int


@dataclass(frozen=True, slots=True)
class OperationMoney:
    """The money of an operation; amounts in cents, `accounts` by name."""

    grants: Sequence[Grant]
    commitments: Sequence[LegalCommitment]
    funds: tuple[FundMoney, ...]
    years: tuple[YearMoney, ...]
    accounts: dict[str, AccountView]

    @property
    def financing(self) -> int:
        """Granted less saved."""
        return sum(fund.left for fund in self.funds)

    @property
    def available(self) -> int:
        return self.held(books.AVAILABLE)

    @property
    def committed(self) -> int:
        """Net commitments, paid or not."""
        return self.financing - self.available

    @property
    def paid(self) -> int:
        return self.held(books.PAID)

    def held(self, name: str) -> int:
        view = self.accounts.get(name)
        return 0 if view is None else view.balance


def money_of(operation: Operation) -> OperationMoney:
    """All of an operation's money. Four SQL statements."""
    grants = grants_of(operation)
    bound = list(
        LegalCommitment.objects.filter(operation=operation)
        .select_related("payee")
        .order_by("day", "entered_at")
    )
    funds = _by_fund(grants)
    names = [
        *books.ASSETS,
        *books.LIABILITIES,
        *(books.financing(fund.fund) for fund in funds),
        *(books.committed(row.number) for row in bound if row.kind == COMMITMENT),
    ]
    return OperationMoney(grants, bound, funds, _by_year(operation), accounts_of(operation, names))


def grants_of(operation: Operation) -> list[Grant]:
    """Grants and savings of an operation, undone ones too, by day. One SQL statement."""
    parts = [
        model._default_manager.filter(operation=operation)
        .annotate(
            saving=Value(saving),
            undone=Case(When(undone_at=None, then=Value(False)), default=Value(True)),
        )
        .values_list(
            "id", "fund", "saving", "amount_cents", "day", "decision", "undone_why", "undone"
        )
        for model, saving in ((FinancingLine, False), (Saving, True))
    ]
    return [Grant(*row) for row in parts[0].union(parts[1], all=True).order_by("day", "id")]


def _by_fund(grants: Iterable[Grant]) -> tuple[FundMoney, ...]:
    granted: dict[str, int] = defaultdict(int)
    saved: dict[str, int] = defaultdict(int)
    for grant in grants:
        sums = saved if grant.saving else granted
        sums[grant.fund] += 0 if grant.undone else grant.cents
    return tuple(FundMoney(fund, granted[fund], saved[fund]) for fund in sorted(granted))


def _by_year(operation: Operation) -> tuple[YearMoney, ...]:
    """What is planned and what was paid in each year. One SQL statement."""
    planned = CostPlan.objects.filter(operation=operation, is_current=True).values_list(
        "year", "amount_cents", "version"
    )
    paid = (
        Payment.objects.filter(operation=operation, undone_at=None)
        .annotate(in_year=ExtractYear("day"), signed=_signed(PAYMENT))
        .order_by()
        .values("in_year")
        .annotate(cents=Cast(Sum("signed"), BigIntegerField()), none=Value(0))
        .values_list("in_year", "cents", "none")
    )
    years: dict[int, YearMoney] = {}
    # A plan has a version from 1 on; what was paid has none.
    for year, cents, version in sorted(planned.union(paid, all=True)):
        before = years.get(year, YearMoney(year, None, 0, 0))
        years[year] = (
            replace(before, planned=cents, version=version)
            if version
            else replace(before, paid=cents)
        )
    return tuple(years.values())


def find_commitment(actor: Actor, key: UUID) -> LegalCommitment | None:
    """A commitment with its operation and payee, None unless the actor may see it. One SQL."""
    rows = commitments_of(actor).select_related("operation", "payee", "of")
    return rows.filter(pk=key).first()


def find_payment(actor: Actor, key: UUID) -> Payment | None:
    """A payment with what it is about, None unless the actor may see it. One SQL statement."""
    rows = payments_of(actor).select_related("operation", "payee", "commitment", "of")
    return rows.filter(pk=key).first()


def payees_to_choose(operation: Operation) -> list[tuple[str, str]]:
    """Id and name of an operation's payees, by name. One SQL statement."""
    rows = Payee.objects.filter(operation=operation).order_by("name", "pk")
    return [(str(key), name) for key, name in rows.values_list("pk", "name")]
