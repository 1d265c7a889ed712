"""Irregularities: reported, classified, and told to the Commission where the law says so."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.checks import refuse_unless
from ..models import Irregularity
from ..queries.checks import finding_by_id, irregularity_by_id
from ..queries.operations import operation_by_id
from ..rules import irregularities as rules
from .casework import amount, line, note_irregularity, paper, past, text
from .corrections import doors, refuse_unknown_expense


@dataclass(frozen=True, slots=True)
class Nature:
    """What an irregularity is. Amounts are cents of the Union's and of national contribution;
    `exemption`: "" or the case of Art. 122(2) in which it need not be told."""

    kind: str
    words: str
    eu_cents: int
    national_cents: int
    fraud_suspected: bool = False
    exemption: str = ""


@operation("report_irregularity")
def report_irregularity(
    *,
    actor: Actor,
    key: str,
    operation: UUID,
    finding: UUID | None,
    expense: UUID | None,
    nature: Nature,
    found_on: date,
) -> str:
    """Report an irregularity that follows from a finding, or the suspicion of one; its id.

    It begins as suspected. `expense`: the one that would be corrected; that of the finding's check
    unless another is given.
    """
    owner = operation_by_id(actor, operation)
    refuse_unless(actor, "report_irregularity", owner)
    known = None
    if finding is not None:
        known = finding_by_id(actor, finding)
        if known.operation_id != owner.pk:
            raise Refused(_("Choose a finding of this operation."), field="finding")
    refuse_unknown_expense(actor, expense, owner.pk)
    _check(nature)
    made = Irregularity.objects.create(
        municipality=owner.municipality,
        operation=owner,
        finding=known,
        expense=expense or (known.check_row.expense if known else None),
        origin="finding" if known else "suspicion",
        **_columns(nature),
        found_on=past(found_on, "found_on"),
        quarter=rules.quarter_of(found_on),
    )
    note_irregularity(
        actor,
        "report_irregularity",
        made,
        detail=made.kind,
        day=found_on,
        cents=nature.eu_cents + nature.national_cents,
    )
    return str(made.pk)


@operation("classify_irregularity")
def classify_irregularity(
    *, actor: Actor, key: str, irregularity: UUID, state: str, nature: Nature, reason: str
) -> str:
    """Say what an irregularity is and whether it is established or dismissed, with the reason; its
    id. Establishing it corrects its expense by the whole amount; a later, higher amount by the
    difference. Refused at `state` when it does not follow, at `eu_cents` when more was corrected
    or asked back already."""
    found = irregularity_by_id(actor, irregularity, lock=True)
    refuse_unless(actor, "classify_irregularity", found.operation)
    if state not in rules.NEXT[found.state]:
        raise Refused(
            _("This state does not follow on the one it has; choose another."), field="state"
        )
    _check(nature)
    total = nature.eu_cents + nature.national_cents
    if state == "established" and total == 0:
        raise Refused(_("An irregularity that is established affects an amount."), field="eu_cents")
    asked = sum(found.recoveries.values_list("ordered_cents", flat=True))
    if total < max(found.corrected_cents, asked):
        raise Refused(_("More than this was corrected or asked back already."), field="eu_cents")
    why = text(reason, "reason")
    corrected = found.corrected_cents
    if state == "established" and found.expense is not None and doors.correct is not None:
        if total > corrected:
            doors.correct(
                actor=actor, expense_id=found.expense, cents=total - corrected, reason=why
            )
        corrected = total
    Irregularity.objects.filter(pk=found.pk).update(
        **_columns(nature), state=state, corrected_cents=corrected
    )
    note_irregularity(
        actor,
        "classify_irregularity",
        found,
        reason=why,
        detail=state,
        cents=total,
    )
    return str(found.pk)


@operation("notify_irregularity")
def notify_irregularity(
    *, actor: Actor, key: str, irregularity: UUID, notified_on: date, document: str
) -> str:
    """Store that an irregularity was told to the Commission, and under which number; its id.
    Refused when it is none that is told."""
    found = irregularity_by_id(actor, irregularity, lock=True)
    refuse_unless(actor, "notify_irregularity", found.operation)
    if not reportable(found).reported:
        raise Refused(_("This irregularity is not one that is told to the Commission."))
    if past(notified_on, "notified_on") < found.found_on:
        raise Refused(_("It cannot be told before it was found."), field="notified_on")
    number = paper(document, "document")
    if not number:
        raise Refused(_("Write the number of the report."), field="document")
    Irregularity.objects.filter(pk=found.pk).update(notified_on=notified_on, notification=number)
    note_irregularity(actor, "notify_irregularity", found, day=notified_on, detail=number[:100])
    return str(found.pk)


def reportable(row: Irregularity) -> rules.Reportable:
    """Whether a stored irregularity is told to the Commission, and why."""
    return rules.reportable(
        state=row.state,
        eu_cents=row.eu_cents,
        fraud_suspected=row.fraud_suspected,
        exemption=row.exemption,
    )


def _check(nature: Nature) -> None:
    if nature.kind not in rules.KINDS:
        raise Refused(_("Choose a value from the list."), field="kind")
    if nature.exemption not in rules.EXEMPTIONS:
        raise Refused(_("Choose a value from the list."), field="exemption")
    if nature.fraud_suspected and nature.exemption:
        raise Refused(
            _("Where fraud is suspected no exemption holds; leave it empty."), field="exemption"
        )


def _columns(nature: Nature) -> dict[str, object]:
    return {
        "kind": nature.kind,
        "text": text(nature.words, "words"),
        "eu_cents": amount(nature.eu_cents, "eu_cents", zero=True),
        "national_cents": amount(nature.national_cents, "national_cents", zero=True),
        "fraud_suspected": nature.fraud_suspected,
        "exemption": line(nature.exemption, "exemption", optional=True),
    }
