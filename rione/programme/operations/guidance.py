"""What the desk hands on: what is missing is asked for, answers are published for everybody."""

from datetime import date
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.operations import refuse_unless
from ..models import FaqEntry, MissingItem
from ..queries.desk import faq_by_id, missing_by_id, names_in, question_by_id
from ..queries.operations import operation_by_id
from ..rules.anonymous import reveals
from . import desk_checks as check
from .telling import Told, tell

MOST_ITEMS = 20


@operation("request_missing")
def request_missing(
    *, actor: Actor, key: str, operation: UUID, items: tuple[tuple[str, date], ...]
) -> str:
    """Ask the beneficiary of an operation for what is missing: (what, by when) for each; the
    request's id. Refused at `items` (none, too many) or at `text_N`, `due_N`, counted from 1."""
    about = operation_by_id(actor, operation)
    refuse_unless(actor, "request_missing", about)
    if not 1 <= len(items) <= MOST_ITEMS:
        raise Refused(
            _("List at least one thing, and at most %(most)s.") % {"most": MOST_ITEMS},
            field="text_1",
        )
    request = uuid4()
    written = check.by(actor)
    rows = [
        MissingItem(
            operation=about,
            municipality=about.municipality,
            shared_with=about.shared_with,
            request=request,
            position=number,
            text=check.line(what, f"text_{number}", most=check.LONGEST_REASON),
            due=check.to_come(due, f"due_{number}"),
            **written,
        )
        for number, (what, due) in enumerate(items, start=1)
    ]
    MissingItem.objects.bulk_create(rows)
    record(
        verb="request_missing",
        subjects=[Subject("operation", str(about.pk)), Subject("request", str(request))],
        details={"items": len(rows), "due": min(row.due for row in rows).isoformat()},
    )
    tell(
        Told(
            what="missing_requested",
            key=f"missing_requested:{request}",
            municipality=about.municipality,
            operation=about.pk,
            page="operation_questions",
            argument=about.code,
            organisations=(about.beneficiary_id,),
            day=min(row.due for row in rows),
        )
    )
    return str(request)


@operation("mark_provided")
def mark_provided(*, actor: Actor, key: str, item: UUID, evidence: str) -> str:
    """Say that something was handed in, and where it is; the item's id. Refused at `evidence`, or
    when it was marked before."""
    found = missing_by_id(actor, item)
    refuse_unless(actor, "mark_provided", found.operation)
    where = check.line(evidence, "evidence", most=check.LONGEST_REASON)
    changed = MissingItem.objects.filter(pk=found.pk, provided_at=None).update(
        provided_at=clock.now(),
        provided_by=UUID(actor.account),
        provided_role=actor.role,
        evidence=where,
    )
    if not changed:
        raise Refused(_("It was marked as provided before."))
    record(
        verb="mark_provided",
        subjects=[Subject("operation", str(found.operation_id)), Subject("missing", str(found.pk))],
    )
    tell(
        Told(
            what="missing_provided",
            key=f"missing_provided:{found.pk}",
            municipality=found.municipality,
            operation=found.operation_id,
            page="operation_questions",
            argument=found.operation.code,
            accounts=(found.author,),
        )
    )
    return str(found.pk)


@operation("publish_answer")
def publish_answer(
    *,
    actor: Actor,
    key: str,
    question: UUID,
    question_it: str,
    question_en: str,
    answer_it: str,
    answer_en: str,
) -> str:
    """Publish a question and its answer, in both languages, in words that name nobody; the
    entry's id.

    Refused at the text that holds a name (of the operation, its beneficiary, whoever wrote), an
    address, a tax code or a long number; without an answer; when it is published already.
    """
    found = question_by_id(actor, question)
    refuse_unless(actor, "publish_answer", found.operation)
    if not found.messages.filter(kind="answer").exists():
        raise Refused(_("Answer the question first."))
    if FaqEntry.objects.filter(question=found, withdrawn_at=None).exists():
        raise Refused(_("It is published already. Withdraw it to publish other words."))
    names = names_in(found)
    texts = {
        field: _anonymous(check.text(said, field), field, names)
        for field, said in (
            ("question_it", question_it),
            ("question_en", question_en),
            ("answer_it", answer_it),
            ("answer_en", answer_en),
        )
    }
    with check.refused_when_changed("faq_published_once", "faq_publishes_an_answer"):
        made = FaqEntry.objects.create(
            municipality=found.municipality,
            question=found,
            topic=found.topic,
            published_at=clock.now(),
            published_by=UUID(actor.account),
            **texts,
        )
    record(
        verb="publish_answer",
        subjects=[
            Subject("operation", str(found.operation_id)),
            Subject("question", str(found.pk)),
            Subject("faq", str(made.pk)),
        ],
        details={"topic": found.topic},
    )
    return str(made.pk)


@operation("withdraw_answer")
def withdraw_answer(*, actor: Actor, key: str, entry: UUID, reason: str) -> str:
    """Take a published answer back, saying why; the entry's id. Refused at `reason`."""
    found = faq_by_id(actor, entry)
    about = question_by_id(actor, found.question_id)
    refuse_unless(actor, "withdraw_answer", about.operation)
    FaqEntry.objects.filter(pk=found.pk, withdrawn_at=None).update(
        withdrawn_at=clock.now(),
        withdrawn_by=UUID(actor.account),
        withdrawal_reason=check.reason(reason),
    )
    record(
        verb="withdraw_answer",
        subjects=[
            Subject("operation", str(about.operation_id)),
            Subject("question", str(about.pk)),
            Subject("faq", str(found.pk)),
        ],
        details={"why": f"faq:{found.pk}"},
    )
    return str(found.pk)


def _anonymous(text: str, field: str, names: list[str]) -> str:
    """The text; Refused when it names somebody."""
    words = {
        "email": _("It holds an e-mail address; leave it out."),
        "tax_code": _("It holds a tax code; leave it out."),
        "iban": _("It holds a bank account; leave it out."),
        "number": _("It holds a long number, such as a telephone’s or a VAT number; leave it out."),
        "name": _("It names the operation, its beneficiary or a person; say it without the name."),
    }
    found = reveals(text, names)
    if found:
        raise Refused(words[found[0]], field=field)
    return text
