"""Double entry: legs that sum to zero, their mirror, and when two entries are the same.

A leg above zero debits its account, one below zero credits it. Balances are told in the
account's own sense: assets and expenses grow by debits, the others by credits.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from .amounts import MAX_AMOUNT

MAX_LEGS = 10_000
Unit = TypeVar("Unit", int, str)


class Nature(StrEnum):
    """What an account counts, and so on which side it grows."""

    ASSET = "asset"
    EXPENSE = "expense"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"

    @property
    def sign(self) -> int:
        """1 if debits make the account grow, -1 if credits do."""
        return 1 if self in GROW_BY_DEBIT else -1


GROW_BY_DEBIT = frozenset({Nature.ASSET, Nature.EXPENSE})


@dataclass(frozen=True, order=True)
class Reference:
    """A thing of another context, by kind and key; the ledger does not look it up."""

    kind: str
    key: str


@dataclass(frozen=True, order=True)
class Leg:
    """One side of an entry: account by its code, amount in the unit's smallest part."""

    account: str
    amount: int

    def __post_init__(self) -> None:
        if type(self.amount) is not int:
            raise TypeError(f"an amount is a whole number of the smallest part: {self.amount!r}")
        if not 0 < abs(self.amount) <= MAX_AMOUNT:
            raise ValueError(f"{self.amount} is no amount to post: nought, or beyond any budget")


def debit(account: str, amount: int) -> Leg:
    """A leg that debits; the amount is above zero."""
    if amount <= 0:
        raise ValueError("a debit is above zero: credit the account instead")
    return Leg(account, amount)


def credit(account: str, amount: int) -> Leg:
    """A leg that credits; the amount is above zero."""
    if amount <= 0:
        raise ValueError("a credit is above zero: debit the account instead")
    return Leg(account, -amount)


@dataclass(frozen=True)
class EntryData:
    """What is to be posted; `at` is the value date, `key` the client's idempotency key."""

    key: str
    at: date
    legs: tuple[Leg, ...]
    memo: str = ""
    about: Reference | None = None
    reverses: int | None = None

    def __post_init__(self) -> None:
        if not self.key.strip() or len(self.key) > 200:
            raise ValueError("a key has 1 to 200 characters: name what is done, once")
        if isinstance(self.at, datetime):
            raise TypeError("the value date is a day, not an instant")
        if not 2 <= len(self.legs) <= MAX_LEGS:
            raise ValueError(f"a transaction has 2 to {MAX_LEGS} legs: split larger ones")

    @property
    def fingerprint(self) -> str:
        """A sha256 that two entries share if and only if they say the same, in any leg order."""
        content = [
            self.at.isoformat(),
            self.memo,
            [self.about.kind, self.about.key] if self.about else None,
            self.reverses,
            [[leg.account, leg.amount] for leg in sorted(self.legs)],
        ]
        text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def mirror(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """The legs that undo these, in the same order."""
    return tuple(Leg(leg.account, -leg.amount) for leg in legs)


def left_over(legs: Iterable[Leg], units: Mapping[str, Unit]) -> dict[Unit, int]:
    """By unit, what the legs do not sum to zero by; empty when they balance.

    `units` gives each account's unit, by number or by code.
    """
    sums: dict[Unit, int] = defaultdict(int)
    for leg in legs:
        sums[units[leg.account]] += leg.amount
    return {unit: amount for unit, amount in sums.items() if amount}


def changes(legs: Iterable[Leg]) -> dict[str, int]:
    """By account, the sum of the legs (debits above zero); accounts in sorted order."""
    sums: dict[str, int] = defaultdict(int)
    for leg in legs:
        sums[leg.account] += leg.amount
    return dict(sorted(sums.items()))


@dataclass(frozen=True)
class Holding:
    """What an account holds now: `balance` is the sum of its legs, `floor` in its own sense."""

    id: int
    nature: Nature
    unit: int
    balance: int
    floor: int | None

    @property
    def holds(self) -> int:
        """The balance in the account's own sense."""
        return self.nature.sign * self.balance

    def shortage(self, change: int) -> tuple[int, int] | None:
        """(asked, available) if a change would take the account below its floor, else None.

        A change that makes the account grow is never refused.
        """
        asked = -self.nature.sign * change
        if self.floor is None or asked <= 0 or asked <= (available := self.holds - self.floor):
            return None
        return asked, available
