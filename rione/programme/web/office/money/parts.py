"""Pieces that the pages of money share: small tables, facts, who is named."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from rione.core.audit.operations import record_read
from rione.core.audit.rules import Subject
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import FigureCard
from rione.core.design.tables import Column, DataTable
from rione.core.identity.access import may
from rione.core.identity.rules.actors import Actor
from rione.core.office.listing import PURPOSE

from ....access.operations import thing
from ....models import Operation, Payee
from ....models.money import PERSON
from ....queries.money import OperationMoney


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


def cards_of(money: OperationMoney) -> list[FigureCard]:
    """The sums of an operation."""
    return [
        FigureCard(formats.euro(cents), label, note=note)
        for cents, label, note in (
            (money.financing, _("Public financing"), _("granted, less savings")),
            (money.committed, _("Committed"), _("net, paid or not")),
            (money.paid, _("Paid"), _("less what was given back")),
            (money.available, _("Available"), _("may still be committed")),
            (money.held("certified"), _("Certified"), _("less corrections and recoveries")),
        )
    ]
