"""Reads of the books: the accounts of operations in the ledger."""

from collections.abc import Iterable

from rione.core.ledger import queries as ledger
from rione.core.ledger.queries import AccountView
from rione.core.ledger.rules.entries import Reference

from ..models import Operation
from ..rules import books

UNIT = "EUR"


def owner_of(municipality: str) -> Reference:
    """Who owns the accounts of a municipality's operations: its years are closed together."""
    return Reference("programme_office", municipality)


def code_of(operation: Operation, name: str) -> str:
    """The code of an account of an operation."""
    return books.account(operation.municipality, operation.code, name)


def accounts_of(operation: Operation, names: Iterable[str]) -> dict[str, AccountView]:
    """Accounts of an operation by name; those not open yet are left out. One SQL statement."""
    codes = {code_of(operation, name): name for name in names}
    return {codes[code]: view for code, view in ledger.accounts(list(codes)).items()}


def left_in(operation: Operation, name: str) -> int:
    """What can be taken from an account, in cents; 0 while it is not open. One SQL statement."""
    view = accounts_of(operation, [name]).get(name)
    return 0 if view is None else view.available or 0
