"""Findings and what follows on them, until somebody else than who answered settles them."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.checks import refuse_unless, refuse_unless_theirs
from ..models import Finding, FollowUp
from ..queries.checks import check_by_id, finding_by_id
from ..rules import followups
from ..rules.followups import Happened
from .casework import amount, note, of, paper, sensible, text

SETTLEMENTS = ("accepted", "rejected", "closed", "withdrawn")


@operation("raise_finding")
def raise_finding(
    *,
    actor: Actor,
    key: str,
    check: UUID,
    item: str,
    words: str,
    severity: str,
    amount_cents: int,
    deadline: date,
) -> str:
    """Raise a finding of a check, for the operation's beneficiary to answer by `deadline`; its id.
    `item`: the number of the question it is about, or "". Refused at what is wrong."""
    found = check_by_id(actor, check)
    refuse_unless_theirs(actor, "raise_finding", found)
    question = None
    if item:
        question = found.template.items.filter(number=item).first()
        if question is None:
            raise Refused(_("The check-list does not ask this."), field="item")
    if severity not in followups.SEVERITIES:
        raise Refused(_("Choose a value from the list."), field="severity")
    today = clock.today()
    if sensible(deadline, "deadline") <= today:
        raise Refused(_("Leave at least one day to answer."), field="deadline")
    made = Finding.objects.create(
        **of(found.operation),
        check_row=found,
        item=question,
        owner_id=found.operation.beneficiary_id,
        text=text(words, "words"),
        severity=severity,
        amount_cents=amount(amount_cents, "amount_cents", zero=True),
        raised_on=today,
        raised_by_id=actor.account,
        deadline=deadline,
    )
    note(
        actor,
        "raise_finding",
        "finding",
        made.pk,
        found.operation,
        detail=severity,
        day=deadline,
        cents=amount_cents,
    )
    return str(made.pk)


@operation("answer_finding")
def answer_finding(*, actor: Actor, key: str, finding: UUID, words: str, document: str) -> int:
    """Answer a finding, with the number of a paper or ""; the step's number."""
    found = finding_by_id(actor, finding, lock=True)
    refuse_unless(actor, "answer_finding", found.operation)
    return _step(actor, found, "answer_finding", "answer", words, field="words", document=document)


@operation("extend_finding")
def extend_finding(*, actor: Actor, key: str, finding: UUID, deadline: date, reason: str) -> int:
    """Give more time to answer, with the reason; the step's number."""
    found = finding_by_id(actor, finding, lock=True)
    refuse_unless_theirs(actor, "extend_finding", found.check_row)
    if sensible(deadline, "deadline") <= found.deadline:
        raise Refused(_("The new deadline is later than the one in force."), field="deadline")
    return _step(actor, found, "extend_finding", "extension", reason, new_deadline=deadline)


@operation("settle_finding")
def settle_finding(
    *,
    actor: Actor,
    key: str,
    finding: UUID,
    decision: str,
    reason: str,
    deadline: date | None,
) -> int:
    """Settle a finding: its answer is accepted, or rejected (with a new deadline if wanted); an
    accepted one is closed; one that was wrong is withdrawn. The step's number.

    Nobody settles an answer of their own. Refused at `decision` when it does not follow.
    """
    found = finding_by_id(actor, finding, lock=True)
    refuse_unless_theirs(actor, "settle_finding", found.check_row)
    if decision not in SETTLEMENTS:
        raise Refused(_("Choose a value from the list."), field="decision")
    if deadline is not None:
        if decision != "rejected":
            raise Refused(_("Only a rejected answer gets a new deadline."), field="deadline")
        if sensible(deadline, "deadline") < found.deadline:
            raise Refused(_("The new deadline is later than the one in force."), field="deadline")
    return _step(actor, found, "settle_finding", decision, reason, new_deadline=deadline)


def _step(
    actor: Actor,
    found: Finding,
    verb: str,
    kind: str,
    words: str,
    *,
    field: str = "reason",
    document: str = "",
    new_deadline: date | None = None,
) -> int:
    steps = [
        Happened(step, str(by))
        for step, by in found.steps.order_by("number").values_list("kind", "by_id")
    ]
    wrong = followups.step_problem(steps, Happened(kind, actor.account))
    if wrong == "own_answer":
        raise Refused(_("You answered this yourself; another officer settles it."))
    if wrong:
        raise Refused(
            _("This does not follow: look at where the finding stands."),
            field="decision" if verb == "settle_finding" else "",
        )
    said = text(words, field)
    made = FollowUp.objects.create(
        **of(found.operation),
        finding=found,
        number=len(steps) + 1,
        kind=kind,
        note=said,
        document=paper(document, "document"),
        new_deadline=new_deadline,
        by_id=actor.account,
        role=actor.role,
    )
    note(
        actor,
        verb,
        "finding",
        found.pk,
        found.operation,
        reason=said,
        detail=kind,
        day=new_deadline,
    )
    return made.number
