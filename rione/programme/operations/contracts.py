"""Contracts: signed, varied, delivered, closed."""

from datetime import date
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.operations import refuse_unless
from ..models import Contract, ContractVariation
from ..queries.procurement import contract_by_id, in_force, phases_of, procedure_by_id
from ..rules import codes, procurement
from ..rules.procurement import Phase
from .casework import amount, line, note, of, paper, past, sensible, text
from .procurement import store_phase, wrong_tax_code


@operation("sign_contract")
def sign_contract(
    *,
    actor: Actor,
    key: str,
    procedure: UUID,
    subject: str,
    contractor: str,
    contractor_code: str,
    amount_cents: int,
    signed_on: date,
    delivery_due: date | None,
    document: str,
) -> str:
    """Store a contract of a procedure that was awarded; its id. The procedure's phase of the
    contract is dated with it, unless it is already.

    Refused at the field that is wrong, and without one when there is no award.
    """
    found = procedure_by_id(actor, procedure, lock=True)
    refuse_unless(actor, "sign_contract", found.operation)
    if found.withdrawn_on is not None:
        raise Refused(_("This procedure was withdrawn; open another one."))
    dated = phases_of(found.phases.all())
    award = dated.get("award", Phase()).actual
    if award is None:
        raise Refused(_("Date the award first: a contract follows an award."))
    if past(signed_on, "signed_on") < award:
        raise Refused(_("A contract cannot be signed before the award."), field="signed_on")
    if delivery_due is not None and sensible(delivery_due, "delivery_due") < signed_on:
        raise Refused(_("Delivery cannot be due before the contract."), field="delivery_due")
    if delivery_due is None and found.kind in ("furnishing", "supplies"):
        raise Refused(_("Say by when it has to be delivered."), field="delivery_due")
    code = codes.tidy(contractor_code)
    if not procurement.is_tax_code(code):
        raise Refused(wrong_tax_code(), field="contractor_code")
    cents = amount(amount_cents, "amount_cents")
    made = Contract.objects.create(
        **of(found.operation),
        procedure=found,
        subject=line(subject, "subject", most=300),
        contractor=line(contractor, "contractor"),
        contractor_code=code,
        amount_cents=cents,
        net_cents=cents,
        signed_on=signed_on,
        delivery_due=delivery_due,
        document=paper(document, "document"),
    )
    phase = dated.get("contract", Phase())
    if phase.actual is None:
        store_phase(found, "contract", phase.planned, signed_on, dated)
    note(actor, "sign_contract", "contract", made.pk, found.operation, day=signed_on, cents=cents)
    return str(made.pk)


@operation("vary_contract")
def vary_contract(
    *,
    actor: Actor,
    key: str,
    contract: UUID,
    ground: str,
    cents: int,
    varied_on: date,
    reason: str,
    document: str,
) -> str:
    """Vary a contract by a signed amount of cents (0 for “time only”), for good; the variation's
    id. Refused at `cents` when nothing of the contract would be left, and at what is wrong."""
    found = _open_contract(actor, contract, "vary_contract")
    if ground not in procurement.GROUNDS:
        raise Refused(_("Choose a ground from the list."), field="ground")
    if (ground == "time_only") != (cents == 0):
        raise Refused(
            _("A variation of time alone has no amount; every other one has."), field="cents"
        )
    amount(abs(cents), "cents", zero=True)
    standing = [row.cents for row in in_force(found.variations.all())]
    if not procurement.may_vary(found.amount_cents, standing, cents):
        raise Refused(
            _("This takes away more than is left of the contract; correct the amount."),
            field="cents",
        )
    if past(varied_on, "varied_on") < found.signed_on:
        raise Refused(_("It cannot be varied before it was signed."), field="varied_on")
    return _vary(found, actor, ground, cents, varied_on, reason, document, None)


