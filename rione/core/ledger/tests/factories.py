"""A small city's books: one body, a budget line with a floor, and where its money goes."""

from datetime import date

from rione.core.ledger import operations, queries
from rione.core.ledger.rules.entries import Leg, Nature, Reference, credit, debit

CITY = Reference("body", "city")
COOP = Reference("body", "cooperative")
DAY = date(2024, 3, 15)
LINE, SPENT, SOURCE, BANK = "city/line-1", "city/spent", "city/source", "coop/bank"
HOURS, GIVEN = "coop/hours", "coop/hours-given"


def books() -> None:
    """Two units and six accounts; the line cannot be overspent."""
    operations.open_unit(code="EUR", scale=2, title="Euro")
    operations.open_unit(code="MIN", scale=0, title="Minutes of work")
    for code, owner, unit, nature, floor in [
        (LINE, CITY, "EUR", Nature.ASSET, 0),
        (SPENT, CITY, "EUR", Nature.EXPENSE, None),
        (SOURCE, CITY, "EUR", Nature.INCOME, None),
        (BANK, COOP, "EUR", Nature.LIABILITY, 0),
        (HOURS, COOP, "MIN", Nature.ASSET, 0),
        (GIVEN, COOP, "MIN", Nature.EQUITY, None),
    ]:
        operations.open_account(
            code=code, title=code.title(), owner=owner, unit=unit, nature=nature, floor=floor
        )


def grant(amount: int, key: str = "grant", at: date = DAY) -> queries.Transaction:
    """Put money on the budget line."""
    return operations.post(key=key, at=at, legs=[debit(LINE, amount), credit(SOURCE, amount)])


def spending(amount: int) -> list[Leg]:
    """Legs that take money from the budget line."""
    return [debit(SPENT, amount), credit(LINE, amount)]


def spend(amount: int, key: str = "spend", at: date = DAY) -> queries.Transaction:
    """Take money from the budget line."""
    return operations.post(key=key, at=at, legs=spending(amount))
