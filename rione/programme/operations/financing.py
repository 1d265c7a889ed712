"""Financing of operations: grants of funds, savings, plans by year."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.rules.actors import Actor
from rione.core.money import MAX_CENTS
from rione.core.writes import Refused, operation

from ..access.operations import refuse_unless
from ..models import CostPlan, FinancingLine, Fund, Saving
from ..queries.operations import operation_by_id
from ..rules import books
from . import given
from .entries import columns, posted, recorded, undone


@operation("grant_financing")
def grant_financing(
    *,
    actor: Actor,
    key: str,
    operation: UUID,
    fund: str,
    amount_cents: int,
    day: date,
    decision: str,
) -> str:
    """Grant an operation money of a public fund; the id of the line.

    Refused at `fund` (none, not public), `amount_cents`, `day`, `decision`.
    """
    found = operation_by_id(actor, operation)
    refuse_unless(actor, "grant_financing", found)
    if not Fund.objects.filter(code=fund, public=True).exists():
        raise Refused(_("Choose a public fund of the programme."), field="fund")
    row = FinancingLine.objects.create(
        **columns(actor, found, amount_cents, day), fund=fund, decision=_decision(decision)
    )
    moves = {books.AVAILABLE: amount_cents, books.financing(fund): -amount_cents}
    posted("financing", found, row, moves)
    recorded("grant_financing", found, "financing", row, fund=fund)
    return str(row.pk)


@operation("record_saving")
def record_saving(
    *,
    actor: Actor,
    key: str,
    operation: UUID,
    fund: str,
    amount_cents: int,
    day: date,
    decision: str,
) -> str:
    """Give back what of a fund's money is not needed; the id. Refused as `grant_financing`, and
    at `amount_cents` when more than is uncommitted, or than the fund gave."""
    found = operation_by_id(actor, operation)
    refuse_unless(actor, "record_saving", found)
    if not FinancingLine.objects.filter(operation=found, fund=fund, undone_at=None).exists():
        raise Refused(_("This fund has granted nothing to this operation."), field="fund")
    row = Saving.objects.create(
        **columns(actor, found, amount_cents, day), fund=fund, decision=_decision(decision)
    )
    moves = {books.financing(fund): amount_cents, books.AVAILABLE: -amount_cents}
    posted("saving", found, row, moves)
    recorded("record_saving", found, "saving", row, fund=fund)
    return str(row.pk)


@operation("reverse_financing")
def reverse_financing(*, actor: Actor, key: str, financing: UUID, reason: str) -> str:
    """Undo a grant, unless its money is committed or saved; its id. Refused at `reason`."""
    row = undone(actor, "reverse_financing", FinancingLine, financing, reason, "financing")
    return str(row.pk)


@operation("reverse_saving")
def reverse_saving(*, actor: Actor, key: str, saving: UUID, reason: str) -> str:
    """Undo a saving; its id. Refused at `reason`."""
    return str(undone(actor, "reverse_saving", Saving, saving, reason, "saving").pk)


@operation("plan_year")
def plan_year(
    *, actor: Actor, key: str, operation: UUID, year: int, amount_cents: int, reason: str
) -> str:
    """Plan, or plan anew with a reason, what an operation spends in a year; the plan's id.

    Refused at `year`, `amount_cents`, `reason` (needed when a plan of the year exists).
    """
    found = operation_by_id(actor, operation)
    refuse_unless(actor, "plan_year", found)
    if not 2014 <= year <= 2099:
        raise Refused(_("Give a year from 2014 to 2099."), field="year")
    if type(amount_cents) is not int or not 0 <= amount_cents <= MAX_CENTS:
        raise Refused(_("Give an amount of zero or more."), field="amount_cents")
    plans = CostPlan.objects.filter(operation=found, year=year).select_for_update(no_key=True)
    before = max((plan.version for plan in plans), default=0)
    why = given.text(reason, "reason") if before or reason.strip() else ""
    plans.filter(is_current=True).update(is_current=False)
    try:
        with transaction.atomic():
            row = CostPlan.objects.create(
                operation=found,
                municipality=found.municipality,
                shared_with=found.shared_with,
                year=year,
                version=before + 1,
                amount_cents=amount_cents,
                reason=why,
                entered_by=UUID(actor.account),
            )
    except IntegrityError as error:
        if "costplan_" in str(error):
            raise Refused(
                _("Somebody else has just planned this year; open the page again."), field="year"
            ) from None
        raise
    record(
        verb="plan_year",
        subjects=[Subject("operation", str(found.pk)), Subject("plan", str(row.pk))],
        municipality=found.municipality,
        details={"year": year, "version": row.version, "cents": amount_cents},
    )
    return str(row.pk)


def _decision(text: str) -> str:
    return given.text(text, "decision", 200)
