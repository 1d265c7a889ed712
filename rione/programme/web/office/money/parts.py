"""Pieces that the pages of money share: small tables, facts, who is named."""

from collections.abc import Mapping, Sequence
from typing import Any

from rione.core.audit.operations import record_read
from rione.core.audit.rules import Subject
from rione.core.design.context import Link
from rione.core.design.tables import Column, DataTable
from rione.core.identity.access import may
from rione.core.identity.rules.actors import Actor
from rione.core.office.listing import PURPOSE

from ....access.operations import thing
from ....models import Operation, Payee
from ....models.money import PERSON


def table(
    ident: str, caption: Any, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]
) -> DataTable:
    """A table that is shown whole."""
    return DataTable(
        caption=caption, caption_hidden=True, columns=columns, rows=rows, total=len(rows),
        noun="", id=ident,
    )  # fmt: skip


def allowed(
    actor: Actor, operation: Operation, links: Sequence[tuple[str, Any, str]]
) -> list[Link]:
    """Of (verb, label, address) those that an actor may follow."""
    about = thing(operation)
    return [Link(label, url) for verb, label, url in links if may(actor, verb, about)]


def named(*payees: Payee) -> None:
    """Record that natural persons among these payees are shown by name."""
    persons = [Subject("payee", str(payee.pk)) for payee in payees if payee.kind == PERSON]
    if persons:
        record_read(verb="see_payees", subjects=persons, purpose=PURPOSE)
