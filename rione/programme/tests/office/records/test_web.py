"""Pages of the register: both languages, who sees them, what they do, how many statements."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import actor_of, member
from rione.core.scope.tests.statements import own_statements
from rione.programme.models import Action, Conflict, Load, Resolution, SourceDocument, Statement
from rione.programme.operations import load_folder
from rione.programme.rules.fields import FIELDS
from rione.programme.tests.factories import MILANO, small

from ..factories import logged_in
from .factories import ACTION, MILAN, SESTO, said, stated
from .test_stating import INDICATORS, QUOTE

pytestmark = pytest.mark.django_db
LISTS = ("statements", "conflicts", "indicators", "documents", "register")
KEY = "a-key-of-a-form"
SOURCE = {"document": "libro", "place_kind": "p.", "place": "4", "reason": "Arrivato oggi"}


@pytest.fixture
def programme(db: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    text = small().with_file("indicators.yaml", INDICATORS)
    load_folder(folder=text.write(tmp_path_factory.mktemp("p")))


@pytest.fixture
def officer(programme: None, client: Client) -> Client:
    return logged_in(client, member(Role.PROGRAMME_OFFICER, MILAN))


@pytest.fixture
def disputed(programme: None) -> Actor:
    actor = actor_of(member(Role.PROGRAMME_OFFICER, MILAN, factor=True))
    stated(actor, said("financing.pon_metro", "90,00", "libro:p.2"))
    return actor


def page(name: str, *args: object, language: str = "it") -> str:
    with override(language):
        return reverse(f"office:{name}", args=args)


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", [Role.PROGRAMME_OFFICER, Role.CERTIFIER, Role.AUDITOR])
def test_lists__for_the_staff_of_the_programme__show_rows(
    programme: None, disputed: Actor, client: Client, role: Role, name: str, language: str
) -> None:
    logged_in(client, member(role, MILAN))
    address = page(name, language=language)
    answer = client.get(address)
    assert answer.status_code == 200
    assert b"<tbody" in answer.content
    assert json.loads(client.get(f"{address}?format=json").getvalue())
    assert client.get(f"{address}?format=xlsx").getvalue().startswith(b"PK")
    text = client.get(f"{address}?format=csv").getvalue().decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text), delimiter=";"))) > 1


@pytest.mark.parametrize("role", [Role.PROGRAMME_OFFICER, Role.AUDITOR])
def test_pages__of_another_municipality__do_not_exist(
    disputed: Actor, client: Client, role: Role
) -> None:
    made = Statement.objects.get(amount_cents=9000)
    logged_in(client, member(role, SESTO))
    addresses = [page(name) for name in LISTS]
    addresses += [
        page("statement", made.pk),
        page("conflict", "action/MI1.1.1.a/financing.pon_metro/values"),
        page("subject_history", *ACTION),
    ]
    for name in ("add_statement", "move_state", "add_document", "add_indicator_value"):
        if role == Role.PROGRAMME_OFFICER:
            addresses.append(page(name))
            assert client.post(page(name), {"key": KEY}).status_code == 404
    for address in addresses:
        assert client.get(address).status_code == 404, address
    body = client.get("/api/programme/v1/office/statements").json()
    assert body["total"] == 0


@pytest.mark.parametrize("role", [Role.CERTIFIER, Role.AUDITOR, Role.BENEFICIARY])
def test_writes__by_readers__are_closed(disputed: Actor, client: Client, role: Role) -> None:
    logged_in(client, member(role, MILAN))
    for name in ("add_statement", "move_state", "add_document", "add_indicator_value"):
        assert client.get(page(name)).status_code == 403
    made = Statement.objects.get(amount_cents=9000)
    assert client.post(page("retire_statement", made.pk), {"key": KEY}).status_code == 403
    conflict = page("conflict", "action/MI1.1.1.a/financing.pon_metro/values")
    answer = client.post(conflict, {"key": KEY, "statement": made.pk, "why": "x"})
    assert answer.status_code in (403, 404)
    assert not Resolution.objects.exists()
    if role != Role.BENEFICIARY:
        shown = client.get(conflict)
        assert shown.status_code == 200
        assert b"<select" not in shown.content.split(b"<main")[1]


@pytest.mark.parametrize("name", LISTS)
def test_lists__of_a_whole_city__take_few_statements(client: Client, name: str) -> None:
    load_folder(folder=MILANO)
    logged_in(client, member(Role.AUDITOR, MILAN))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page(name)).status_code == 200
    assert len(own_statements(queries.captured_queries)) <= 10


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "query", ["?sort=nothing", "?page=99", "?q=%00%27%22<", "?group=%00", "?state=x&standing=y"]
)
def test_lists__asked_for_nonsense__answer(officer: Client, name: str, query: str) -> None:
    assert officer.get(page(name) + query).status_code in (200, 302)


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("group", sorted(FIELDS))
def test_form__of_each_field__is_shown(officer: Client, group: str, language: str) -> None:
    spec = FIELDS[group]
    about = "action:MI1.1.1.a" if not spec.subjects or "action" in spec.subjects else ""
    about = about or "indicator:1.1"
    address = page("add_statement", language=language) + f"?about={about}&field={group}"
    answer = officer.get(address)
    assert answer.status_code == 200
    assert b'name="place"' in answer.content
    refused = officer.post(address, {"key": KEY, **SOURCE, "place": "\x00", "quote": "\u202e"})
    assert refused.status_code == 422


FILLED: dict[str, tuple[str, dict[str, str]]] = {
    "financing": ("action:MI1.1.1.a", {"name": "private", "value": "1.234,50"}),
    "state": ("action:MI1.1.1.a", {"value": "operational", "quote": QUOTE}),
    "quantity": (
        "action:MI1.1.1.a",
        {"name": "areas", "value": "1.000", "qualifier": "about", "unit": "areas"},
    ),
    "target": ("indicator:1.1", {"name": "2018", "value_none": "on", "qualifier": "exact"}),
    "achieved": ("indicator:1.1", {"name": "2024-01-31", "value": "4,5", "qualifier": "exact"}),
    "unit": ("indicator:1.1", {"value": "areas"}),
    "date": ("action:MI1.1.1.a", {"name": "end", "value_unknown": "on", "quote": QUOTE}),
    "text": ("action:MI1.1.1.a", {"name": "equipment", "value_it": "Testo", "value_en": "Text"}),
    "title": ("action:MI1.1.1.a", {"value": "Titolo", "note_it": "Nota", "note_en": "Note"}),
    "partnership": ("action:MI1.1.1.a", {"value": "co_design", "quote": QUOTE}),
    "complement": (
        "action:MI1.1.1.a",
        {"name": "private", "amount_unknown": "on", "intervention_it": "a", "intervention_en": "b",
         "quote": QUOTE},
    ),
    "waits_for": (
        "action:MI1.1.1.a",
        {"name": "MI3.1.1.a", "milestone_it": "a", "milestone_en": "b", "until": "closed"},
    ),
    "reprogramming": (
        "action:MI1.1.1.a",
        {"name": "fourth", "into_it": "a", "into_en": "b", "amount": "5", "reason_it": "c",
         "reason_en": "d"},
    ),
    "procurement": (
        "action:MI1.1.1.a",
        {"name": "lot_1", "kind": "works", "title_it": "a", "title_en": "b", "state": "running"},
    ),
    "party": (
        "action:MI1.1.1.a",
        {"name": "maker", "party_name": "Officina Finta", "role": "manager"},
    ),
    "link": (
        "action:MI1.1.1.a",
        {"name": "site", "url": "https://finta.example/", "label_it": "a", "label_en": "b"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("group", sorted(FILLED))
def test_form__filled_in_and_sent_twice__states_it_once(officer: Client, group: str) -> None:
    about, data = FILLED[group]
    address = page("add_statement") + f"?about={about}&field={group}"
    sent = {"key": KEY, **SOURCE, **data}
    first = officer.post(address, sent)
    assert first.status_code == 302, first.context["form"].errors
    assert officer.post(address, sent)["Location"] == first["Location"]
    made = Statement.objects.get(loaded_in__origin="office")
    assert made.field.partition(".")[0] == group
    assert made.locator == "p.4"
    for language in ("it", "en"):
        shown = officer.get(page("statement", made.pk, language=language))
        assert shown.status_code == 200
        assert "Arrivato oggi" in shown.content.decode()


def test_form__wrong_in_several_ways__says_where(officer: Client) -> None:
    address = page("add_statement") + "?about=action:MI1.1.1.a&field=financing"
    for data, field in (
        ({"name": "private"}, "value"),
        ({"name": "private", "value": "12", "place": "x"}, "place"),
        ({"name": "private", "value": "12", "place": "9-3"}, "place"),
        ({"name": "private", "value_unknown": "on"}, "quote"),
        ({"name": "private", "value": "12", "as_of": "2999"}, "as_of"),
        ({"name": "private", "value": "12", "reason": " "}, "reason"),
        ({"name": "other", "value": "12"}, "name"),
    ):
        answer = officer.post(address, {"key": KEY, **SOURCE, **data})
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {field}
    assert not Load.objects.filter(origin="office").exists()


@pytest.mark.parametrize(
    "query",
    ["", "?about=action:MI1.1.1.a", "?about=nothing", "?about=action:MI1.1.1.a&field=x",
     "?about=%00&field=%00", "?about=" + "x" * 500],
)  # fmt: skip
def test_form__without_a_subject_or_field__asks_for_them(officer: Client, query: str) -> None:
    answer = officer.get(page("add_statement") + query)
    assert answer.status_code == 200
    assert b'name="about"' in answer.content


def test_retire__through_the_page__takes_it_back(
    officer: Client, disputed: Actor, client: Client
) -> None:
    made = Statement.objects.get(amount_cents=9000)
    folder = Statement.objects.filter(loaded_in__origin="folder").first()
    assert folder is not None
    address = page("retire_statement", made.pk)
    assert address in officer.get(page("statement", made.pk)).content.decode()
    refused = officer.post(page("retire_statement", folder.pk), {"key": KEY, "reason": "x"})
    assert refused.status_code == 422
    assert officer.get(address).status_code == 200
    assert officer.post(address, {"key": KEY, "reason": "Per errore"}).status_code == 302
    assert not Conflict.objects.exists()
    assert "Per errore" in officer.get(page("statement", made.pk)).content.decode()
    assert "Per errore" in officer.get(page("subject_history", *ACTION)).content.decode()
    assert officer.get(page("statement", 2**70)).status_code == 404


@pytest.mark.parametrize("language", ["it", "en"])
def test_conflict__decided_and_given_back__through_the_page(
    officer: Client, disputed: Actor, language: str
) -> None:
    made = Statement.objects.get(amount_cents=9000)
    address = page("conflict", "action/MI1.1.1.a/financing.pon_metro/values", language=language)
    assert officer.get(address).status_code == 200
    assert officer.post(address, {"key": KEY, "statement": made.pk}).status_code == 422
    answer = officer.post(address, {"key": KEY, "statement": made.pk, "why": "Atto firmato"})
    assert answer.status_code == 302
    assert Action.objects.get(code=ACTION[1]).known_cents == 9000
    assert "Atto firmato" in officer.get(address).content.decode()
    officer.post(address, {"key": KEY + "2", "statement": "rule", "why": "Ripensato"})
    assert Resolution.objects.latest("pk").statement_id is None
    for other in ("x", "a/b/c/d", "action/%00/state/values", "a/b/c/d/e/f"):
        assert officer.get(page("conflicts") + other + "/").status_code == 404


@pytest.mark.parametrize("language", ["it", "en"])
def test_state__moved_through_the_page__says_what_is_possible(
    officer: Client, language: str
) -> None:
    address = page("move_state", language=language) + "?about=action:MI1.1.1.a"
    assert officer.get(address).status_code == 200
    sent = {"key": KEY, **SOURCE, "about": "action:MI1.1.1.a", "as_of": "2024-02", "quote": QUOTE}
    refused = officer.post(address, {**sent, "state": "planned"})
    assert set(refused.context["form"].errors) == {"state"}
    assert officer.post(address, {**sent, "state": "operational"}).status_code == 302
    assert Action.objects.get(code=ACTION[1]).state == "operational"


def test_document_and_value__entered_through_the_pages__are_there(officer: Client) -> None:
    sent = {
        "key": KEY,
        "title": "Lettera inventata",
        "code": "lettera-1",
        "kind": "letter",
        "language": "it",
        "rank": "2",
        "reason": "Protocollo",
    }
    refused = officer.post(page("add_document"), {**sent, "code": "LETTERA"})
    assert set(refused.context["form"].errors) == {"code"}
    assert officer.post(page("add_document"), sent).status_code == 302
    assert SourceDocument.objects.get(code="lettera-1").rank == 2
    value = {"key": KEY + "2", **SOURCE, "document": "lettera-1", "indicator": "1.1",
             "day": "2024-01-31", "value": "7"}  # fmt: skip
    page_of_value = officer.get(page("add_indicator_value"))
    assert b'name="query"' not in page_of_value.content
    assert officer.post(page("add_indicator_value"), value).status_code == 302
    shown = officer.get(page("indicators") + "?format=json")
    assert json.loads(shown.getvalue())[0]["latest"] == "7"
    empty = officer.post(page("add_indicator_value"), {**value, "key": KEY + "3", "place": ""})
    assert set(empty.context["form"].errors) == {"place"}
