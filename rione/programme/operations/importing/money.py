"""Commitments and payments from a file."""

from collections.abc import Sequence
from typing import Any

from rione.core.identity.rules.actors import Actor
from rione.core.office.imports.definitions import Problem, Row, at_row
from rione.core.writes import Refused

from ...models import LegalCommitment, Operation, Payee, Payment
from ...models.money import COMMITMENT, PAYMENT
from ...rules import books
from .. import commitments, payments
from ..payments import put_payment, refuse_payment
from .finding import ClosedDays, Commitments, Findings, Operations, Payees, Purse


def _payment(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("number", "day", "amount_cents")}


def check_payments(actor: Actor, rows: Sequence[Row]) -> list[Problem]:
    """What is wrong with payments. Five SQL statements."""
    found, closed = Findings(), ClosedDays(actor)
    bound, paid_to = Commitments(actor, rows), Payees(actor, rows, "payee")
    taken = set(
        Payment.objects.filter(
            operation__code__in={row["operation"] for row in rows},
            municipality=actor.municipality,
            number__in={row["number"] for row in rows},
            kind=PAYMENT,
            undone_at=None,
        ).values_list("operation_id", "number")
    )
    known: list[tuple[Row, LegalCommitment]] = []
    for row in rows:
        with found.at(row):
            whole = bound.of(row)
            payee = paid_to.of(row, whole.operation)
            refuse_payment(actor, whole, payee=payee, **_payment(row))
            closed.refuse(row["day"])
            if (whole.operation_id, row["number"]) in taken:
                raise Refused(payments.NUMBER_TAKEN, field="number")
            found.once(row, (whole.operation_id, row["number"]), field="number")
            known.append((row, whole))
    purse = Purse([(whole.operation, books.committed(whole.number)) for _row, whole in known])
    for row, whole in known:
        with found.at(row):
            name = books.committed(whole.number)
            purse.take(whole.operation, name, row["amount_cents"], field="amount_cents")
    return found.problems


def store_payments(actor: Actor, rows: Sequence[Row]) -> None:
    """Record each payment as `pay` does."""
    bound, paid_to = Commitments(actor, rows), Payees(actor, rows, "payee")
    for row in rows:
        with at_row(row):
            whole = bound.of(row)
            payee = paid_to.of(row, whole.operation)
            put_payment(actor, whole, payee=payee, **_payment(row))


def _commitment(
    row: Row, operations: Operations, payees: Payees
) -> tuple[Operation, Payee, dict[str, Any]]:
    operation = operations.of(row)
    payee = payees.of(row, operation)
    assert payee is not None  # noqa: S101 — the column is required
    return (
        operation,
        payee,
        {name: row[name] for name in ("number", "day", "amount_cents", "reason")},
    )


def check_commitments(actor: Actor, rows: Sequence[Row]) -> list[Problem]:
    """What is wrong with commitments. Five SQL statements."""
    found, closed = Findings(), ClosedDays(actor)
    operations, payees = Operations(actor, rows), Payees(actor, rows, "payee")
    taken = set(
        LegalCommitment.objects.filter(
            operation__code__in={row["operation"] for row in rows},
            municipality=actor.municipality,
            number__in={row["number"] for row in rows},
            kind=COMMITMENT,
            undone_at=None,
        ).values_list("operation_id", "number")
    )
    known: list[tuple[Row, Operation]] = []
    for row in rows:
        with found.at(row):
            operation, payee, terms = _commitment(row, operations, payees)
            commitments.refuse_commitment(actor, operation, payee, **terms)
            closed.refuse(row["day"])
            if (operation.pk, row["number"]) in taken:
                raise Refused(commitments.NUMBER_TAKEN, field="number")
            found.once(row, (operation.pk, row["number"]), field="number")
            known.append((row, operation))
    purse = Purse([(operation, books.AVAILABLE) for _row, operation in known])
    for row, operation in known:
        with found.at(row):
            purse.take(operation, books.AVAILABLE, row["amount_cents"], field="amount_cents")
    return found.problems


def store_commitments(actor: Actor, rows: Sequence[Row]) -> None:
    """Bind money by each commitment as `commit` does."""
    operations, payees = Operations(actor, rows), Payees(actor, rows, "payee")
    for row in rows:
        with at_row(row):
            operation, payee, terms = _commitment(row, operations, payees)
            commitments.put_commitment(actor, operation, payee, **terms)
