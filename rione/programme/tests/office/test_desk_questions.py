"""The help desk: who asks, answers and reads what; what is missing; what is published."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.audit.models import Entry
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO
from rione.core.scope import scope
from rione.core.writes import KeyReused, Refused
from rione.programme import operations
from rione.programme.models import FaqEntry, MissingItem, Operation, Question, QuestionMessage
from rione.programme.operations import telling
from rione.programme.queries.desk import (
    list_faq,
    messages_of,
    missing_of,
    question_view,
    questions_of,
)

from .desk_things import a_question, asker, officer, on
from .factories import acting_as, an_operation, done, within

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert('x')</script>\x00\x07\u202e\u2028'; DROP TABLE x;--\r\nBEGIN:VEVENT"
FAQ = {
    "question_it": "Quali ricevute servono?",
    "question_en": "Which receipts are needed?",
    "answer_it": "Quelle quietanzate.",
    "answer_en": "Those that were paid.",
}


@pytest.fixture(autouse=True)
def somebody_acts():
    with acting(AuditActor("job", "tests")), on(2024, 3, 4):
        yield


@pytest.fixture
def told():
    found: list[telling.Told] = []
    telling.register_sender(found.append)
    yield found
    telling.register_sender(None)


@pytest.fixture
def row() -> Operation:
    return an_operation()


def stored(key: UUID) -> Question:
    with within():
        return Question.objects.get(pk=key)


def test_ask_question__by_the_beneficiary__is_stored_due_and_told(
    row: Operation, told: list[telling.Told]
) -> None:
    key = a_question(row, topic="reporting")
    question = stored(key)
    assert (question.state, question.due) == ("open", date(2024, 3, 18))
    assert question.shared_with == row.shared_with
    assert Entry.objects.filter(verb="ask_question", subjects__contains=[f"operation:{row.pk}"])
    assert [one.what for one in told] == ["question_asked"]
    assert told[0].roles == ("programme_officer",)


@pytest.mark.parametrize(
    ("topic", "due"),
    [
        ("publicity", date(2024, 3, 11)),
        ("reporting", date(2024, 3, 18)),
        ("eligibility", date(2024, 3, 25)),
        ("other", date(2024, 4, 2)),
    ],
)
def test_ask_question__of_each_topic__is_due_after_its_working_days(
    row: Operation, topic: str, due: date
) -> None:
    assert stored(a_question(row, topic=topic)).due == due


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"topic": "weather"}, "topic"),
        ({"subject": " \x00 "}, "subject"),
        ({"subject": "a" * 201}, "subject"),
        ({"text": "\r\n"}, "text"),
        ({"text": "a" * 4001}, "text"),
    ],
)
def test_ask_question__of_something_wrong__says_where(
    row: Operation, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        a_question(row, **changes)
    assert refused.value.field == field
    with within():
        assert not Question.objects.exists()


def test_ask_question__hostile_text__is_stored_as_text_without_control_characters(
    row: Operation,
) -> None:
    question = stored(a_question(row, subject=HOSTILE, text=HOSTILE))
    assert "<script>" in question.subject
    for text in (question.subject, question.text):
        assert not [c for c in text if ord(c) < 32 and c != "\n"]
        assert "\u202e" not in text
    assert "\n" not in question.subject


@pytest.mark.parametrize(
    "role", [Role.CERTIFIER, Role.AUDITOR, Role.RESIDENT, Role.MUNICIPALITY_OFFICER]
)
def test_ask_question__by_a_role_that_does_not_ask__is_refused(row: Operation, role: Role) -> None:
    with pytest.raises(Refused):
        a_question(row, acting_as(role))


def test_ask_question__about_a_foreign_operation__does_not_find_it(row: Operation) -> None:
    stranger = asker(BASSO)
    with pytest.raises(Refused, match=r"operazione|operation"):
        a_question(row, stranger)
    other = an_operation(BASSO)
    with pytest.raises(Refused):
        a_question(other, asker())


def test_question__through_its_whole_life__stands_as_the_rule_says(
    row: Operation, told: list[telling.Told]
) -> None:
    who, office = asker(), officer()
    key = a_question(row, who)
    done(operations.answer_question, actor=office, question=key, text="Queste.")
    assert stored(key).state == "answered"
    with on(2024, 3, 20):
        done(operations.follow_up_question, actor=who, question=key, text="E le altre?")
    question = stored(key)
    assert (question.state, question.due) == ("reopened", date(2024, 4, 4))
    done(operations.answer_question, actor=office, question=key, text="No.")
    done(operations.close_question, actor=who, question=key, reason="Chiaro")
    assert stored(key).state == "closed"
    for operation, said in (
        (operations.answer_question, {"text": "x"}),
        (operations.follow_up_question, {"text": "x"}),
        (operations.close_question, {"reason": "x"}),
    ):
        with pytest.raises(Refused):
            done(operation, actor=office, question=key, **said)
    done(operations.reopen_question, actor=office, question=key, reason="Nuove norme")
    assert stored(key).state == "reopened"
    assert [one.what for one in told] == [
        "question_asked",
        "question_answered",
        "question_followed_up",
        "question_answered",
        "question_closed",
        "question_reopened",
    ]
    assert told[1].accounts == (UUID(who.account),)
    assert told[-1].accounts == (UUID(who.account),)
    assert len({one.key for one in told}) == len(told)


def test_notes__of_the_office__never_reach_the_beneficiary(row: Operation) -> None:
    who, office = asker(), officer()
    key = a_question(row, who)
    done(operations.note_question, actor=office, question=key, text="NOTA-SEGRETA")
    done(operations.answer_question, actor=office, question=key, text="Risposta")
    with scope(who):
        view = question_view(who, key)
        assert view is not None
        assert [one.kind for one in view.messages] == ["answer"]
        assert not messages_of(who, key).filter(kind="note").exists()
    for reader in (office, acting_as(Role.AUDITOR), acting_as(Role.CERTIFIER)):
        with scope(reader):
            seen = question_view(reader, key)
            assert seen is not None
            assert [one.kind for one in seen.messages] == ["note", "answer"]
    with pytest.raises(Refused):
        done(operations.note_question, actor=who, question=key, text="x")
    assert stored(key).state == "answered"


def test_names__of_people__are_the_staffs_to_know(row: Operation) -> None:
    who, office = asker(), officer()
    key = a_question(row, who)
    done(operations.answer_question, actor=office, question=key, text="Risposta")
    with scope(who):
        theirs = question_view(who, key)
        assert theirs is not None
        assert theirs.author.name == theirs.messages[0].author.name == ""
        assert theirs.messages[0].author.organisation == "Officina Finta"
    with scope(office):
        ours = question_view(office, key)
        assert ours is not None
        assert ours.author.name == ours.messages[0].author.name == "Ugo Finto"


def test_question__of_another_municipality_or_body__does_not_exist(row: Operation) -> None:
    key = a_question(row)
    for stranger in (asker(BASSO), officer(BASSO), acting_as(Role.RESIDENT)):
        with scope(stranger):
            assert question_view(stranger, key) is None
            assert not questions_of(stranger).exists()
        for operation, said in (
            (operations.answer_question, {"text": "x"}),
            (operations.follow_up_question, {"text": "x"}),
            (operations.note_question, {"text": "x"}),
            (operations.close_question, {"reason": "x"}),
            (operations.assign_question, {"account": None}),
        ):
            with pytest.raises(Refused):
                done(operation, actor=stranger, question=key, **said)
    with within():
        assert not QuestionMessage.objects.exists()


def test_question__of_another_body_of_the_same_municipality__does_not_exist(row: Operation) -> None:
    from rione.core.identity.operations import put_organisation

    other = put_organisation(kind="company", name="Altra Ditta Finta", municipality=ALTO)
    foreign = an_operation(body=other)
    with pytest.raises(Refused):
        a_question(foreign)
    key = a_question(foreign, officer())
    who = asker()
    with scope(who):
        assert question_view(who, key) is None
        assert not questions_of(who).exists()


def test_assign_question__to_one_of_the_office__is_stored_and_told(
    row: Operation, told: list[telling.Told]
) -> None:
    key, office = a_question(row), officer()
    done(operations.assign_question, actor=office, question=key, account=UUID(office.account))
    assert str(stored(key).assigned_to_id) == office.account
    assert told[-1].accounts == (UUID(office.account),)
    done(operations.assign_question, actor=office, question=key, account=None)
    assert stored(key).assigned_to_id is None


@pytest.mark.parametrize("role", [Role.BENEFICIARY, Role.RESIDENT])
def test_assign_question__to_somebody_else__is_refused(row: Operation, role: Role) -> None:
    key = a_question(row)
    outsider = acting_as(role)
    for account in (UUID(outsider.account), uuid4(), UUID(officer(BASSO).account)):
        with pytest.raises(Refused) as refused:
            done(operations.assign_question, actor=officer(), question=key, account=account)
        assert refused.value.field == "account"


def test_answer_question__repeated_with_its_key__is_given_once(row: Operation) -> None:
    key, office, same = a_question(row), officer(), str(uuid4())
    answers = [
        done(operations.answer_question, actor=office, key=same, question=key, text="Ecco")
        for _ in range(3)
    ]
    assert len(set(answers)) == 1
    with within():
        assert QuestionMessage.objects.count() == 1
    assert Entry.objects.filter(verb="answer_question").count() == 1
    with pytest.raises(KeyReused):
        done(operations.answer_question, actor=office, key=same, question=key, text="Altro")


def test_entries__of_the_desk__hold_references_only(row: Operation) -> None:
    key, office = a_question(row, text="TESTO-PRIVATO"), officer()
    done(operations.note_question, actor=office, question=key, text="TESTO-PRIVATO")
    done(operations.close_question, actor=office, question=key, reason="TESTO-PRIVATO")
    for entry in Entry.objects.all():
        assert "PRIVATO" not in f"{entry.details} {entry.subjects} {entry.query}"


def test_questions_of__of_many__take_one_statement(row: Operation) -> None:
    for _ in range(3):
        a_question(row)
    office = officer()
    with scope(office), CaptureQueriesContext(connection) as queries:
        assert len(list(questions_of(office).values_list("subject", "term", "assigned"))) == 3
    assert len(queries) == 1


def test_term__of_a_question__follows_the_day(row: Operation) -> None:
    key, office = a_question(row), officer()

    def term() -> Any:
        with scope(office):
            return questions_of(office).values_list("term", flat=True).get(pk=key)

    assert term() == "soon"
    with on(2024, 3, 18):
        assert term() == "today"
    with on(2024, 3, 19):
        assert term() == "late"
    done(operations.answer_question, actor=office, question=key, text="Ecco")
    with on(2024, 3, 19):
        assert term() == "done"


# What is missing


def test_request_missing__of_several_things__is_marked_one_by_one(
    row: Operation, told: list[telling.Told]
) -> None:
    who = asker()
    items = (("Fattura 12", date(2024, 3, 20)), ("DURC", date(2024, 3, 10)))
    done(operations.request_missing, actor=officer(), operation=row.pk, items=items)
    assert told[-1].organisations == (row.beneficiary_id,)
    assert told[-1].day == date(2024, 3, 10)
    with scope(who):
        found = missing_of(who, row)
        assert [one.text for one in found] == ["DURC", "Fattura 12"]
    done(operations.mark_provided, actor=who, item=found[0].pk, evidence="Prot. 33/2024")
    with scope(who):
        assert [one.text for one in missing_of(who, row)] == ["Fattura 12", "DURC"]
    with pytest.raises(Refused):
        done(operations.mark_provided, actor=who, item=found[0].pk, evidence="ancora")
    assert told[-1].what == "missing_provided"


@pytest.mark.parametrize(
    ("items", "field"),
    [
        ((), "text_1"),
        ((("x", date(2024, 3, 20)),) * 21, "text_1"),
        ((("x", date(2024, 3, 20)), (" ", date(2024, 3, 20))), "text_2"),
        ((("x", date(2024, 3, 3)),), "due_1"),
        ((("x" * 501, date(2024, 3, 20)),), "text_1"),
    ],
)
def test_request_missing__of_something_wrong__says_where(
    row: Operation, items: tuple[Any, ...], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        done(operations.request_missing, actor=officer(), operation=row.pk, items=items)
    assert refused.value.field == field
    with within():
        assert not MissingItem.objects.exists()


def test_request_missing__by_a_beneficiary_or_a_stranger__is_refused(row: Operation) -> None:
    items = (("x", date(2024, 3, 20)),)
    for actor in (asker(), acting_as(Role.AUDITOR), officer(BASSO)):
        with pytest.raises(Refused):
            done(operations.request_missing, actor=actor, operation=row.pk, items=items)
    done(operations.request_missing, actor=officer(), operation=row.pk, items=items)
    with within():
        key = MissingItem.objects.get().pk
    for actor in (asker(BASSO), acting_as(Role.AUDITOR)):
        with pytest.raises(Refused):
            done(operations.mark_provided, actor=actor, item=key, evidence="x")


# What is published


def answered(row: Operation) -> UUID:
    key = a_question(row)
    done(operations.answer_question, actor=officer(), question=key, text="Ecco")
    return key


def test_publish_answer__in_words_that_name_nobody__is_read_by_everybody(row: Operation) -> None:
    key = answered(row)
    entry = done(operations.publish_answer, actor=officer(), question=key, **FAQ)
    from rione.core.scope import NOWHERE

    with scope(NOWHERE):
        (line,) = list_faq()
        assert (line.question_it, line.answer_en) == (FAQ["question_it"], FAQ["answer_en"])
        assert list_faq("QUIETANZATE ricevute")
        assert list_faq("receipts paid")
        assert not list_faq("receipts unicorn")
        assert not list_faq(topics=["publicity"])
        assert not list_faq("100%")
    with pytest.raises(Refused):
        done(operations.publish_answer, actor=officer(), question=key, **FAQ)
    with pytest.raises(Refused) as refused:
        done(operations.withdraw_answer, actor=officer(), entry=UUID(entry), reason=" ")
    assert refused.value.field == "reason"
    done(operations.withdraw_answer, actor=officer(), entry=UUID(entry), reason="Errata")
    with scope(NOWHERE):
        assert not list_faq()
    done(operations.publish_answer, actor=officer(), question=key, **FAQ)
    with within():
        assert FaqEntry.objects.count() == 2


@pytest.mark.parametrize("field", sorted(FAQ))
@pytest.mark.parametrize(
    "words",
    [
        "ada@finta.example",
        "OFFICINA FINTA",
        "Ugo  Finto",
        "Operazione inventata",
        "tel. 0288451234",
        "{code}",
    ],
)
def test_publish_answer__that_names_somebody__is_refused_at_its_text(
    row: Operation, field: str, words: str
) -> None:
    key = answered(row)
    texts = FAQ | {field: f"Ecco: {words.format(code=row.code)}."}
    with pytest.raises(Refused) as refused:
        done(operations.publish_answer, actor=officer(), question=key, **texts)
    assert refused.value.field == field
    with within():
        assert not FaqEntry.objects.exists()


def test_publish_answer__without_an_answer_or_a_right__is_refused(row: Operation) -> None:
    key = a_question(row)
    done(operations.note_question, actor=officer(), question=key, text="nota")
    with pytest.raises(Refused):
        done(operations.publish_answer, actor=officer(), question=key, **FAQ)
    done(operations.answer_question, actor=officer(), question=key, text="Ecco")
    for actor in (asker(), acting_as(Role.CERTIFIER), officer(BASSO)):
        with pytest.raises(Refused):
            done(operations.publish_answer, actor=actor, question=key, **FAQ)
    entry = done(operations.publish_answer, actor=officer(), question=key, **FAQ)
    for actor in (asker(), acting_as(Role.CERTIFIER), officer(BASSO)):
        with pytest.raises(Refused):
            done(operations.withdraw_answer, actor=actor, entry=UUID(entry), reason="x")
