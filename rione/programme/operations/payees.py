"""Correcting the name of somebody who is paid; kind and tax code stay, as they say who it is."""

from uuid import UUID

from django.utils.translation import gettext as _

from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.operations import refuse_unless
from ..models import CaseEvent, Payee
from . import given
from .casework import of

MOST_NAME, MOST_REASON = 200, 500


@operation("correct_payee")
def correct_payee(*, actor: Actor, key: str, payee: UUID, name: str, reason: str) -> str:
    """Write the name of a payee as it should be; its id. What it was stays in its history, with
    the reason. Refused at `name` (empty, too long, the same) and `reason`."""
    row = given.row_of(actor, Payee, payee, field="payee", lock=True)
    refuse_unless(actor, "correct_payee", row.operation)
    right = given.text(name, "name", MOST_NAME)
    if right == row.name:
        raise Refused(_("This is the name already."), field="name")
    why = given.text(reason, "reason", MOST_REASON)
    CaseEvent.objects.create(
        **of(row.operation),
        case_kind="payee",
        case=row.pk,
        verb="correct_payee",
        by_id=actor.account,
        role=actor.role,
        reason=f"{row.name} → {right}\n{why}",
    )
    Payee.objects.filter(pk=row.pk).update(name=right)
    record(
        verb="correct_payee",
        subjects=[Subject("operation", str(row.operation_id)), Subject("payee", str(row.pk))],
        municipality=row.municipality,
    )
    return str(row.pk)
