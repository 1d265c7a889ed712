"""What the database itself refuses of the desk's rows, each constraint and trigger by name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from rione.core import clock
from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.tests.factories import ALTO, BASSO
from rione.core.scope import scope
from rione.core.scope.extent import Extent
from rione.programme import operations
from rione.programme.models import (
    CalendarAddress,
    CommunicationPlanEvent,
    CommunicationPlanItem,
    Deadline,
    DeadlineEvent,
    FaqEntry,
    MissingItem,
    Operation,
    Question,
    QuestionMessage,
)
from rione.programme.operations import load_folder

from ..factories import small
from .desk_things import a_deadline, a_question, an_item, officer, on
from .factories import an_operation, done, within

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 4)
TABLES = (
    Question, QuestionMessage, FaqEntry, MissingItem, Deadline, DeadlineEvent,
    CommunicationPlanItem, CommunicationPlanEvent, CalendarAddress,
)  # fmt: skip


@pytest.fixture(autouse=True)
def somebody_acts():
    with acting(AuditActor("job", "tests")), on(2024, 3, 4):
        yield


@pytest.fixture
def row() -> Operation:
    return an_operation()


@contextmanager
def owning() -> Iterator[None]:
    """As the owner of the tables, whom rights do not stop, in the scope of a municipality."""
    with within(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        yield


def written() -> dict[str, Any]:
    return {"author": uuid4(), "author_role": "programme_officer", "at": clock.now()}


def question(row: Operation, **changes: Any) -> Question:
    return Question.objects.create(
        **{
            "operation": row,
            "municipality": row.municipality,
            "shared_with": row.shared_with,
            "topic": "other",
            "subject": "Oggetto",
            "text": "Testo",
            "asked_on": DAY,
            "due": date(2024, 4, 2),
            **written(),
        }
        | changes
    )


def message(row: Operation, **changes: Any) -> QuestionMessage:
    about = changes.pop("question", None) or question(row)
    return QuestionMessage.objects.create(
        **{
            "question": about,
            "operation": row,
            "municipality": row.municipality,
            "shared_with": row.shared_with,
            "kind": "answer",
            "text": "Risposta",
            **written(),
        }
        | changes
    )


def faq(row: Operation, **changes: Any) -> FaqEntry:
    about = changes.pop("question", None)
    if about is None:
        about = question(row)
        message(row, question=about)
    return FaqEntry.objects.create(
        **{
            "municipality": row.municipality,
            "question": about,
            "topic": "other",
            "question_it": "D",
            "question_en": "Q",
            "answer_it": "R",
            "answer_en": "A",
            "published_by": uuid4(),
        }
        | changes
    )


def missing(row: Operation, **changes: Any) -> MissingItem:
    return MissingItem.objects.create(
        **{
            "operation": row,
            "municipality": row.municipality,
            "shared_with": row.shared_with,
            "request": uuid4(),
            "position": 1,
            "text": "Fattura",
            "due": DAY,
            **written(),
        }
        | changes
    )


def deadline(row: Operation | None, **changes: Any) -> Deadline:
    return Deadline.objects.create(
        **{
            "operation": row,
            "municipality": row.municipality if row else ALTO,
            "shared_with": row.shared_with if row else [],
            "kind": "report",
            "title": "Relazione",
            "anchor": DAY,
            "due": DAY,
            "role": "programme_officer",
            **written(),
        }
        | changes
    )


def event(row: Operation, **changes: Any) -> DeadlineEvent:
    about = changes.pop("deadline", None) or deadline(row)
    return DeadlineEvent.objects.create(
        **{
            "deadline": about,
            "municipality": about.municipality,
            "shared_with": about.shared_with,
            "number": 1,
            "kind": "completed",
            "day": DAY,
            "evidence": "Prot. 1",
            **written(),
        }
        | changes
    )


def item(row: Operation, **changes: Any) -> CommunicationPlanItem:
    return CommunicationPlanItem.objects.create(
        **{
            "municipality": row.municipality,
            "kind": "event",
            "title_it": "T",
            "title_en": "T",
            "audience_it": "A",
            "audience_en": "A",
            "channel_it": "C",
            "channel_en": "C",
            "action_codes": ["MI1.1.1.a"],
            "planned_on": DAY,
            "reach_unit": "people",
            **written(),
        }
        | changes
    )


def plan_event(row: Operation, **changes: Any) -> CommunicationPlanEvent:
    about = changes.pop("item", None) or item(row)
    return CommunicationPlanEvent.objects.create(
        **{
            "item": about,
            "municipality": about.municipality,
            "number": 1,
            "kind": "reported",
            "held_on": DAY,
            **written(),
        }
        | changes
    )


def address(row: Operation, **changes: Any) -> CalendarAddress:
    return CalendarAddress.objects.create(
        **{"municipality": row.municipality, "account": uuid4(), "membership": uuid4()} | changes
    )


def twice(make: Callable[..., Any], **same: Any) -> Callable[[Operation], None]:
    """The same thing stored two times."""

    def do(row: Operation) -> None:
        make(row, **same)
        make(row, **same)

    return do


def updated(make: Callable[..., Any], **changes: Any) -> Callable[[Operation], None]:
    """A thing that is stored and then changed."""

    def do(row: Operation) -> None:
        made = make(row)
        type(made).objects.filter(pk=made.pk).update(**changes)

    return do


def deleted(make: Callable[..., Any]) -> Callable[[Operation], None]:
    def do(row: Operation) -> None:
        made = make(row)
        type(made).objects.filter(pk=made.pk)._raw_delete("default")

    return do


def after(*events: dict[str, Any]) -> Callable[[Operation], None]:
    """Events on one deadline, one after the other."""

    def do(row: Operation) -> None:
        about = deadline(row)
        for number, changes in enumerate(events, start=1):
            event(row, deadline=about, **{"number": number} | changes)

    return do


def messages(*kinds: str, due: date | None = None) -> Callable[[Operation], None]:
    """Messages under one question, the last with a due date."""

    def do(row: Operation) -> None:
        about = question(row)
        for kind in kinds[:-1]:
            message(row, question=about, kind=kind)
        message(row, question=about, kind=kinds[-1], due=due)

    return do


def provided_then(**changes: Any) -> Callable[[Operation], None]:
    def do(row: Operation) -> None:
        made = missing(row)
        rows = MissingItem.objects.filter(pk=made.pk)
        rows.update(
            provided_at=clock.now(), provided_by=uuid4(), provided_role="beneficiary", evidence="p"
        )
        rows.update(**changes)

    return do


def published_twice(row: Operation) -> None:
    about = question(row)
    message(row, question=about)
    faq(row, question=about)
    faq(row, question=about)


POSTPONED = {"kind": "postponed", "day": date(2024, 3, 5), "evidence": "", "reason": "Perché sì"}
UNDONE = {"kind": "undone", "day": None, "evidence": "", "reason": "Errore"}
DONE: dict[str, Any] = {}

REFUSED: dict[str, list[Callable[[Operation], Any]]] = {
    # Questions
    "question_topic_is_known": [lambda row: question(row, topic="weather")],
    "question_begins_open": [lambda row: question(row, state="closed")],
    "question_asks_something": [
        lambda row: question(row, subject=""),
        lambda row: question(row, text=""),
    ],
    "question_is_due_after_it_was_asked": [lambda row: question(row, due=DAY)],
    "question_belongs_to_its_operation": [
        lambda row: question(row, shared_with=[]),
        lambda row: question(row, shared_with=[uuid4()]),
    ],
    "question_is_what_was_asked": [
        updated(question, state="closed"),
        updated(question, due=date(2030, 1, 1)),
        updated(question, text="Altro"),
        updated(question, author=uuid4()),
        deleted(question),
    ],
    "question_message_follows": [
        lambda row: message(row, kind="shout"),
        messages("reopening", due=DAY),
        messages("closing", "answer"),
        messages("closing", "follow_up"),
        messages("closing", "closing"),
        messages("closing", "reopening"),
        messages("answer", "follow_up"),
        lambda row: message(row, question=question(an_operation())),
    ],
    "question_message_says_something": [lambda row: message(row, text="")],
    "question_note_is_internal": [lambda row: message(row, kind="note")],
    "question_message_belongs_to_its_operation": [
        lambda row: message(row, shared_with=[]),
        lambda row: message(row, shared_with=[uuid4()]),
    ],
    "question_message_is_never_changed": [
        updated(message, text="Altro"),
        updated(message, kind="note", shared_with=[]),
        deleted(message),
    ],
    # What is published
    "faq_topic_is_known": [lambda row: faq(row, topic="weather")],
    "faq_in_both_languages": [
        lambda row: faq(row, question_it=""),
        lambda row: faq(row, question_en=""),
        lambda row: faq(row, answer_it=""),
        lambda row: faq(row, answer_en=""),
    ],
    "faq_publishes_an_answer": [
        lambda row: faq(row, question=question(row)),
        lambda row: faq(
            row, withdrawn_at=clock.now(), withdrawn_by=uuid4(), withdrawal_reason="no"
        ),
    ],
    "faq_published_once": [published_twice],
    "faq_withdrawn_by_somebody_for_a_reason": [
        updated(faq, withdrawn_at=clock.now()),
        updated(faq, withdrawn_at=clock.now(), withdrawn_by=uuid4()),
    ],
    "faq_is_what_was_published": [
        updated(faq, answer_it="Altro"),
        updated(faq, topic="reporting"),
        deleted(faq),
    ],
    # What is missing
    "missing_item_says_what": [lambda row: missing(row, text="")],
    "missing_item_in_order": [twice(missing, request=uuid4())],
    "missing_item_belongs_to_its_operation": [lambda row: missing(row, shared_with=[])],
    "missing_item_provided_by_somebody": [
        updated(missing, provided_at=clock.now()),
        updated(missing, provided_at=clock.now(), provided_by=uuid4(), provided_role="auditor"),
    ],
    "missing_item_is_what_was_asked_for": [
        updated(missing, text="Altro"),
        updated(missing, due=date(2030, 1, 1)),
        provided_then(provided_at=None, provided_by=None, provided_role="", evidence=""),
        provided_then(evidence="altro"),
        deleted(missing),
    ],
    # Deadlines
    "deadline_kind_is_known": [lambda row: deadline(row, kind="party")],
    "deadline_begins_open": [lambda row: deadline(row, state="done")],
    "deadline_has_a_title": [lambda row: deadline(row, title="")],
    "deadline_role_answers_for_it": [lambda row: deadline(row, role="resident")],
    "deadline_repeats_within_ten_years": [lambda row: deadline(row, months=121)],
    "deadline_once_has_no_repetition": [
        lambda row: deadline(row, number=1),
        lambda row: deadline(row, until=date(2030, 1, 1)),
    ],
    "deadline_ends_after_it_begins": [
        lambda row: deadline(row, months=1, until=date(2024, 1, 1)),
    ],
    "deadline_of_programme_is_shared_with_nobody": [
        lambda row: deadline(None, shared_with=[uuid4()])
    ],
    "deadline_of_programme_is_the_offices": [lambda row: deadline(None, role="beneficiary")],
    "deadline_target_has_an_amount": [
        lambda row: deadline(row, kind="spending_target", anchor=date(2027, 12, 31)),
        lambda row: deadline(
            row, kind="spending_target", anchor=date(2027, 12, 31), target_cents=0
        ),
        lambda row: deadline(row, target_cents=100),
    ],
    "deadline_target_ends_with_a_year": [
        lambda row: deadline(row, kind="spending_target", target_cents=1),
        lambda row: deadline(
            row, kind="spending_target", target_cents=1, anchor=date(2027, 12, 31), months=12
        ),
    ],
    "deadline_repeated_once": [twice(deadline, months=1, series=uuid4(), number=1)],
    "deadline_belongs_to_its_operation": [lambda row: deadline(row, shared_with=[])],
    "deadline_is_what_was_set": [
        updated(deadline, due=date(2030, 1, 1)),
        updated(deadline, state="done"),
        updated(deadline, title="Altro"),
        deleted(deadline),
    ],
    "deadline_event_says_what_and_why": [
        after(POSTPONED | {"reason": ""}),
        after(POSTPONED | {"evidence": "x"}),
        after({"evidence": ""}),
        after({"reason": "x"}),
        after(DONE, UNDONE | {"reason": ""}),
        after(DONE, UNDONE | {"day": DAY}),
        after({"kind": "forgotten"}),
    ],
    "deadline_event_follows": [
        after({"number": 2}),
        after(UNDONE),
        after(DONE, DONE),
        after(DONE, POSTPONED),
        after(POSTPONED | {"day": DAY}),
        lambda row: event(row, shared_with=[]),
    ],
    "deadline_event_is_never_changed": [
        updated(event, evidence="altro"),
        deleted(event),
    ],
    # The communication plan
    "communication_plan_kind_is_known": [lambda row: item(row, kind="rumour")],
    "communication_plan_unit_is_known": [lambda row: item(row, reach_unit="cats")],
    "communication_plan_begins_planned": [
        lambda row: item(row, state="done", held_on=DAY),
    ],
    "communication_plan_in_both_languages": [
        lambda row: item(row, title_it=""),
        lambda row: item(row, title_en=""),
        lambda row: item(row, audience_en=""),
        lambda row: item(row, channel_it=""),
    ],
    "communication_plan_names_an_action": [lambda row: item(row, action_codes=[])],
    "communication_plan_budget_is_an_operations": [
        lambda row: item(row, budget_cents=100),
        lambda row: item(row, operation=row, budget_cents=0),
    ],
    "communication_plan_done_on_a_day": [
        lambda row: item(row, held_on=DAY),
        lambda row: item(row, reach_achieved=3),
    ],
    "communication_plan_label_checked_on_a_day": [
        lambda row: plan_event(row, label_present=True),
        lambda row: plan_event(row, label_checked_on=DAY),
    ],
    "communication_plan_belongs_to_its_operation": [
        lambda row: item(row, operation=an_operation(BASSO))
    ],
    "communication_plan_is_what_was_planned": [
        updated(item, title_it="Altro"),
        updated(item, state="cancelled"),
        deleted(item),
    ],
    "communication_plan_event_is_complete": [
        lambda row: plan_event(row, kind="cancelled", held_on=None),
    ],
    "communication_plan_event_follows": [
        lambda row: plan_event(row, number=2),
        lambda row: [
            plan_event(row, item=about, number=number) for about in [item(row)] for number in (1, 2)
        ],
        lambda row: [
            plan_event(row, item=about, number=number, kind="cancelled", held_on=None, reason="x")
            for about in [item(row)]
            for number in (1, 2)
        ],
        lambda row: [
            plan_event(row, item=about, **more)
            for about in [item(row)]
            for more in (
                {},
                {"number": 2, "kind": "cancelled", "held_on": None, "reason": "x"},
            )
        ],
    ],
    "communication_plan_event_is_never_changed": [
        updated(plan_event, held_on=date(2024, 1, 1)),
        deleted(plan_event),
    ],
    # Calendars
    "calendar_address_once": [twice(address, membership=uuid4())],
    "calendar_address_revoked_later": [
        lambda row: address(row, revoked_at=clock.now().replace(year=2020))
    ],
    "calendar_address_is_revoked_once": [
        updated(address, account=uuid4()),
        deleted(address),
    ],
}
COVERED_BY_ANOTHER = {
    # Their columns begin with, or are written by, triggers that refuse first.
    "question_state_is_known",
    "deadline_state_is_known",
    "question_message_kind_is_known",
    "question_term_begins_with_a_question",
    "deadline_events_in_order",
    "communication_plan_events_in_order",
    # A database that is called test_… may be emptied.
    "question_message_is_never_emptied",
    "deadline_event_is_never_emptied",
    "communication_plan_event_is_never_emptied",
    # Of published figures, in whose tests it refuses.
    "programme_operation_demonstration_stays",
    # No wall: what an operation shares is shared.
    "desk_is_shared_with_its_operation",
}


@pytest.mark.parametrize(
    ("wall", "number"),
    [(wall, number) for wall, cases in REFUSED.items() for number in range(len(cases))],
)
def test_wall__each_write_that_it_stops__is_refused_by_its_name(
    row: Operation, wall: str, number: int
) -> None:
    with owning(), pytest.raises(IntegrityError) as error, transaction.atomic():
        REFUSED[wall][number](row)
    cause = error.value.__cause__
    assert cause.diag.constraint_name == wall  # type: ignore[union-attr]


def test_walls__all_of_the_database__have_a_case() -> None:
    names = [model._meta.db_table for model in TABLES]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'c'"
            " AND conrelid::regclass::text = ANY (%s)"
            " UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
            " AND tgrelid::regclass::text = ANY (%s)",
            [names, [*names, "programme_operation"]],
        )
        found = {name for (name,) in cursor.fetchall()}
    # Columns that Django holds above zero have a check of their own.
    found = {name for name in found if not name.endswith("_check") and "_check" not in name}
    missing_cases = found - set(REFUSED) - COVERED_BY_ANOTHER
    assert not {name for name in missing_cases if not name.startswith("operation_")}


@pytest.mark.parametrize(
    "kinds", [(), ("answer",), ("note",), ("follow_up", "answer"), ("answer", "closing")]
)
def test_question__after_messages__stands_as_the_rule_says(
    row: Operation, kinds: tuple[str, ...]
) -> None:
    from rione.programme.rules.desk import state_after

    with within():
        about = question(row)
        for kind in kinds:
            message(
                row,
                question=about,
                kind=kind,
                shared_with=[] if kind == "note" else row.shared_with,
            )
        about.refresh_from_db()
    assert about.state == state_after(kinds)


def test_operation__shared_with_others__shares_what_belongs_to_it_but_notes(
    row: Operation,
) -> None:
    other = uuid4()
    with within():
        about = question(row)
        said = message(row, question=about)
        note = message(row, question=about, kind="note", shared_with=[])
        due = deadline(row)
        happened = event(row, deadline=due)
        wanted = missing(row)
        Operation.objects.filter(pk=row.pk).update(shared_with=[*row.shared_with, other])
        for thing in (about, said, due, happened, wanted):
            thing.refresh_from_db()
            assert other in thing.shared_with, thing
        note.refresh_from_db()
        assert note.shared_with == []


@pytest.mark.parametrize("model", [Question, QuestionMessage, MissingItem, Deadline, DeadlineEvent])
def test_rows__of_another_municipality__do_not_exist(row: Operation, model: type) -> None:
    with within():
        message(row)
        missing(row)
        event(row)
        assert model.objects.exists()  # type: ignore[attr-defined]
    with within(BASSO):
        assert not model.objects.exists()  # type: ignore[attr-defined]
    with scope(Extent("", "")):
        assert not model.objects.exists()  # type: ignore[attr-defined]


def test_rows__shared_with_an_organisation_elsewhere__are_read_and_never_written(
    row: Operation,
) -> None:
    with within():
        message(row)
    reader = Extent(BASSO, str(row.beneficiary_id))
    with scope(reader):
        assert QuestionMessage.objects.count() == 1
        with pytest.raises(ProgrammingError), transaction.atomic():
            question(row)


def test_rows__that_are_public__are_seen_by_everybody_until_withdrawn_or_cancelled(
    row: Operation,
) -> None:
    with within():
        entry, planned = faq(row), item(row)
    with scope(Extent("", "")):
        assert FaqEntry.objects.count() == CommunicationPlanItem.objects.count() == 1
    with within():
        FaqEntry.objects.filter(pk=entry.pk).update(
            withdrawn_at=clock.now(), withdrawn_by=uuid4(), withdrawal_reason="Errata"
        )
        plan_event(row, item=planned, kind="cancelled", held_on=None, reason="Pioggia")
    with scope(Extent("", "")):
        assert not FaqEntry.objects.exists()
        assert not CommunicationPlanItem.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programme_question SET state = 'closed'",
        "DELETE FROM programme_question",
        "UPDATE programme_questionmessage SET text = 'x'",
        "DELETE FROM programme_questionmessage",
        "UPDATE programme_deadline SET due = '2030-01-01'",
        "DELETE FROM programme_deadlineevent",
        "UPDATE programme_faqentry SET answer_it = 'x'",
        "DELETE FROM programme_missingitem",
        "UPDATE programme_communicationplanitem SET state = 'done'",
        "TRUNCATE programme_communicationplanevent",
        "UPDATE programme_calendaraddress SET account = gen_random_uuid()",
    ],
)
def test_request__past_its_rights__is_refused(row: Operation, statement: str) -> None:
    with (
        within(),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_operations__leave_rows_that_all_walls_accept(row: Operation, tmp_path: Any) -> None:
    """What the operations store passes every wall at once, in the rights of a request."""
    load_folder(folder=small().write(tmp_path / "programme"))
    asked, due, planned = a_question(row), a_deadline(row, months=2), an_item()
    done(operations.answer_question, actor=officer(), question=asked, text="Queste.")
    done(
        operations.complete_deadline,
        actor=officer(),
        deadline=due,
        day=DAY,
        evidence="Prot. 7",
    )
    with within():
        assert Question.objects.get().state == "answered"
        assert [one.state for one in Deadline.objects.order_by("number")] == ["done", "open"]
        assert CommunicationPlanItem.objects.get(pk=planned).state == "planned"
