"""Why the ledger refuses something: each error says in one sentence what to do instead."""

from collections.abc import Mapping
from datetime import date

from .amounts import in_words


class LedgerError(ValueError):
    """Anything the ledger refuses."""


class NotEnoughError(LedgerError):
    """An account would go below its floor.

    `asked` and `available` are in the unit's smallest part; `available` is what can still be
    taken from the account before it stands at its floor.
    """

    def __init__(self, account: str, asked: int, available: int, unit: str, scale: int) -> None:
        self.account, self.asked, self.available = account, asked, available
        self.unit, self.scale = unit, scale
        wanted, left = (in_words(amount, unit, scale) for amount in (asked, available))
        if available > 0:
            text = f"{account} has {left} left, {wanted} was asked: ask for at most {left}"
        else:
            text = f"{account} has nothing left, {wanted} was asked: choose another account"
        super().__init__(f"{text}, or have it raised first")


class UnbalancedError(LedgerError):
    """The legs of a transaction do not sum to zero in some unit; `over` says by how much."""

    def __init__(self, key: str, over: Mapping[str, int]) -> None:
        self.key, self.over = key, dict(over)
        amounts = ", ".join(f"{amount} {unit}" for unit, amount in sorted(over.items()))
        super().__init__(
            f"the legs of {key} leave {amounts} over (smallest parts): "
            "debits and credits must be equal in every unit"
        )


class KeyReusedError(LedgerError):
    """The idempotency key was used before for something else, by whomever."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"{key} was used before with other content: repeat it unchanged, or take a new key"
        )


class UnknownAccountError(LedgerError):
    """No account has one of the codes."""

    def __init__(self, codes: list[str]) -> None:
        self.codes = codes
        super().__init__(f"no such account: {', '.join(codes)}; open it first")


class ElsewhereError(LedgerError):
    """The accounts belong to another municipality than the scope in force."""

    def __init__(self) -> None:
        super().__init__(
            "the accounts of a transaction belong to the municipality of the scope in force: "
            "post in the scope of the one whose accounts they are"
        )


class UnknownTransactionError(LedgerError):
    """No transaction has the key."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"no transaction has the key {key}: check it")


class ClosedPeriodError(LedgerError):
    """The value date lies in a closed period."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"{detail}: give it a date in an open period, or have the period reopened")


class AlreadyReversedError(LedgerError):
    """A transaction is reversed at most once."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"{key} is reversed already: post what is right as a new transaction")


class NotReversibleError(LedgerError):
    """A reversal is not itself reversed, and takes no date before what it corrects."""

    def __init__(self, key: str, since: date | None = None) -> None:
        self.key, self.since = key, since
        super().__init__(
            f"the reversal of {key} must be dated {since} or later"
            if since
            else f"{key} is itself a reversal: post what is right as a new transaction"
        )


class NotClosedError(LedgerError):
    """Nothing to reopen: no day of the period is closed."""

    def __init__(self, first_day: date, last_day: date) -> None:
        super().__init__(f"no day from {first_day} to {last_day} is closed: check owner and dates")


class TermsDifferError(LedgerError):
    """A unit or account of that code exists on other terms."""

    def __init__(self, what: str, code: str) -> None:
        self.code = code
        super().__init__(f"{what} {code} exists on other terms: take another code")


class FloorTooHighError(LedgerError):
    """A floor above what the account holds."""

    def __init__(self, account: str, holds: int, unit: str, scale: int) -> None:
        self.account, self.holds = account, holds
        super().__init__(
            f"{account} holds {in_words(holds, unit, scale)}: its floor can be at most that"
        )