@operation("undo_variation")
def undo_variation(
    *, actor: Actor, key: str, contract: UUID, variation: UUID, undone_on: date, reason: str
) -> str:
    """Take a variation back by its mirror; the mirror's id. Refused when it was taken back before,
    or nothing of the contract would be left."""
    found = _open_contract(actor, contract, "vary_contract")
    rows = in_force(found.variations.order_by("number"))
    undone = next((row for row in rows if row.pk == variation), None)
    if undone is None:
        raise Refused(_("This variation does not count any more."), field="variation")
    if not procurement.may_undo(found.amount_cents, [row.cents for row in rows], undone.cents):
        raise Refused(_("Without it nothing of the contract would be left."))
    if past(undone_on, "undone_on") < undone.on:
        raise Refused(_("It cannot be taken back before it was made."), field="undone_on")
    return _vary(found, actor, undone.ground, -undone.cents, undone_on, reason, "", undone.pk)


def _vary(
    found: Contract,
    actor: Actor,
    ground: str,
    cents: int,
    on: date,
    reason: str,
    document: str,
    reverses: UUID | None,
) -> str:
    why = text(reason, "reason")
    made = ContractVariation.objects.create(
        **of(found.operation),
        pk=uuid4(),
        contract=found,
        number=found.variations.count() + 1,
        ground=ground,
        cents=cents,
        on=on,
        reason=why,
        document=paper(document, "document"),
        reverses_id=reverses,
    )
    note(
        actor,
        "undo_variation" if reverses else "vary_contract",
        "contract",
        found.pk,
        found.operation,
        reason=why,
        detail=ground,
        day=on,
        cents=cents,
    )
    return str(made.pk)


@operation("record_delivery")
def record_delivery(
    *, actor: Actor, key: str, contract: UUID, delivered_on: date, reason: str
) -> str:
    """Store when everything was delivered or accepted; the contract's id. A date that was stored
    changes only for a reason."""
    found = _open_contract(actor, contract, "record_delivery")
    if past(delivered_on, "delivered_on") < found.signed_on:
        raise Refused(_("It cannot be delivered before it was signed."), field="delivered_on")
    why = line(reason, "reason", most=500, optional=found.delivered_on is None)
    Contract.objects.filter(pk=found.pk).update(delivered_on=delivered_on)
    note(
        actor,
        "record_delivery",
        "contract",
        found.pk,
        found.operation,
        reason=why,
        day=delivered_on,
    )
    return str(found.pk)


@operation("close_contract")
def close_contract(*, actor: Actor, key: str, contract: UUID, closed_on: date, reason: str) -> str:
    """Close a contract that was delivered: it is not varied any more; its id."""
    found = _open_contract(actor, contract, "close_contract")
    if found.delivered_on is None:
        raise Refused(_("Store the delivery or acceptance first."))
    if past(closed_on, "closed_on") < found.delivered_on:
        raise Refused(_("It cannot be closed before it was delivered."), field="closed_on")
    why = line(reason, "reason", most=500)
    Contract.objects.filter(pk=found.pk).update(closed_on=closed_on)
    note(actor, "close_contract", "contract", found.pk, found.operation, reason=why, day=closed_on)
    return str(found.pk)


@operation("reopen_contract")
def reopen_contract(*, actor: Actor, key: str, contract: UUID, reason: str) -> str:
    """Open a closed contract again, with the reason; its id."""
    found = contract_by_id(actor, contract, lock=True)
    refuse_unless(actor, "close_contract", found.operation)
    if found.closed_on is None:
        raise Refused(_("This contract is not closed."))
    why = line(reason, "reason", most=500)
    Contract.objects.filter(pk=found.pk).update(closed_on=None)
    note(actor, "reopen_contract", "contract", found.pk, found.operation, reason=why)
    return str(found.pk)


def _open_contract(actor: Actor, key: UUID, verb: str) -> Contract:
    found = contract_by_id(actor, key, lock=True)
    refuse_unless(actor, verb, found.operation)
    if found.closed_on is not None:
        raise Refused(_("This contract is closed; reopen it first."))
    return found
