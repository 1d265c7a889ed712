"""The desk's pages over HTTP: both languages, who may see what, forms sent twice, files, API."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.audit.models import Entry
from rione.core.identity.models import Membership
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO, actor_of, member
from rione.core.scope.tests.statements import own_statements
from rione.programme import operations
from rione.programme.models import (
    CommunicationPlanItem,
    Deadline,
    FaqEntry,
    MissingItem,
    Operation,
    Question,
    QuestionMessage,
)
from rione.programme.operations import load_folder, telling
from rione.programme.tasks import tell_of_near_deadlines

from ..factories import small
from .desk_things import a_deadline, a_question, an_item, officer, on
from .factories import acting_as, an_operation, done, logged_in, within

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert('x')</script>\"'; DROP TABLE x;--\u202e \ufffe\r\nEND:VEVENT"
NAMES = (
    *("office:home", "office:questions", "office:deadlines", "office:communication"),
    "office:calendar",
)
OF_OPERATION = (
    *("office:operation_questions", "office:operation_deadlines", "office:operation_history"),
)
FAQ = {
    "question_it": "Quali ricevute?",
    "question_en": "Which receipts?",
    "answer_it": "Quelle quietanzate.",
    "answer_en": "Those that were paid.",
}


@pytest.fixture(autouse=True)
def somebody_acts() -> Iterator[None]:
    with acting(AuditActor("job", "tests")), on(2024, 3, 4):
        yield


@pytest.fixture
def row() -> Operation:
    return an_operation()


@pytest.fixture
def programme(tmp_path: Path) -> None:
    load_folder(folder=small().write(tmp_path / "programme"))


@pytest.fixture
def office(client: Client) -> Membership:
    membership = member(Role.PROGRAMME_OFFICER, factor=True)
    logged_in(client, membership)
    return membership


@pytest.fixture
def carrying_out(client: Client) -> Membership:
    membership = member(Role.BENEFICIARY, factor=True)
    logged_in(client, membership)
    return membership


def page(name: str, *arguments: Any, language: str = "it") -> str:
    with override(language):
        return reverse(name, args=arguments)


def text_of(answer: HttpResponse) -> str:
    content: bytes = answer.getvalue() if answer.streaming else answer.content
    return content.decode("utf-8-sig")


def send(client: Client, address: str, **data: Any) -> HttpResponse:
    """A form as the browser sends it: the key that the page brought."""
    shown = client.get(address)
    assert shown.status_code == 200, address
    key = shown.context["form"]["key"].value()
    return client.post(address, {"key": key, **data})


def everything(row: Operation) -> dict[str, UUID]:
    """Something of each kind about an operation."""
    question = a_question(row)
    done(operations.note_question, actor=officer(), question=question, text="NOTA-SEGRETA")
    done(operations.answer_question, actor=officer(), question=question, text="Risposta")
    items = (("Fattura", date(2024, 3, 20)),)
    done(operations.request_missing, actor=officer(), operation=row.pk, items=items)
    done(operations.publish_answer, actor=officer(), question=question, **FAQ)
    with within():
        missing = MissingItem.objects.get().pk
    return {
        "question": question,
        "deadline": a_deadline(row, role="beneficiary", months=2),
        "item": an_item(operation=row.pk),
        "missing": missing,
    }


def pages_of(row: Operation, made: dict[str, UUID], language: str) -> list[str]:
    return [
        *(page(name, language=language) for name in NAMES),
        *(page(name, row.code, language=language) for name in OF_OPERATION),
        page("office:question", made["question"], language=language),
        page("office:deadline", made["deadline"], language=language),
        page("office:communication_item", made["item"], language=language),
    ]


def forms_of(row: Operation, made: dict[str, UUID], language: str) -> list[str]:
    return [
        page("office:question_ask", row.code, language=language),
        page("office:missing_request", row.code, language=language),
        page("office:missing_provided", made["missing"], language=language),
        page("office:deadline_set", language=language),
        page("office:communication_plan", language=language),
        *(
            page(f"office:question_{name}", made["question"], language=language)
            for name in (
                *("answer", "follow_up", "note", "assign", "close", "reopen"),
                *("publish", "withdraw"),
            )
        ),
        *(
            page(f"office:deadline_{name}", made["deadline"], language=language)
            for name in ("postpone", "complete", "undo")
        ),
        *(
            page(f"office:communication_{name}", made["item"], language=language)
            for name in ("report", "cancel")
        ),
    ]


@pytest.mark.parametrize("language", ["it", "en"])
def test_pages__of_the_officer__speak_both_languages(
    client: Client, office: Membership, row: Operation, programme: None, language: str
) -> None:
    made = everything(row)
    for address in [*pages_of(row, made, language), *forms_of(row, made, language)]:
        answer = client.get(address)
        content = text_of(answer)
        assert answer.status_code == 200, address
        assert content.count("<h1>") == 1, address
        assert f'<html lang="{language}">' in content
        assert not re.search(r"<(?:div|p|span|a)[^>]* style=|<script>| onclick=", content), address
        assert "%(" not in content, address


@pytest.mark.parametrize("role", [Role.CERTIFIER, Role.AUDITOR, Role.BENEFICIARY])
def test_pages__of_other_readers__open(
    client: Client, row: Operation, programme: None, role: Role
) -> None:
    made = everything(row)
    logged_in(client, member(role, factor=True))
    for address in pages_of(row, made, "it"):
        assert client.get(address).status_code == 200, address


def test_pages__of_strangers__do_not_exist(client: Client, row: Operation, programme: None) -> None:
    made = everything(row)
    for role in (Role.BENEFICIARY, Role.PROGRAMME_OFFICER):
        logged_in(client, member(role, BASSO, factor=True))
        for address in pages_of(row, made, "it")[len(NAMES) :]:
            assert client.get(address).status_code == 404, address
        for address in forms_of(row, made, "it"):
            if "/nuova/" in address and row.code not in address:
                continue
            assert client.get(address).status_code in (403, 404), address
        for name in NAMES[1:4]:
            assert row.code not in text_of(client.get(page(name)))


def test_pages__without_logging_in__lead_to_the_log_in(client: Client, row: Operation) -> None:
    made = {"question": uuid4(), "deadline": uuid4(), "item": uuid4(), "missing": uuid4()}
    for address in [*pages_of(row, made, "it"), *forms_of(row, made, "it")]:
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert "next=" in answer["Location"]


def test_note__of_the_office__is_in_nothing_that_a_beneficiary_reads(
    client: Client, carrying_out: Membership, row: Operation, programme: None
) -> None:
    made = everything(row)
    addresses = pages_of(row, made, "it")
    addresses += [f"{page('office:questions')}?format={form}" for form in ("csv", "json", "xlsx")]
    addresses += [f"{page('office:questions')}?q=NOTA-SEGRETA"]
    addresses += [
        f"{page('office:operation_history', row.code)}?format={form}" for form in ("csv", "json")
    ]
    addresses += ["/api/programme/v1/office/questions"]
    addresses += [page("programme:faq"), page("programme:faq_atom"), page("programme:news_atom")]
    for address in addresses:
        answer = client.get(address)
        content = text_of(answer) if "xlsx" not in address else str(answer.getvalue())
        assert answer.status_code == 200, address
        found = content.replace("q=NOTA-SEGRETA", "").replace('value="NOTA-SEGRETA"', "")
        assert "nota interna" not in found.lower(), address
        assert "note_question" not in found, address
        if "q=NOTA" not in address:
            assert "NOTA-SEGRETA" not in found, address
    assert client.get(page("office:question_note", made["question"])).status_code == 403
    question = text_of(client.get(page("office:question", made["question"])))
    assert "Risposta" in question
    assert "Ugo Finto" not in question.split("<main", 1)[1]


def test_ask__through_the_form_twice__asks_once(
    client: Client, carrying_out: Membership, row: Operation
) -> None:
    address = page("office:question_ask", row.code)
    key = client.get(address).context["form"]["key"].value()
    data = {"key": key, "topic": "reporting", "subject": HOSTILE, "text": HOSTILE}
    first, second = client.post(address, data), client.post(address, data)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    with within():
        assert Question.objects.count() == 1
    content = text_of(client.get(first["Location"]))
    assert "<script>alert" not in content
    assert "&lt;script&gt;" in content
    wrong = client.post(address, data | {"key": str(uuid4()), "subject": "", "topic": "x"})
    assert wrong.status_code == 422
    assert 'href="#id_subject"' in text_of(wrong)


def test_question__answered_through_forms__goes_through_its_life(
    client: Client, office: Membership, row: Operation, programme: None
) -> None:
    question = a_question(row)
    for name, data, state in (
        ("assign", {"account": str(office.user_id)}, "open"),
        ("note", {"text": "nota"}, "open"),
        ("answer", {"text": "Vedi https://finta.example/guida"}, "answered"),
        ("follow_up", {"text": "E poi?"}, "reopened"),
        ("answer", {"text": "Così."}, "answered"),
        ("close", {"reason": "Chiaro"}, "closed"),
        ("reopen", {"reason": "Altro"}, "reopened"),
    ):
        answer = send(client, page(f"office:question_{name}", question), **data)
        assert answer.status_code == 302, name
        with within():
            assert Question.objects.get().state == state
    content = text_of(client.get(page("office:question", question)))
    assert '<a href="https://finta.example/guida" rel="nofollow">' in content
    assert "giorni lavorativi" in content or "Risposta entro" in content
    refused = send(client, page("office:question_reopen", question), reason="x")
    assert refused.status_code == 422


def test_publish__through_forms_twice__publishes_and_withdraws_once(
    client: Client, office: Membership, row: Operation
) -> None:
    question = a_question(row)
    done(operations.answer_question, actor=officer(), question=question, text="Ecco")
    address = page("office:question_publish", question)
    wrong = send(client, address, **FAQ | {"answer_en": f"See {row.code}"})
    assert wrong.status_code == 422
    assert 'href="#id_answer_en"' in text_of(wrong)
    key = client.get(address).context["form"]["key"].value()
    for _ in range(2):
        assert client.post(address, {"key": key, **FAQ}).status_code == 302
    for language, words in (("it", "Quelle quietanzate."), ("en", "Those that were paid.")):
        assert words in text_of(client.get(page("programme:faq", language=language)))
    address = page("office:question_withdraw", question)
    key = client.get(address).context["form"]["key"].value()
    for _ in range(2):
        assert client.post(address, {"key": key, "reason": "Errata"}).status_code == 302
    with within():
        assert FaqEntry.objects.get().withdrawal_reason == "Errata"
    assert "quietanzate" not in text_of(client.get(page("programme:faq")))


def test_missing__asked_and_handed_in_through_forms__is_done_once(
    client: Client, office: Membership, row: Operation
) -> None:
    address = page("office:missing_request", row.code)
    bad = send(client, address, text_1="Fattura", due_1="2024-03-20", text_2="DURC", due_2="")
    assert bad.status_code == 422
    assert 'href="#id_due_2"' in text_of(bad)
    sent = send(
        client, address, text_1=HOSTILE, due_1="20/03/2024", text_3="DURC", due_3="2024-04-01"
    )
    assert sent.status_code == 302
    with within():
        keys = list(MissingItem.objects.order_by("position").values_list("pk", flat=True))
    assert len(keys) == 2
    address = page("office:missing_provided", keys[0])
    key = client.get(address).context["form"]["key"].value()
    for _ in range(2):
        assert client.post(address, {"key": key, "evidence": "Prot. 1"}).status_code == 302
    assert client.get(address).status_code == 302
    content = text_of(client.get(page("office:operation_questions", row.code)))
    assert "<script>alert" not in content
    assert "Prot. 1" in content


def test_deadline__through_forms__is_set_postponed_kept_and_taken_back(
    client: Client, office: Membership, row: Operation
) -> None:
    data = {
        "kind": "report",
        "title": HOSTILE,
        "operation": str(row.pk),
        "due": "2024-06-02",
        "months": "2",
        "until": "",
        "role": "programme_officer",
        "account": str(office.user_id),
        "target_cents": "",
    }
    made = send(client, page("office:deadline_set"), **data)
    assert made.status_code == 302
    with within():
        key = Deadline.objects.get().pk
    content = text_of(client.get(made["Location"]))
    assert "<script>alert" not in content
    assert "Si ripete ogni 2 mesi." in content
    assert "4 giugno" not in content
    assert "3 giugno 2024" in content  # 2 June is a Sunday and a holiday
    for name, sent in (
        ("postpone", {"day": "2024-07-01", "reason": "Proroga"}),
        ("complete", {"day": "2024-03-04", "evidence": "Prot. 9"}),
        ("undo", {"reason": "Errore"}),
    ):
        address = page(f"office:deadline_{name}", key)
        form_key = client.get(address).context["form"]["key"].value()
        for _ in range(2):
            assert client.post(address, {"key": form_key, **sent}).status_code == 302, name
    content = text_of(client.get(page("office:deadline", key)))
    for words in ("Proroga", "Prot. 9", "Errore"):
        assert words in content
    wrong = send(client, page("office:deadline_set"), **data | {"due": "2024-02-30"})
    assert wrong.status_code == 422
    target = data | {"kind": "spending_target", "due": "2027-12-31", "months": "0"}
    refused = send(client, page("office:deadline_set"), **target)
    assert 'href="#id_target_cents"' in text_of(refused)
    target["target_cents"] = "1.234,56"
    assert send(client, page("office:deadline_set"), **target).status_code == 302
    with within():
        assert Deadline.objects.get(kind="spending_target").target_cents == 123456


def test_communication__through_forms__is_planned_reported_and_public(
    client: Client, office: Membership, row: Operation, programme: None
) -> None:
    data = {
        "kind": "event",
        "title_it": HOSTILE,
        "title_en": "Fair",
        "audience_it": "Tutti",
        "audience_en": "All",
        "channel_it": "Piazza",
        "channel_en": "Square",
        "action_codes": ["MI1.1.1.a"],
        "planned_on": "2024-05-01",
        "reach_unit": "people",
        "reach_planned": "100",
        "operation": str(row.pk),
        "budget_cents": "1500",
    }
    made = send(client, page("office:communication_plan"), **data)
    assert made.status_code == 302
    with within():
        item = CommunicationPlanItem.objects.get()
    assert item.budget_cents == 150000
    content = text_of(client.get(page("programme:communication")))
    assert "lo dichiara l’ufficio programma" in content
    assert "<script>alert" not in content
    report = {
        "held_on": "2024-03-01",
        "reach_achieved": "80",
        "label_present": "yes",
        "label_checked_on": "",
        "evidence_url": "",
        "reason": "",
    }
    address = page("office:communication_report", item.pk)
    assert send(client, address, **report).status_code == 422
    report["label_checked_on"] = "2024-03-01"
    assert send(client, address, **report).status_code == 302
    content = text_of(client.get(page("programme:communication", language="en")))
    assert "80 people" in content
    assert "The label of the European money was there on 1 March 2024." in content
    assert send(client, page("office:communication_cancel", item.pk), reason="x").status_code == 422


def test_home__with_nothing__is_calm(client: Client, office: Membership) -> None:
    assert "Nulla ti aspetta" in text_of(client.get(page("office:home")))
    assert "Nothing waits for you" in text_of(client.get(page("office:home", language="en")))


def test_home__with_things_to_do__names_them_by_day_in_few_statements(
    client: Client, office: Membership, row: Operation, programme: None
) -> None:
    a_question(row, subject="Domanda urgente")
    a_deadline(row, title="Trasmissione lontana", due=date(2024, 12, 31))

    def taken() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(page("office:home"))
        assert answer.status_code == 200
        return len(own_statements(queries.captured_queries))

    few = taken()
    content = text_of(client.get(page("office:home")))
    assert content.index("Domanda urgente") < content.index("Trasmissione lontana")
    for number in range(30):
        a_question(row, subject=f"Domanda {number}")
        a_deadline(row, due=date(2024, 12, 31))
    assert taken() == few
    assert few <= 10
    with on(2024, 4, 1):
        assert "scadute" in text_of(client.get(page("office:home")))


@pytest.mark.parametrize(
    "name", ["office:questions", "office:deadlines", "office:communication", *OF_OPERATION]
)
def test_lists__of_many__take_no_more_statements(
    client: Client, office: Membership, row: Operation, programme: None, name: str
) -> None:
    address = page(name, *([row.code] if name in OF_OPERATION else []))

    def taken() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(own_statements(queries.captured_queries))

    made = everything(row)
    done(operations.close_question, actor=officer(), question=made["question"], reason="x")
    few = taken()
    for _ in range(12):
        key = a_question(row)
        done(operations.close_question, actor=officer(), question=key, reason="x")
        a_deadline(row)
        an_item(operation=row.pk)
    assert taken() == few
    assert few <= 10


def test_thread__of_many_messages__takes_no_more_statements(
    client: Client, office: Membership, row: Operation
) -> None:
    key = a_question(row)

    def taken() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page("office:question", key)).status_code == 200
        return len(own_statements(queries.captured_queries))

    done(operations.note_question, actor=officer(), question=key, text="x")
    few = taken()
    for _ in range(12):
        done(operations.note_question, actor=officer(), question=key, text="x")
    assert taken() == few <= 10


@pytest.mark.parametrize("name", ["questions", "deadlines", "communication"])
def test_lists__as_files_and_interface__say_the_same(
    client: Client, office: Membership, row: Operation, programme: None, name: str
) -> None:
    everything(row)
    address = page(f"office:{name}")
    lines = list(
        csv.reader(io.StringIO(text_of(client.get(f"{address}?format=csv"))), delimiter=";")
    )
    found = json.loads(text_of(client.get(f"{address}?format=json")))
    api = {"communication": "communication-plan"}.get(name, name)
    served = client.get(f"/api/programme/v1/office/{api}").json()
    assert len(lines) - 1 == len(found) == served["total"] == 1
    for key, value in found[0].items():
        assert served["items"][0][key] == value
    assert client.get(f"{address}?format=xlsx").getvalue().startswith(b"PK")


@pytest.mark.parametrize(
    "query",
    [
        *("?sort=nothing", "?page=0", "?page=99", "?state=%00", "?q=%00%27%22<", "?term=late"),
        *("?before=abc", "?before=999999999999999999999", "?part=nothing", "?part=%00"),
        *("?before=-1", "?format=exe", "?operation=%27", "?before=٣"),
    ],
)
def test_pages__asked_for_nonsense__answer(
    client: Client, office: Membership, row: Operation, query: str
) -> None:
    for name in ("questions", "deadlines", "communication", "home", "deadline_set"):
        assert client.get(page(f"office:{name}") + query).status_code in (200, 302)
    for name in OF_OPERATION:
        assert client.get(page(name, row.code) + query).status_code == 200
    for name in ("programme:faq", "programme:communication"):
        assert client.get(page(name) + query).status_code == 200


# History


def test_history__of_an_operation__says_who_did_what_and_why(
    client: Client, office: Membership, row: Operation
) -> None:
    question = a_question(row)
    send(client, page("office:question_close", question), reason="Chiaro <b>così</b>")
    key = a_deadline(row)
    send(client, page("office:deadline_postpone", key), day="2024-07-01", reason="Proroga")
    content = text_of(client.get(page("office:operation_history", row.code)))
    assert "Scadenza rinviata dal 30 aprile 2024 al 1º luglio 2024" in content
    assert "Domanda posta; la risposta è dovuta entro il 18 marzo 2024" in content
    assert "Chiaro &lt;b&gt;così&lt;/b&gt;" in content
    assert "Proroga" in content
    assert "Ugo Finto, Responsabile" in content or "Ugo Finto" in content
    english = text_of(client.get(page("office:operation_history", row.code, language="en")))
    assert "Deadline postponed from 30 April 2024 to 1 July 2024" in english
    only = text_of(client.get(f"{page('office:operation_history', row.code)}?part=deadlines"))
    assert "Domanda posta" not in only
    assert "Scadenza rinviata" in only


def test_history__for_a_beneficiary__names_nobody_and_no_note(
    client: Client, office: Membership, row: Operation
) -> None:
    question = a_question(row)
    send(client, page("office:question_note", question), text="NOTA-SEGRETA")
    send(client, page("office:question_close", question), reason="Chiaro")
    address = page("office:operation_history", row.code)
    mine = text_of(client.get(address)).split("<main", 1)[1]
    assert "Ugo Finto" in mine
    assert "Nota interna scritta" in mine
    logged_in(client, member(Role.BENEFICIARY, factor=True))
    theirs = text_of(client.get(address)).split("<main", 1)[1]
    assert "Ugo Finto" not in theirs
    assert "Nota interna" not in theirs
    assert "Domanda chiusa" in theirs
    assert "Officina Finta" in theirs
    exported = json.loads(text_of(client.get(f"{address}?format=json")))
    assert {line["verb"] for line in exported} == {"ask_question", "close_question"}
    assert {line["name"] for line in exported} == {""}


def test_history__longer_than_a_page__goes_on_and_exports_whole(
    client: Client, office: Membership, row: Operation
) -> None:
    question = a_question(row)
    for number in range(60):
        done(operations.note_question, actor=officer(), question=question, text=f"n {number}")
    address = page("office:operation_history", row.code)
    first = client.get(address)
    older = first.context["older_url"]
    second = client.get(older)
    assert len(first.context["lines"]) == 50
    assert len(second.context["lines"]) == 11
    ids = [one["line"].id for answer in (first, second) for one in answer.context["lines"]]
    assert ids == sorted(set(ids), reverse=True)
    assert second.context["older_url"] == ""
    assert len(json.loads(text_of(client.get(f"{address}?format=json")))) == 61
    lines = text_of(client.get(f"{address}?format=csv&part=deadlines"))
    assert len(lines.splitlines()) == 1
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    about = [
        sql
        for sql in own_statements(queries.captured_queries)
        if "audit_entry" in sql or "union" in sql.lower()
    ]
    assert len(about) <= 3


def test_history__of_another_operation__is_not_mixed_in(
    client: Client, office: Membership, row: Operation
) -> None:
    other = an_operation()
    a_question(other, subject="Altra")
    a_deadline(None)
    assert Entry.objects.count() >= 2
    content = text_of(client.get(page("office:operation_history", row.code)))
    assert "Ancora nulla" in content or "Non è ancora successo nulla" in content


def test_history__of_what_nobody_described__is_the_staffs(client: Client, row: Operation) -> None:
    from rione.core.audit.operations import record
    from rione.core.audit.rules import Subject

    about = Subject("operation", str(row.pk))
    for verb in ("report_irregularity", "begin_check", "something_new", "enter_expense"):
        record(verb=verb, subjects=[about], municipality=ALTO)
    address = f"{page('office:operation_history', row.code)}?format=json"
    for role, seen in (
        (Role.BENEFICIARY, {"enter_expense"}),
        (
            Role.AUDITOR,
            {"report_irregularity", "begin_check", "something_new", "enter_expense"},
        ),
    ):
        logged_in(client, member(role, factor=True))
        assert {line["verb"] for line in json.loads(text_of(client.get(address)))} == seen
        hidden = json.loads(text_of(client.get(address + "&part=checks")))
        assert len(hidden) == (0 if role == Role.BENEFICIARY else 2)


# Calendars


def test_calendar__through_its_page__is_made_read_and_renewed(
    client: Client, office: Membership, row: Operation
) -> None:
    address = page("office:calendar")
    assert "Non hai ancora un indirizzo" in text_of(client.get(address))
    key = client.get(address).context["key"]
    for _ in range(2):
        assert client.post(address, {"key": key}).status_code == 302
    url = client.get(address).context["url"]
    a_deadline(row, title=HOSTILE + " è ; , \\ " + "lungo " * 12)
    a_deadline(None, title="Del programma")
    done_key = a_deadline(row, title="Fatta")
    done(
        operations.complete_deadline,
        actor=officer(),
        deadline=done_key,
        day=date(2024, 3, 4),
        evidence="x",
    )
    a_deadline(row, title="Di altri", role="certifier")
    reader = Client()
    answer = reader.get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"].startswith("private")
    events = events_of(answer.content)
    assert len(events) == 2
    assert {event["DTSTART;VALUE=DATE"] for event in events} == {"20240430"}
    assert any("<script>alert" in event["SUMMARY"] for event in events)
    assert reader.get(url, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert reader.head(url).status_code == 200
    assert client.post(address, {"key": str(uuid4())}).status_code == 302
    assert reader.get(url).status_code == 404
    english = client.get(page("office:calendar", language="en")).context["url"]
    assert "Deadline of the programme" in reader.get(english).content.decode()
    for broken in (english[:-5] + "x.ics", english.replace(".ics", "a.ics")):
        assert reader.get(broken).status_code == 404


def events_of(content: bytes) -> list[dict[str, str]]:
    """A calendar read line by line, as RFC 5545 says."""
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in lines)
    assert not any(re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line) for line in lines)
    whole: list[str] = []
    for line in lines:
        text = line.decode()  # no character is cut in two
        if text.startswith(" "):
            whole[-1] += text[1:]
        else:
            whole.append(text)
    assert whole[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert whole[-1] == "END:VCALENDAR"
    assert [line for line in whole if line.startswith("PRODID:")]
    assert not [line for line in whole if "VALARM" in line and line.startswith("BEGIN")]
    found: list[dict[str, str]] = []
    open_event: dict[str, str] | None = None
    for line in whole:
        assert re.match(r"[A-Z-]+(;[A-Z-]+=[^:;]+)*:", line), line
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            assert open_event is None
            open_event = {}
        elif line == "END:VEVENT":
            assert open_event is not None
            found.append(open_event)
            open_event = None
        elif open_event is not None:
            assert name not in open_event, "a property stands once"
            open_event[name] = value
    assert open_event is None
    for event in found:
        assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"} <= set(event)
        assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"])
        assert re.fullmatch(r"\d{8}", event["DTSTART;VALUE=DATE"])
        assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", event["SUMMARY"])
    assert len({event["UID"] for event in found}) == len(found)
    return found


# Feeds


@pytest.mark.parametrize("name", ["news_atom", "news_rss", "faq_atom", "faq_rss"])
def test_feeds__of_an_empty_platform__are_valid_and_the_same_tomorrow(
    client: Client, name: str
) -> None:
    first = client.get(page(f"programme:{name}"))
    root = ElementTree.fromstring(first.content)  # noqa: S314 — our own answer
    assert not [one for one in root.iter() if one.tag.endswith(("entry", "item"))]
    with on(2024, 3, 5):
        assert client.get(page(f"programme:{name}")).content == first.content


# Reminders


def test_reminders__of_near_deadlines__are_told_on_their_days_only(row: Operation) -> None:
    office = acting_as(Role.PROGRAMME_OFFICER)
    for day in (4, 5, 6, 11, 18, 19):
        a_deadline(row, due=date(2024, 3, day), title=f"{day}")
    finished = a_deadline(row, due=date(2024, 3, 11))
    done(
        operations.complete_deadline,
        actor=office,
        deadline=finished,
        day=date(2024, 3, 4),
        evidence="x",
    )
    told: list[telling.Told] = []
    telling.register_sender(told.append)
    try:
        tell_of_near_deadlines(0)
        tell_of_near_deadlines(0)
    finally:
        telling.register_sender(None)
    assert sorted({one.day.day for one in told if one.day}) == [4, 5, 11, 18]
    assert len({one.key for one in told}) == len(told) / 2 == 4
    assert {one.municipality for one in told} == {ALTO}


def test_messages__of_the_office__are_counted_for_the_staff_only(row: Operation) -> None:
    key = a_question(row)
    done(operations.note_question, actor=officer(), question=key, text="x")
    with within():
        assert QuestionMessage.objects.get().shared_with == []
    who = actor_of(member(Role.BENEFICIARY, factor=True))
    assert who.municipality == ALTO
