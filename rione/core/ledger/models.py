"""Units, accounts, transactions with their legs, and closings.

Transactions, legs and period events are only ever added; triggers (migration 0002) see to it,
keep `Account.balance`, and refuse what does not sum to zero.
"""

from typing import Any

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from .rules.amounts import MAX_AMOUNT
from .rules.entries import GROW_BY_DEBIT, MAX_LEGS, Nature
from .rules.periods import PeriodAction

_DEBIT = sorted(nature.value for nature in GROW_BY_DEBIT)
_CREDIT = sorted(nature.value for nature in Nature if nature not in GROW_BY_DEBIT)


def here() -> Coalesce:
    """The municipality of the scope in force, as SQL; "" outside of any."""
    setting: Any = Func(Value("app.municipality"), Value(True), function="current_setting")
    return Coalesce(setting, Value(""), output_field=models.CharField())


def _municipality() -> "models.CharField[str, str]":
    """Whose row it is: ISTAT code, "" for the platform's own. Taken from the scope in force when
    the row is put in, and never changed."""
    return models.CharField(max_length=6, blank=True, db_default=here())


_IS_ISTAT = Q(municipality="") | Q(municipality__regex=r"^[0-9]{6}$")


class Unit(models.Model):
    """What is counted: `EUR` with scale 2 counts cents, `MIN` with scale 0 counts minutes."""

    code = models.CharField(max_length=12)
    scale = models.SmallIntegerField()
    title = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="ledger_unit_code_once"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z][A-Z0-9_]*$"), name="ledger_unit_code_is_upper_case"
            ),
            models.CheckConstraint(
                condition=Q(scale__range=(0, 6)), name="ledger_unit_scale_is_small"
            ),
        ]


class Account(models.Model):
    """A place where amounts of one unit are counted for one owner.

    `balance` is the sum of the legs (debits above zero); only the trigger writes it. `floor` is
    in the account's own sense: a budget line with floor 0 cannot be overspent.
    """

    municipality = _municipality()
    code = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    owner_kind = models.CharField(max_length=20)
    owner_key = models.CharField(max_length=100)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    nature = models.CharField(max_length=10, choices=[(n.value, n.name) for n in Nature])
    floor = models.BigIntegerField(null=True)
    balance = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="ledger_account_code_once"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Za-z0-9][A-Za-z0-9._:/-]*$"),
                name="ledger_account_code_is_plain",
            ),
            models.CheckConstraint(
                condition=~Q(owner_kind="") & ~Q(owner_key=""), name="ledger_account_has_an_owner"
            ),
            models.CheckConstraint(
                condition=Q(nature__in=[*_DEBIT, *_CREDIT]), name="ledger_account_nature_is_known"
            ),
            models.CheckConstraint(
                condition=Q(floor=None)
                | Q(nature__in=_DEBIT, balance__gte=F("floor"))
                | Q(nature__in=_CREDIT, balance__lte=F("floor") * -1),
                name="ledger_account_not_below_floor",
            ),
            models.CheckConstraint(
                condition=_IS_ISTAT, name="ledger_account_municipality_is_istat"
            ),
        ]
        indexes = [models.Index(fields=["owner_kind", "owner_key"], name="ledger_account_owner")]


class Transaction(models.Model):
    """What happened, on a value date; its legs say between which accounts.

    `leg_count` is fixed with the row: at commit so many legs must be there, and no leg can
    join later. `fingerprint` tells a repeated request from another one with the same key. It
    belongs to the same municipality as the accounts of its legs (a trigger compares them).
    """

    municipality = _municipality()
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    value_date = models.DateField()
    booked_at = models.DateTimeField()
    memo = models.TextField(blank=True)
    about_kind = models.CharField(max_length=20, blank=True)
    about_key = models.CharField(max_length=100, blank=True)
    reverses = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="reversals", db_index=False
    )
    leg_count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="ledger_transaction_key_once"),
            models.UniqueConstraint(fields=["reverses"], name="ledger_transaction_reversed_once"),
            models.CheckConstraint(condition=~Q(key=""), name="ledger_transaction_has_a_key"),
            models.CheckConstraint(
                condition=Q(leg_count__range=(2, MAX_LEGS)), name="ledger_transaction_has_two_legs"
            ),
            models.CheckConstraint(
                condition=Q(about_kind="", about_key="") | ~Q(about_kind="") & ~Q(about_key=""),
                name="ledger_transaction_about_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["about_kind", "about_key"],
                condition=~Q(about_kind=""),
                name="ledger_transaction_about",
            ),
            models.Index(fields=["value_date"], name="ledger_transaction_date"),
        ]


class Leg(models.Model):
    """One side of a transaction: above zero debits the account, below zero credits it.

    `value_date` and `municipality` are the transaction's, kept here for statements and for the
    row policy; a trigger compares them.
    """

    municipality = _municipality()
    pk = models.CompositePrimaryKey("transaction_id", "position")
    transaction = models.ForeignKey(
        Transaction, on_delete=models.PROTECT, related_name="legs", db_index=False
    )
    position = models.IntegerField()
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="legs", db_index=False
    )
    value_date = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(position__gte=1), name="ledger_leg_counts_from_one"),
            models.CheckConstraint(
                condition=Q(amount__range=(-MAX_AMOUNT, MAX_AMOUNT)) & ~Q(amount=0),
                name="ledger_leg_amount_is_sound",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "value_date", "transaction", "position"],
                include=["amount", "municipality"],
                name="ledger_leg_statement",
            )
        ]


class PeriodEvent(models.Model):
    """A closing or reopening of days, for one owner's accounts or, without owner, for all of its
    municipality ("": for all of the platform).

    The last event about a day decides, separately for each of these.
    """

    municipality = _municipality()
    key = models.CharField(max_length=200)
    owner_kind = models.CharField(max_length=20, blank=True)
    owner_key = models.CharField(max_length=100, blank=True)
    action = models.CharField(max_length=10, choices=[(a.value, a.name) for a in PeriodAction])
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="ledger_period_key_once"),
            models.CheckConstraint(
                condition=Q(owner_kind="", owner_key="") | ~Q(owner_kind="") & ~Q(owner_key=""),
                name="ledger_period_owner_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(action__in=[action.value for action in PeriodAction]),
                name="ledger_period_action_is_known",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="ledger_period_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="ledger_period_has_a_reason"),
            models.CheckConstraint(condition=_IS_ISTAT, name="ledger_period_municipality_is_istat"),
        ]
        indexes = [models.Index(fields=["owner_kind", "owner_key", "-id"], name="ledger_period_of")]
