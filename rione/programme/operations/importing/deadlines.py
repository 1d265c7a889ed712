"""Deadlines from a file."""

from collections.abc import Sequence

from rione.core.identity.rules.actors import Actor
from rione.core.office.imports.definitions import Problem, Row, at_row

from ...models import Operation
from ..deadlines import Terms, put_deadline, refuse_terms
from .finding import Findings, Operations


def _about(row: Row, operations: Operations) -> Operation | None:
    return operations.of(row) if row["operation"] else None


def _terms(row: Row) -> Terms:
    return Terms(
        kind=row["kind"],
        title=row["title"],
        due=row["due"],
        months=row["months"] or 0,
        until=row["until"],
        role=row["role"],
        target_cents=row["target_cents"],
    )


def check_deadlines(actor: Actor, rows: Sequence[Row]) -> list[Problem]:
    """What is wrong with deadlines. One SQL statement."""
    found, operations = Findings(), Operations(actor, rows)
    for row in rows:
        with found.at(row):
            about, terms = _about(row, operations), _terms(row)
            refuse_terms(actor, about, terms)
            found.once(row, (about.pk if about else None, terms), field="title")
    return found.problems


def store_deadlines(actor: Actor, rows: Sequence[Row]) -> None:
    """Set each deadline as `set_deadline` does."""
    operations = Operations(actor, rows)
    for row in rows:
        with at_row(row):
            put_deadline(actor, _about(row, operations), _terms(row))
