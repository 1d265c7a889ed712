"""Reads of money: lists of rows, and one operation's money from grant to payment."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, F, QuerySet, Sum, Value, When
from django.db.models.functions import ExtractYear

from rione.core.identity.rules.actors import Actor
from rione.core.ledger.queries import AccountView

from ..access.operations import theirs
from ..models import CostPlan, FinancingLine, Fund, LegalCommitment, Operation, Payee, Payment, Saving
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
class YearMoney:
    """A year's plan in its current version (None: not planned) and what was paid, net."""

    year: int
    planned: int | None
    version: int
    paid: int


@dataclass(frozen=True, slots=True)
class OperationMoney:
    """The money of an operation; amounts in cents, `accounts` by name."""

    lines: Sequence[FinancingLine]
    savings: Sequence[Saving]
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
    """All of an operation's money. Six SQL statements."""
    lines = list(FinancingLine.objects.filter(operation=operation).order_by("day", "entered_at"))
    savings = list(Saving.objects.filter(operation=operation).order_by("day", "entered_at"))
    bound = list(
        LegalCommitment.objects.filter(operation=operation)
        .select_related("payee")
        .order_by("day", "entered_at")
    )
    funds = _by_fund(lines, savings)
    names = [
        *books.ASSETS,
        *books.LIABILITIES,
        *(books.financing(fund.fund) for fund in funds),
        *(books.committed(row.number) for row in bound if row.kind == COMMITMENT),
    ]
    return OperationMoney(
        lines, savings, bound, funds, _by_year(operation), accounts_of(operation, names)
    )


def _by_fund(lines: Iterable[FinancingLine], savings: Iterable[Saving]) -> tuple[FundMoney, ...]:
    granted: dict[str, int] = defaultdict(int)
    saved: dict[str, int] = defaultdict(int)
    for line in lines:
        granted[line.fund] += line.amount_cents if line.undone_at is None else 0
    for saving in savings:
        saved[saving.fund] += saving.amount_cents if saving.undone_at is None else 0
    return tuple(FundMoney(fund, granted[fund], saved[fund]) for fund in sorted(granted))


def _by_year(operation: Operation) -> tuple[YearMoney, ...]:
    plans = {
        year: (cents, version)
        for year, cents, version in CostPlan.objects.filter(
            operation=operation, is_current=True
        ).values_list("year", "amount_cents", "version")
    }
    paid = dict(
        Payment.objects.filter(operation=operation, undone_at=None)
        .annotate(year=ExtractYear("day"), signed=_signed(PAYMENT))
        .values("year")
        .annotate(cents=Sum("signed"))
        .values_list("year", "cents")
        .order_by("year")
    )
    return tuple(
        YearMoney(year, *plans.get(year, (None, 0)), int(paid.get(year, 0)))
        for year in sorted(plans.keys() | paid.keys())
    )


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
