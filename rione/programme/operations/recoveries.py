"""Money that is asked back: ordered, received, set off, given up."""

from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.checks import refuse_unless
from ..models import Recovery, RecoveryMovement
from ..queries.checks import irregularity_by_id, recovery_by_id
from ..rules import irregularities as rules
from .casework import amount, note, note_irregularity, of, paper, past, sensible, text


@operation("order_recovery")
def order_recovery(
    *,
    actor: Actor,
    key: str,
    irregularity: UUID,
    order_number: str,
    ordered_cents: int,
    interest_cents: int,
    ordered_on: date,
    due_on: date,
    reason: str,
) -> str:
    """Ask money back from the operation's beneficiary for an irregularity that is established; the
    recovery's id. The debtor reads `reason`. Refused at `ordered_cents` when more would be asked
    back than the irregularity affects, at `order_number` when another recovery has it."""
    found = irregularity_by_id(actor, irregularity, lock=True)
    refuse_unless(actor, "order_recovery", found.operation)
    if found.state != "established":
        raise Refused(_("Establish the irregularity first; a suspicion asks nothing back."))
    cents = amount(ordered_cents, "ordered_cents")
    asked = sum(found.recoveries.values_list("ordered_cents", flat=True))
    if asked + cents > found.eu_cents + found.national_cents:
        raise Refused(
            _("More would be asked back than the irregularity affects; correct the amount."),
            field="ordered_cents",
        )
    number = paper(order_number, "order_number")
    if not number:
        raise Refused(_("Write the number of the order."), field="order_number")
    if sensible(due_on, "due_on") < past(ordered_on, "ordered_on"):
        raise Refused(_("It cannot be due before it was ordered."), field="due_on")
    try:
        with transaction.atomic():
            made = Recovery.objects.create(
                **of(found.operation),
                irregularity=found,
                debtor_id=found.operation.beneficiary_id,
                order_number=number,
                ordered_cents=cents,
                interest_cents=amount(interest_cents, "interest_cents", zero=True),
                ordered_on=ordered_on,
                due_on=due_on,
                reason=text(reason, "reason"),
            )
    except IntegrityError as error:
        if "recovery_order_once" in str(error):
            raise Refused(
                _("Another recovery has this number; check it."), field="order_number"
            ) from None
        raise
    note(
        actor,
        "order_recovery",
        "recovery",
        made.pk,
        found.operation,
        reason=made.reason,
        day=due_on,
        cents=cents,
    )
    note_irregularity(actor, "order_recovery", found, detail=number, cents=cents)
    return str(made.pk)


@operation("record_recovery")
def record_recovery(
    *,
    actor: Actor,
    key: str,
    recovery: UUID,
    kind: str,
    cents: int,
    on: date,
    document: str,
) -> str:
    """Store what came in (`payment`) or was set off against a later payment (`offset`), for good;
    the movement's id. Refused at `cents` when it is more than is left."""
    if kind not in ("payment", "offset"):
        raise Refused(_("Choose a value from the list."), field="kind")
    return _move(actor, recovery, "record_recovery", kind, cents, on, "", document)


@operation("write_off")
def write_off(
    *, actor: Actor, key: str, recovery: UUID, cents: int, on: date, reason: str, document: str
) -> str:
    """Give up what cannot be recovered, with the reason; the movement's id."""
    return _move(actor, recovery, "write_off", "write_off", cents, on, reason, document)


@operation("undo_movement")
def undo_movement(
    *, actor: Actor, key: str, recovery: UUID, movement: UUID, on: date, reason: str
) -> str:
    """Take back a payment, an offset or a write-off by a reversal; the reversal's id."""
    found = recovery_by_id(actor, recovery, lock=True)
    refuse_unless(actor, "record_recovery", found.operation)
    undone = found.movements.filter(pk=movement).exclude(kind="reversal").first()
    if undone is None or found.movements.filter(reverses=movement).exists():
        raise Refused(_("This does not count any more."), field="movement")
    if past(on, "on") < undone.on:
        raise Refused(_("It cannot be taken back before it was made."), field="on")
    return _store(
        actor,
        found,
        "undo_movement",
        RecoveryMovement(
            kind="reversal",
            cents=undone.cents,
            on=on,
            reason=text(reason, "reason"),
            reverses=undone,
        ),
    )


def _move(
    actor: Actor,
    key: UUID,
    verb: str,
    kind: str,
    cents: int,
    on: date,
    reason: str,
    document: str,
) -> str:
    found = recovery_by_id(actor, key, lock=True)
    refuse_unless(actor, verb, found.operation)
    amount(cents, "cents")
    if cents > sums_of(found).left:
        raise Refused(_("This is more than is left to recover; correct the amount."), field="cents")
    if past(on, "on") < found.ordered_on:
        raise Refused(_("Nothing comes in before it was ordered."), field="on")
    why = text(reason, "reason", optional=kind != "write_off")
    return _store(
        actor,
        found,
        verb,
        RecoveryMovement(
            kind=kind, cents=cents, on=on, reason=why, document=paper(document, "document")
        ),
    )


def _store(actor: Actor, found: Recovery, verb: str, movement: RecoveryMovement) -> str:
    for name, value in of(found.operation).items():
        setattr(movement, name, value)
    movement.pk = uuid4()
    movement.recovery = found
    movement.number = found.movements.count() + 1
    movement.save(force_insert=True)
    note(
        actor,
        verb,
        "recovery",
        found.pk,
        found.operation,
        reason=movement.reason,
        detail=movement.kind,
        day=movement.on,
        cents=movement.cents,
    )
    return str(movement.pk)


def sums_of(found: Recovery) -> rules.Recovered:
    """What is due, received, given up and left of a recovery. One SQL statement."""
    rows = list(found.movements.values_list("id", "kind", "cents", "reverses"))
    undone = {reverses for _id, _kind, _cents, reverses in rows}
    return rules.recovered(
        found.ordered_cents,
        found.interest_cents,
        [
            (kind, cents)
            for key, kind, cents, _reverses in rows
            if kind != "reversal" and key not in undone
        ],
    )
