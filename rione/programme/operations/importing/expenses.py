"""Expenses from a file, entered and not verified."""

from collections.abc import Sequence
from typing import Any

from rione.core.identity.rules.actors import Actor
from rione.core.office.imports.definitions import Problem, Row, at_row
from rione.core.writes import Refused

from ...access.operations import theirs
from ...models import Expense, Payment
from ...rules import books
from ...rules.expenses import State
from ..expenses import DECLARED_ALREADY, put_expense, refuse_expense
from .finding import Findings, Payees, Payments, Purse

GONE = (State.REJECTED.value, State.WITHDRAWN.value)


def _expense(row: Row) -> dict[str, Any]:
    names = ("document_kind", "document_number", "document_day", "declared_cents")
    return {name: row[name] for name in names}


def check_expenses(actor: Actor, rows: Sequence[Row]) -> list[Problem]:
    """What is wrong with expenses. Four SQL statements."""
    found = Findings()
    paid, suppliers = Payments(actor, rows), Payees(actor, rows, "supplier")
    columns = ("payment_id", "supplier_id", "document_kind", "document_number", "document_day")
    declared = set(
        Expense.objects.filter(
            theirs(actor), document_number__in={row["document_number"] for row in rows}
        )
        .exclude(state__in=GONE)
        .values_list(*columns)
    )
    known: list[tuple[Row, Payment]] = []
    for row in rows:
        with found.at(row):
            payment = paid.of(row)
            supplier = suppliers.of(row, payment.operation)
            refuse_expense(actor, payment, supplier=supplier, **_expense(row))
            whose = payment.payee_id if supplier is None else supplier.pk
            document = (payment.pk, whose, *_document(row))
            if document in declared:
                raise Refused(DECLARED_ALREADY, field="document_number")
            found.once(row, document, field="document_number")
            known.append((row, payment))
    purse = Purse(
        [(payment.operation, books.undeclared(payment.number)) for _row, payment in known]
    )
    for row, payment in known:
        with found.at(row):
            name = books.undeclared(payment.number)
            purse.take(payment.operation, name, row["declared_cents"], field="declared_cents")
    return found.problems


def store_expenses(actor: Actor, rows: Sequence[Row]) -> None:
    """Declare each expense as `enter_expense` does."""
    paid, suppliers = Payments(actor, rows), Payees(actor, rows, "supplier")
    for row in rows:
        with at_row(row):
            payment = paid.of(row)
            supplier = suppliers.of(row, payment.operation)
            put_expense(actor, payment, supplier=supplier, **_expense(row))


def _document(row: Row) -> tuple[Any, ...]:
    return row["document_kind"], row["document_number"], row["document_day"]
