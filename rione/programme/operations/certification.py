"""Payment claims: opening one, certifying expenses in it, sending it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.money import refuse_unless_here
from ..access.operations import refuse_unless
from ..models import Certification, Expense
from ..models.expenses import DRAFT, SENT
from ..queries.expenses import events_of
from ..rules.expenses import Step, Undo, take
from . import given
from .books import post
from .steps import possible, recorded, undo_step, write

MOST_AT_ONCE = 200


@operation("open_certification")
def open_certification(
    *, actor: Actor, key: str, number: str, first_day: date, last_day: date, day: date
) -> str:
    """Open a payment claim for a period; its id. Refused at `number` (form, taken), `first_day`,
    `last_day`, `day` (not in this order)."""
    refuse_unless_here(actor, "open_certification")
    given.day(first_day, "first_day")
    if last_day < first_day:
        raise Refused(_("The period ends before it begins; check the days."), field="last_day")
    if given.day(day) < last_day:
        raise Refused(_("A claim is dated when its period is over."), field="day")
    try:
        with transaction.atomic():
            row = Certification.objects.create(
                municipality=actor.municipality,
                number=given.number(number),
                first_day=first_day,
                last_day=last_day,
                day=day,
                made_by=UUID(actor.account),
            )
    except IntegrityError as error:
        if "certification_number_once" in str(error):
            raise Refused(
                _("There is a payment claim of this number already."), field="number"
            ) from None
        raise
    _record("open_certification", row)
    return str(row.pk)


@operation("certify_expenses")
def certify_expenses(
    *, actor: Actor, key: str, certification: UUID, expenses: tuple[UUID, ...]
) -> int:
    """Certify verified expenses in a payment claim that is a draft; how many.

    All of them or none; at most 200 at once. Refused at `expenses`.
    """
    claim = _draft(actor, "certify_expenses", certification)
    wanted = set(expenses)
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise Refused(
            _("Choose one to %(most)s expenses.") % {"most": MOST_AT_ONCE}, field="expenses"
        )
    rows = _locked(claim, wanted)
    histories = events_of([row.pk for row in rows])
    postings, total = [], 0
    for row in rows:
        refuse_unless(actor, "certify_expenses", row.operation)
        events = histories[row.pk]
        with possible("expenses"):
            event = take(events, Step.CERTIFY, account=actor.account, at=clock.now())
        taken = write(row, events, event, certification=claim.pk)
        postings.append(taken.posting)
        total += taken.standing.figures.certified or 0
        recorded("certify_expenses", row, event)
    Certification.objects.filter(pk=claim.pk).update(total_cents=F("total_cents") + total)
    post(postings, field="expenses")
    _record("certify_expenses", claim, count=len(rows), cents=total)
    return len(rows)


@operation("reverse_certification")
def reverse_certification(*, actor: Actor, key: str, expense: UUID, reason: str) -> str:
    """Take an expense out of a payment claim that is a draft; its id."""
    row = given.row_of(actor, Expense, expense)
    if row.certification_id is None:
        raise Refused(_("This expense is in no payment claim."))
    claim = _draft(actor, "reverse_certification", row.certification_id)
    undone = undo_step(actor, "reverse_certification", Undo.TAKE_OUT, expense, reason=reason)
    if undone.certification_id != claim.pk:
        raise Refused(_("The expense has just been moved; open its page again."))
    Certification.objects.filter(pk=claim.pk).update(
        total_cents=F("total_cents") - (undone.certified_cents or 0)
    )
    return str(row.pk)


@operation("send_certification")
def send_certification(*, actor: Actor, key: str, certification: UUID) -> str:
    """Send a payment claim: it stays as it is from now on. Refused when it is empty."""
    claim = _draft(actor, "send_certification", certification)
    if not claim.total_cents:
        raise Refused(_("The claim is empty: certify expenses in it first."))
    Certification.objects.filter(pk=claim.pk).update(
        state=SENT, sent_by=UUID(actor.account), sent_at=clock.now()
    )
    _record("send_certification", claim, cents=claim.total_cents)
    return str(claim.pk)


def _draft(actor: Actor, verb: str, key: UUID) -> Certification:
    """A claim that is a draft, locked until the end of the transaction."""
    refuse_unless_here(actor, verb)
    claim = (
        Certification.objects.filter(municipality=actor.municipality, pk=key)
        .select_for_update(no_key=True)
        .first()
    )
    if claim is None:
        raise Refused(_("There is no such payment claim."))
    if claim.state != DRAFT:
        raise Refused(_("This payment claim has been sent; it stays as it is."))
    return claim


def _locked(claim: Certification, keys: set[UUID]) -> Sequence[Expense]:
    """The expenses of these ids, in the order in which everybody locks them."""
    rows = list(
        Expense.objects.filter(municipality=claim.municipality, pk__in=keys)
        .select_related("operation")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    if len(rows) != len(keys):
        raise Refused(_("One of these expenses does not exist."), field="expenses")
    return rows


def _record(verb: str, claim: Certification, **details: object) -> None:
    record(
        verb=verb,
        subjects=[Subject("certification", str(claim.pk))],
        municipality=claim.municipality,
        details={"number": claim.number, **details},
    )
