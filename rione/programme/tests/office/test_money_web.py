"""Pages of money: both languages, forms sent twice, hostile input, who is let in, statements."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from rione.core.audit.models import Entry
from rione.core.identity.models import Membership
from rione.core.identity.operations import put_organisation
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO, member
from rione.core.scope.tests.statements import own_statements
from rione.programme import operations as do
from rione.programme.models import (
    Certification,
    Expense,
    FinancingLine,
    LegalCommitment,
    Payee,
    Payment,
)

from .factories import an_operation, done, logged_in, within
from .money_factories import DAY, PERSON_CODE, Office, an_office

pytestmark = pytest.mark.django_db
LISTS = ["expenses", "commitments", "payments", "payees", "plans", "certifications"]
HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}'


def address(name: str, *args: Any, language: str = "it") -> str:
    with override(language):
        return reverse(f"office:{name}", args=args)


def as_(client: Client, actor: Actor) -> Client:
    return logged_in(client, Membership.objects.get(pk=actor.membership))


@pytest.fixture
def office(db: None) -> Office:
    return an_office()


@pytest.fixture
def lived(office: Office) -> Office:
    """An office with something on every page."""
    office.certified(10_000)
    office.enter(office.paid(5_000), 4_000)
    waiting = office.enter(office.paid(3_000), 3_000)
    office.verify(waiting, 2_500, "Fuori termine")
    done(
        do.plan_year,
        actor=office.officer,
        operation=office.operation.pk,
        year=2021,
        amount_cents=9_000,
        reason="",
    )
    done(do.close_year, actor=office.officer, year=2019, reason="Approvato")
    return office


def one(model: Any, **by: Any) -> Any:
    with within():
        return model.objects.filter(**by).first().pk


def pages(office: Office) -> dict[str, tuple[Any, ...]]:
    """Every page that is only read, with its arguments."""
    code = office.operation.code
    return {
        **dict.fromkeys(LISTS, ()),
        "operation_money": (code,),
        "operation_expenses": (code,),
        "operation_account": (code, "available"),
        "commitment": (one(LegalCommitment),),
        "payment": (one(Payment),),
        "expense": (one(Expense, state="certified"),),
        "certification": (one(Certification),),
        "books": (),
        "years": (),
    }


def forms(office: Office) -> dict[str, tuple[Any, ...]]:
    """Every form of an officer or certifier, with its arguments."""
    code = office.operation.code
    return {
        **dict.fromkeys(
            ("grant_financing", "record_saving", "plan_year", "add_payee", "commit"), (code,)
        ),
        "reverse_financing": (one(FinancingLine),),
        "pay": (one(LegalCommitment),),
        "decommit": (one(LegalCommitment),),
        "undo_commitment": (one(LegalCommitment),),
        "enter_expense": (one(Payment),),
        "recover": (one(Payment),),
        "undo_payment": (one(Payment),),
        "verify_expense": (one(Expense, state="entered"),),
        "withdraw_expense": (one(Expense, state="entered"),),
        "send_back_expense": (one(Expense, state="verified"),),
        "correct_expense": (one(Expense, state="certified"),),
        "recover_expense": (one(Expense, state="certified"),),
        "close_year": (),
    }


@pytest.mark.parametrize("language", ["it", "en"])
def test_pages__of_money__speak_both_languages(
    client: Client, lived: Office, language: str
) -> None:
    as_(client, lived.officer)
    for name, args in (pages(lived) | forms(lived)).items():
        answer = client.get(address(name, *args, language=language))
        text = answer.content.decode()
        assert answer.status_code == 200, name
        assert f'<html lang="{language}">' in text, name
        assert text.count("<h1") == 1, name
        assert " style=" not in text, name
        assert " onclick=" not in text, name
        assert not re.search(r'id="([^"]+)"(?=[\s\S]* id="\1")', text), name


def test_pages__empty__say_what_comes_first(client: Client, office: Office) -> None:
    as_(client, office.officer)
    for name in [*LISTS, "books", "years"]:
        assert client.get(address(name)).status_code == 200, name
    text = client.get(address("operation_money", office.operation.code)).content.decode()
    assert "Ancora nessun finanziamento" in text


def test_pages__of_another_municipality__do_not_exist(client: Client, lived: Office) -> None:
    logged_in(client, member(Role.PROGRAMME_OFFICER, BASSO))
    open_to_all = {*LISTS, "books", "years", "close_year"}
    for name, args in (pages(lived) | forms(lived)).items():
        expected = 200 if name in open_to_all else 404
        answer = client.get(address(name, *args))
        assert answer.status_code == expected, name
        if expected == 200:
            assert lived.operation.code not in answer.content.decode(), name


def test_pages__of_another_beneficiary__do_not_exist(client: Client, lived: Office) -> None:
    other = put_organisation(kind="company", name="Altra Finta", municipality=ALTO)
    foreign = an_operation(body=other)
    stranger = member(Role.BENEFICIARY)
    Membership.objects.filter(pk=stranger.pk).update(organisation=other)
    logged_in(client, Membership.objects.get(pk=stranger.pk))
    for name, args in pages(lived).items():
        if name in LISTS and name != "certifications":
            text = client.get(address(name)).content.decode()
            assert lived.operation.code not in text, name
        elif name in ("certifications", "certification", "books", "years"):
            assert client.get(address(name, *args)).status_code == 403, name
        else:
            assert client.get(address(name, *args)).status_code == 404, name
    assert client.get(address("operation_money", foreign.code)).status_code == 200
    payment, expense = one(Payment), one(Expense, state="entered")
    assert client.get(address("enter_expense", payment)).status_code == 404
    assert client.get(address("withdraw_expense", expense)).status_code == 404
    api = client.get("/api/programme/v1/office/expenses").json()
    assert api["total"] == 0


@pytest.mark.parametrize(
    ("role", "closed"),
    [
        (Role.RESIDENT, {"expenses", "operation_money", "commit", "books", "certification"}),
        (Role.AUDITOR, {"commit", "verify_expense", "correct_expense", "close_year"}),
        (Role.CERTIFIER, {"commit", "verify_expense", "close_year", "enter_expense"}),
        (Role.BENEFICIARY, {"commit", "verify_expense", "books", "certifications"}),
    ],
)
def test_pages__for_a_role_without_the_work__are_closed(
    client: Client, lived: Office, role: Role, closed: set[str]
) -> None:
    logged_in(client, member(role))
    known = pages(lived) | forms(lived)
    for name in closed:
        assert client.get(address(name, *known[name])).status_code == 403, name


def test_page__of_an_expense__offers_what_this_person_may_do(client: Client, lived: Office) -> None:
    entered = address("expense", one(Expense, state="entered"))
    as_(client, lived.officer)
    text = client.get(entered).content.decode()
    assert "Verifica la spesa" in text
    mine = lived.enter(lived.paid(700), 700, actor=lived.officer)
    text = client.get(address("expense", mine)).content.decode()
    assert address("verify_expense", mine) not in text
    assert "spetta a un&#x27;altra persona" in text or "spetta a un'altra persona" in text
    as_(client, lived.certifier)
    text = client.get(entered).content.decode()
    assert address("verify_expense", mine) not in text


@pytest.mark.parametrize("language", ["it", "en"])
def test_commit__through_the_form_twice__commits_once(
    client: Client, office: Office, language: str
) -> None:
    office.grant(1_000)
    payee = office.payee()
    as_(client, office.officer)
    form = address("commit", office.operation.code, language=language)
    page = client.get(form)
    left = "Al massimo 10,00" if language == "it" else "At most €10.00"
    assert left in page.content.decode()
    sent = {
        "key": page.context["form"]["key"].value(),
        "number": "2021-1",
        "day": "2021-03-15",
        "payee": str(payee),
        "amount_cents": "6,00",
        "reason": "Contratto",
    }
    first, second = client.post(form, sent), client.post(form, sent)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    with within():
        assert LegalCommitment.objects.count() == 1
    more = client.post(form, sent | {"key": str(uuid4()), "number": "2021-2"})
    assert more.status_code == 422
    text = more.content.decode()
    assert ("4,00" if language == "it" else "€4.00") in text
    assert 'value="6,00"' in text


@pytest.mark.parametrize(
    "changes",
    [
        {"number": HOSTILE},
        {"number": "a\x00b"},
        {"day": "2099-01-01"},
        {"day": "1999-01-01"},
        {"day": "31/02/2021"},
        {"payee": "0d9c3bb6-53c5-4a3d-8fd0-5c6b0f9f8d11"},
        {"payee": HOSTILE},
        {"amount_cents": "-5"},
        {"amount_cents": "0"},
        {"amount_cents": "9" * 25},
        {"amount_cents": HOSTILE},
        {"reason": ""},
        {"reason": "x" * 501},
        {"reason": "\x00"},
        {"key": "short"},
        {"key": ""},
    ],
    ids=str,
)
def test_commit__of_something_wrong__says_so_and_stores_nothing(
    client: Client, office: Office, changes: dict[str, str]
) -> None:
    office.grant(10**12)
    sent = {
        "key": str(uuid4()),
        "number": "2021-1",
        "day": "2021-03-15",
        "payee": str(office.payee()),
        "amount_cents": "6,00",
        "reason": "Contratto",
    }
    as_(client, office.officer)
    answer = client.post(address("commit", office.operation.code), sent | changes)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'role="alert"' in text
    assert "<script>alert" not in text
    with within():
        assert not LegalCommitment.objects.exists()


def test_text__of_somebody_hostile__is_shown_as_text(client: Client, office: Office) -> None:
    office.grant(5_000)
    payee = office.payee(name=HOSTILE)
    commitment = office.commit(5_000, payee, reason=HOSTILE)
    payment = office.pay(commitment, 5_000)
    expense = office.enter(payment, 5_000, document_number=HOSTILE[:60])
    office.verify(expense, 4_000, HOSTILE)
    as_(client, office.officer)
    for name, key in (
        ("operation_money", office.operation.code),
        ("commitment", commitment),
        ("payment", payment),
        ("expense", expense),
    ):
        text = client.get(address(name, key)).content.decode()
        assert "<script>alert" not in text, name
        assert "&lt;script&gt;" in text, name


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "?sort=nothing",
        "?page=0",
        "?page=99",
        "?state=%00",
        "?q=%00%27%22<",
        "?year=abc",
        "?format=exe",
    ],
)
def test_lists__asked_for_nonsense__answer(
    client: Client, lived: Office, name: str, query: str
) -> None:
    as_(client, lived.officer)
    assert client.get(address(name) + query).status_code in (200, 302)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_lists__as_files__are_given(client: Client, lived: Office, name: str, form: str) -> None:
    as_(client, lived.officer)
    answer = client.get(f"{address(name)}?format={form}")
    assert answer.status_code == 200
    assert len(answer.getvalue()) > 20


@pytest.mark.parametrize("name", LISTS)
def test_lists__for_programs__narrow_by_each_facet_and_refuse_others(
    client: Client, lived: Office, name: str
) -> None:
    as_(client, lived.officer)
    api = f"/api/programme/v1/office/{name}"
    body = client.get(api).json()
    assert body["total"] >= 1
    if name != "payees":
        total = client.get(f"{api}?year=2021").json()["total"]
        assert total == body["total"]
        assert client.get(f"{api}?year=2016").json()["total"] == 0
        assert client.get(f"{api}?year=abc").status_code == 422
    for sort in {key for key in body["items"][0] if key != "id"}:
        assert client.get(f"{api}?sort=-{sort}").status_code == 200, sort
    assert Client().get(api).status_code == 401


def test_operation_expenses__of_one_operation__holds_no_others(
    client: Client, lived: Office
) -> None:
    other = an_office()
    foreign = other.enter(other.paid(100), 100, document_number="ALTRUI-1")
    as_(client, lived.officer)
    text = client.get(address("operation_expenses", lived.operation.code)).content.decode()
    assert "ALTRUI-1" not in text
    assert str(foreign) not in text


def test_names__of_natural_persons__are_read_on_record(client: Client, office: Office) -> None:
    office.grant(100)
    payee = office.payee(PERSON_CODE, kind="person", name="Ugo Finto")
    commitment = office.commit(100, payee)
    as_(client, office.officer)
    client.get(address("commitment", commitment))
    assert Entry.objects.filter(verb="see_payees", subjects=[f"payee:{payee}"]).count() == 1
    client.get(address("payees"))
    assert Entry.objects.filter(verb="list_payees").count() == 1
    assert not Entry.objects.filter(details__icontains="Finto").exists()


def test_account__unknown_or_not_open__does_not_exist(client: Client, office: Office) -> None:
    office.grant(100)
    as_(client, office.officer)
    code = office.operation.code
    assert client.get(address("operation_account", code, "available")).status_code == 200
    assert client.get(address("operation_account", code, "financing/pon_metro")).status_code == 200
    for name in ("paid", "nothing", "committed/9", "a/b/c", "financing/%00", "available/../x"):
        assert client.get(address("operation_account", code, name)).status_code == 404, name


def test_account__of_many_lines__has_pages(client: Client, office: Office) -> None:
    for _ in range(55):
        office.grant(100)
    as_(client, office.officer)
    page = address("operation_account", office.operation.code, "available")
    assert "page=2" in client.get(page).content.decode()
    assert client.get(f"{page}?page=2").content.decode().count("financing/") == 5
    assert client.get(f"{page}?page=99").status_code == 200


def test_claim__through_its_page__is_filled_and_sent_once(client: Client, lived: Office) -> None:
    waiting = one(Expense, state="verified")
    as_(client, lived.certifier)
    form = client.get(address("open_certification"))
    sent = {
        "key": form.context["form"]["key"].value(),
        "number": "DP-7",
        "first_day": "2021-01-01",
        "last_day": "2021-12-31",
        "day": "2022-01-10",
    }
    page = client.post(address("open_certification"), sent)["Location"]
    shown = client.get(page)
    assert str(waiting) in shown.content.decode()
    key = shown.context["form"]["key"].value()
    assert client.post(page, {"key": key}).status_code == 422
    assert client.post(page, {"key": key, "expenses": [str(uuid4())]}).status_code == 422
    for _ in range(2):
        assert client.post(page, {"key": key, "expenses": [str(waiting)]}).status_code == 302
    claim = one(Certification, number="DP-7")
    send = address("send_certification", claim)
    text = client.get(page).content.decode()
    assert send in text
    assert client.post(send, {"key": "12345678"}).status_code == 302
    assert client.get(send).status_code == 405
    assert client.post(page, {"key": str(uuid4()), "expenses": [str(waiting)]}).status_code == 404
    with within():
        row = Certification.objects.get(pk=claim)
    assert (row.state, row.total_cents) == ("sent", 2_500)
    as_(client, lived.officer)
    assert client.post(page, {"key": str(uuid4())}).status_code == 404


def test_year__closed_through_its_form__takes_no_more(client: Client, office: Office) -> None:
    as_(client, office.officer)
    form = client.get(address("close_year"))
    key = form.context["form"]["key"].value()
    sent = {"key": key, "year": "2021", "reason": "Conti approvati"}
    for _ in range(2):
        assert client.post(address("close_year"), sent).status_code == 302
    assert "Conti approvati" in client.get(address("years")).content.decode()
    late = {
        "key": str(uuid4()),
        "fund": "pon_metro",
        "amount_cents": "5",
        "day": DAY.isoformat(),
        "decision": "DD 1",
    }
    answer = client.post(address("grant_financing", office.operation.code), late)
    assert answer.status_code == 422
    assert "anno chiuso" in answer.content.decode()
    with within():
        assert not FinancingLine.objects.exists()


def test_pages__of_much_money__take_no_more_statements(client: Client, lived: Office) -> None:
    def taken() -> dict[str, int]:
        found = {}
        for name, args in shown.items():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address(name, *args)).status_code == 200
            found[name] = len(own_statements(queries.captured_queries))
        return found

    shown = pages(lived)
    as_(client, lived.officer)
    few = taken()
    claim = lived.claim()
    shown["certification"] = (claim,)
    for number in range(12):
        payment = lived.paid(1_000)
        expense = lived.enter(payment, 900)
        lived.verify(expense, 800, "Taglio")
        if number % 2:
            lived.certify(claim, expense)
    many = taken()
    assert {name: count for name, count in many.items() if count > few[name]} == {}
    assert max(many.values()) <= 10, many


def test_payee__same_code_twice__is_refused_at_its_field(client: Client, office: Office) -> None:
    as_(client, office.officer)
    form = address("add_payee", office.operation.code)
    sent = {"key": str(uuid4()), "name": "Ditta", "kind": "company", "tax_code": "1234567890 1"}
    assert client.post(form, sent).status_code == 302
    again = client.post(form, sent | {"key": str(uuid4())})
    assert again.status_code == 422
    assert "id_tax_code" in again.content.decode()
    with within():
        assert Payee.objects.count() == 1
