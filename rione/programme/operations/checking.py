"""Checks: begun with a published check-list, answered page by page, finished, reopened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.documents import public as documents
from rione.core.documents.public import Upload
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.checks import authority_of, refuse_unless, refuse_unless_theirs
from ..models import Check, CheckAnswer
from ..queries.checks import check_by_id, sample_by_id, template_by_id
from ..queries.operations import operation_by_id
from ..queries.procurement import procedure_by_id
from ..rules import checks
from .casework import amount, line, note, of, paper, past, text
from .corrections import refuse_unknown_expense


@dataclass(frozen=True, slots=True)
class Answer:
    """`value`: yes, no, or na (does not apply); a “no” has a note."""

    value: str
    note: str = ""


@operation("begin_check")
def begin_check(
    *,
    actor: Actor,
    key: str,
    operation: UUID,
    template: int,
    begun_on: date,
    procedure: UUID | None,
    expense: UUID | None,
    sample: UUID | None,
) -> str:
    """Begin a check of an operation with the check-list that is `template`; its id.

    An auditor begins checks of the audit authority, on the spot. Refused at `template` when it is
    not published, at `procedure`, `expense` or `sample` when it does not fit.
    """
    owner = operation_by_id(actor, operation)
    refuse_unless(actor, "begin_check", owner)
    found = template_by_id(actor, template)
    if found.published_at is None:
        raise Refused(_("This check-list is a draft; publish it first."), field="template")
    authority = authority_of(actor)
    if authority == "audit" and found.kind != "on_the_spot":
        raise Refused(_("Auditors begin checks on the spot; choose such a list."), field="template")
    if (found.kind == "procedure") != (procedure is not None):
        raise Refused(
            _("Choose the procedure that is checked; other checks name none."), field="procedure"
        )
    if procedure is not None and procedure_by_id(actor, procedure).operation_id != owner.pk:
        raise Refused(_("Choose a procedure of this operation."), field="procedure")
    if expense is not None and found.kind == "procedure":
        raise Refused(_("A check of a procedure names no expense."), field="expense")
    refuse_unknown_expense(actor, expense, owner.pk)
    if sample is not None:
        units = sample_by_id(actor, sample).units.filter(taken=True, operation=owner)
        if not units.exists():
            raise Refused(_("This sample took nothing of this operation."), field="sample")
    made = Check.objects.create(
        **of(owner),
        template=found,
        kind=found.kind,
        authority=authority,
        procedure_id=procedure,
        expense=expense,
        sample_id=sample,
        officer_id=actor.account,
        begun_on=past(begun_on, "begun_on"),
    )
    note(actor, "begin_check", "check", made.pk, owner, detail=found.code, day=begun_on)
    return str(made.pk)


@operation("answer_items")
def answer_items(*, actor: Actor, key: str, check: UUID, answers: Mapping[str, Answer]) -> int:
    """Store the answers given so far, by the number of the item; how many questions are left.

    All of them are stored or, when one is wrong, none: Refused at its number. Questions that are
    left out keep the answer that they have.
    """
    found = _open_check(actor, check)
    items = {row.number: row.pk for row in found.template.items.all()}
    for number, answer in answers.items():
        if number not in items:
            raise Refused(_("The check-list does not ask this."), field=number)
        if wrong := checks.answer_problem(answer.value, answer.note):
            raise Refused(
                _("Say why the answer is “no”.")
                if wrong == "note"
                else _("Answer yes, no, or does not apply."),
                field=number,
            )
    stored = {row.item_id: row for row in found.answers.all()}
    changed = []
    for number, answer in answers.items():
        said = text(answer.note, number, most=2000, optional=True)
        before = stored.get(items[number])
        if before is None or (before.value, before.note) != (answer.value, said):
            changed.append(
                CheckAnswer(
                    **of(found.operation),
                    check_row=found,
                    item_id=items[number],
                    value=answer.value,
                    note=said,
                    answered_by_id=actor.account,
                )
            )
    CheckAnswer.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["check_row", "item"],
        update_fields=["value", "note", "answered_at", "answered_by"],
    )
    if changed:
        note(actor, "answer_items", "check", found.pk, found.operation, cents=None)
    return len(items) - len(stored.keys() | {row.item_id for row in changed})


@operation("record_visit")
def record_visit(
    *,
    actor: Actor,
    key: str,
    check: UUID,
    place: str,
    visited_on: date,
    sample_method: str,
    present: Mapping[str, str],
    minutes: str,
) -> str:
    """Say of a check on the spot where and when it was, how it was chosen, who was present (role →
    name) and which paper the minutes are; its id."""
    found = _open_check(actor, check)
    if found.kind != "on_the_spot":
        raise Refused(_("Only a check on the spot has a place and a day."))
    for role in present:
        if role not in checks.PRESENT:
            raise Refused(_("Choose a role from the list."), field=role)
    if past(visited_on, "visited_on") < found.begun_on:
        raise Refused(_("The visit is not before the check began."), field="visited_on")
    named = {role: line(name, role, optional=True) for role, name in present.items()}
    Check.objects.filter(pk=found.pk).update(
        place=line(place, "place", most=300),
        visited_on=visited_on,
        sample_method=line(sample_method, "sample_method", most=300),
        present={role: name for role, name in named.items() if name},
        minutes=paper(minutes, "minutes"),
    )
    note(actor, "record_visit", "check", found.pk, found.operation, day=visited_on)
    return str(found.pk)


@operation("finish_check")
def finish_check(
    *,
    actor: Actor,
    key: str,
    check: UUID,
    outcome: str,
    at_risk_cents: int,
    conclusion: str,
    report: Upload | None = None,
) -> str:
    """Finish a check whose questions are all answered; its id. From then on nothing of it changes,
    unless another officer reopens it. Its `report` is stored with it, for the office alone.

    Refused at `outcome`, `at_risk_cents` or `report`, and without a field when a question is open
    or the visit is not stored.
    """
    found = _open_check(actor, check, verb="finish_check")
    numbers = list(found.template.items.order_by("position").values_list("number", flat=True))
    answered = dict(found.answers.values_list("item__number", "value"))
    progress = checks.progress(numbers, answered)
    if not progress.complete:
        raise Refused(
            _("Answer every question first; these are left: %(numbers)s.")
            % {"numbers": ", ".join(progress.left[:20])}
        )
    if found.kind == "on_the_spot" and found.visited_on is None:
        raise Refused(_("Say first where and when the visit was."))
    cents = amount(at_risk_cents, "at_risk_cents", zero=True)
    wrong = checks.outcome_problem(outcome, cents, answered)
    if wrong == "at_risk":
        raise Refused(
            _("With an amount at risk the outcome is not regular."), field="at_risk_cents"
        )
    if wrong:
        raise Refused(
            _("Choose an outcome that the answers bear out: without a “no” it is regular.")
            if wrong == "unfounded"
            else _("Choose a value from the list."),
            field="outcome",
        )
    Check.objects.filter(pk=found.pk).update(
        finished_at=clock.now(),
        finished_by=actor.account,
        reopened_by=None,
        outcome=outcome,
        at_risk_cents=cents,
        conclusion=text(conclusion, "conclusion", optional=outcome == "regular"),
    )
    note(actor, "finish_check", "check", found.pk, found.operation, detail=outcome, cents=cents)
    if report is not None:
        documents.attach(
            actor=actor,
            about=documents.Reference("check", str(found.pk)),
            title=report.name,
            kind="inspection_report" if found.kind == "on_the_spot" else "checklist",
            upload=report,
        )
    return str(found.pk)


@operation("reopen_check")
def reopen_check(*, actor: Actor, key: str, check: UUID, reason: str) -> str:
    """Reopen a check that another officer finished, with the reason; its id."""
    found = check_by_id(actor, check, lock=True)
    refuse_unless_theirs(actor, "reopen_check", found)
    if found.finished_at is None:
        raise Refused(_("This check is not finished."))
    if str(found.finished_by_id) == actor.account:
        raise Refused(_("You finished this check; another officer may reopen it."))
    why = line(reason, "reason", most=1000)
    Check.objects.filter(pk=found.pk).update(
        finished_at=None, reopened_by=actor.account, outcome=""
    )
    note(
        actor,
        "reopen_check",
        "check",
        found.pk,
        found.operation,
        reason=why,
        detail=found.outcome,
    )
    return str(found.pk)


def _open_check(actor: Actor, key: UUID, *, verb: str = "begin_check") -> Check:
    found = check_by_id(actor, key, lock=True)
    refuse_unless_theirs(actor, verb, found)
    if found.finished_at is not None:
        raise Refused(_("This check is finished; another officer may reopen it."))
    return found
