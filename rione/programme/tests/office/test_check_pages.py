"""Pages of procurements and checks: both languages, who is let in, forms, statements."""

import html
import io
import json
import zipfile
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from rione.core.identity.models import Membership
from rione.core.identity.rules.actors import Actor
from rione.core.scope import scope
from rione.core.scope.tests.statements import own_statements
from rione.programme.models import (
    AwardProcedure,
    Check,
    CheckAnswer,
    CheckTemplate,
    Contract,
    Finding,
    FollowUp,
    Irregularity,
    ProcedureParty,
    Recovery,
    SampleDraw,
)
from rione.programme.operations.procurement import add_party
from rione.programme.web.office.checks.urls import urlpatterns

from .check_factories import ITEMS, NATURE, World, by, days_ago, somebody_acts  # noqa: F401
from .factories import logged_in

pytestmark = pytest.mark.django_db

HIDDEN = "Sospetto segretissimo"
FRAUD = replace(NATURE, words=HIDDEN, fraud_suspected=True)
READ_BY_ALL = {
    "operation_procurements",
    "operation_checks",
    "procurements",
    "procurement",
    "contracts",
    "contract",
    "findings",
    "finding",
    "answer_finding",
    "recoveries",
    "recovery",
}
"""The pages that a beneficiary of the operation is let into."""


@dataclass
class Whole:
    """A world with one of everything, and the arguments of every address."""

    world: World
    arguments: dict[str, list[Any]]


def whole(world: World | None = None) -> Whole:
    world = world or World()
    code = world.operation.code
    contract = world.contract()
    variation = world.vary(contract, 1000)
    closed = world.contract()
    world.delivered(closed)
    procedure = world.procedure()
    party = by(
        world.officer,
        add_party,
        procedure=procedure,
        role="tester",
        name="Ugo Finto",
        tax_code="",
        since=days_ago(5),
    )
    check, spot, finished = world.check(), world.check("on_the_spot"), world.finished()
    finding = world.finding(check)
    irregularity = world.classify(world.irregularity(finding, nature=FRAUD), nature=FRAUD)
    recovery = world.recovery(irregularity)
    movement = world.receive(recovery)
    sample = world.sample()
    published, draft = world.checklist(), world.draft()
    by_argument = {
        code: "operation_procurements open_procedure operation_checks begin_check"
        " report_irregularity",
        procedure: "procurement change_procedure withdraw_procedure add_party sign_contract",
        contract: "contract vary_contract record_delivery",
        closed: "close_contract reopen_contract",
        published: "check_template draft_check_template",
        draft: "write_check_items publish_check_template",
        check: "check answer_items finish_check raise_finding",
        spot: "record_visit",
        finished: "reopen_check",
        sample: "sample",
        finding: "finding answer_finding extend_finding settle_finding",
        irregularity: "irregularity classify_irregularity notify_irregularity order_recovery",
        recovery: "recovery record_recovery write_off",
    }
    arguments: dict[str, list[Any]] = {
        "set_phase": [procedure, "notice"],
        "end_party": [procedure, party],
        "undo_variation": [contract, variation],
        "undo_movement": [recovery, movement],
    }
    for argument, names in by_argument.items():
        arguments |= {name: [argument] for name in names.split()}
    return Whole(world, arguments)


NAMES = [pattern.name for pattern in urlpatterns]
LISTS = {
    "procurements": AwardProcedure,
    "contracts": Contract,
    "check_templates": CheckTemplate,
    "checks": Check,
    "samples": SampleDraw,
    "findings": Finding,
    "irregularities": Irregularity,
    "recoveries": Recovery,
}
API = "/api/programme/v1/office"


def as_(client: Client, actor: Actor) -> Client:
    return logged_in(client, Membership.objects.get(pk=actor.membership))


def address(here: Whole, name: str) -> str:
    return reverse(f"office:{name}", args=here.arguments.get(name, []))


@pytest.mark.parametrize("language", ["it", "en"])
def test_pages__for_an_officer__all_answer(client: Client, language: str) -> None:
    here = whole()
    as_(client, here.world.officer)
    with override(language):
        found = {name: client.get(address(here, name)) for name in NAMES}
    assert {name: page.status_code for name, page in found.items() if page.status_code != 200} == {}
    for name, page in found.items():
        text = page.content.decode()
        assert text.count("<h1") == 1, name
        assert f'lang="{language}"' in text[:300], name
        assert "style=" not in text, name
        assert " onclick" not in text, name


def test_pages__for_nobody_and_for_others__are_closed(client: Client) -> None:
    here = whole()
    for name in NAMES:
        assert client.get(address(here, name)).status_code == 302, name
    as_(client, here.world.beneficiary)
    let_in = {name for name in NAMES if client.get(address(here, name)).status_code == 200}
    assert let_in == READ_BY_ALL


def test_pages__of_another_body_or_municipality__are_not_there(client: Client) -> None:
    here = whole()
    for actor in (here.world.stranger, World().beneficiary, World().officer):
        as_(client, actor)
        for name in here.arguments:
            let_in = name in READ_BY_ALL or actor.role == "programme_officer"
            status = client.get(address(here, name)).status_code
            assert status == (404 if let_in else 403), (actor.role, name)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_list__of_a_stranger__is_empty(client: Client, name: str) -> None:
    here = whole()
    as_(client, here.world.stranger)
    page = client.get(address(here, name))
    assert page.status_code in (200, 403)
    if page.status_code == 200:
        assert page.context["found"] == 0


def words_of(content: bytes) -> str:
    """The text of an answer; of a sheet, that of its parts."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return " ".join(book.read(name).decode() for name in book.namelist())


def test_fraud__flag_and_words__never_reach_the_beneficiary(client: Client) -> None:
    here = whole()
    as_(client, here.world.beneficiary)
    pages = [address(here, name) for name in NAMES]
    files = [
        f"{address(here, name)}?format={form}" for name in LISTS for form in ("csv", "json", "xlsx")
    ]
    paths = ("procurements", "contracts", "checks", "findings", "irregularities", "recoveries")
    for path in [*pages, *files, *(f"{API}/{name}" for name in (*paths, "samples", "check-lists"))]:
        for language in ("it", "en"):
            with override(language):
                answer = client.get(path)
            if answer.status_code != 200:
                assert answer.status_code in (403, 404), path
                continue
            body = words_of(answer.getvalue()).lower()
            for word in (HIDDEN.lower(), "frod", "fraud"):
                assert word not in body, (path, word)
    for name in ("irregularities", "checks", "samples", "check-lists"):
        assert client.get(f"{API}/{name}").status_code == 403


def test_fraud__for_the_office__is_shown_and_reading_recorded(client: Client) -> None:
    from rione.core.audit.models import Entry

    here = whole()
    for actor in (here.world.officer, here.world.certifier, here.world.auditor):
        as_(client, actor)
        before = Entry.objects.filter(verb="irregularity.list").count()
        file = client.get(address(here, "irregularities") + "?format=json").getvalue()
        assert json.loads(file)[0]["fraud_suspected"]
        assert Entry.objects.filter(verb="irregularity.list").count() == before + 1
        assert HIDDEN in client.get(address(here, "irregularity")).content.decode()
    assert Entry.objects.filter(verb="irregularity.read").count() == 3


@pytest.mark.parametrize("name", sorted(LISTS))
def test_interface__of_each_list__says_what_the_page_says(client: Client, name: str) -> None:
    here = whole()
    as_(client, here.world.auditor)
    path = {"check_templates": "check-lists"}.get(name, name)
    body = client.get(f"{API}/{path}").json()
    with scope(here.world.auditor):
        assert body["total"] == LISTS[name].objects.count() > 0
    assert client.get(address(here, name)).context["found"] == body["total"]


@pytest.mark.parametrize(
    "query", ["?state=x", "?q=%00%27%22%3Cscript%3E", "?sort=-nothing", "?operation=%00", "?page=9"]
)
@pytest.mark.parametrize("name", sorted(LISTS))
def test_list__asked_for_nonsense__answers(client: Client, name: str, query: str) -> None:
    world = World()
    as_(client, world.officer)
    assert client.get(reverse(f"office:{name}") + query).status_code in (200, 302)


def taken(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(own_statements(queries.captured_queries))


def test_pages__of_ten_times_as_much__take_no_more_statements(client: Client) -> None:
    here = whole()
    as_(client, here.world.officer)
    few = {name: taken(client, address(here, name)) for name in NAMES}
    for _ in range(9):
        whole(here.world)
    world, arguments = here.world, here.arguments
    (procedure,), (contract,) = arguments["procurement"], arguments["contract"]
    (check,), (finding,), (recovery,) = (
        arguments["check"],
        arguments["finding"],
        arguments["recovery"],
    )
    for _ in range(5):
        world.vary(contract, 100)
        world.finding(check)
        world.irregularity(finding)
        world.receive(recovery, 100)
        world.phase(procedure, "notice", planned=days_ago(3))
    many = {name: taken(client, address(here, name)) for name in NAMES}
    assert many == few
    assert max(many.values()) <= 10


def key_of(client: Client, path: str) -> str:
    return str(client.get(path).context["form"]["key"].value())


def filled(client: Client, path: str, **typed: Any) -> dict[str, Any]:
    """What a browser sends: the form as it is shown, with what is typed."""
    form = client.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {k: v for k, v in {**values, **typed}.items() if v is not None and v is not False}


FORMS: dict[str, tuple[dict[str, Any], type, str]] = {
    "open_procedure": (
        {
            "title": "Nuova",
            "kind": "works",
            "method": "open",
            "criterion": "quality_price",
            "no_cig": "in_house",
            "base_cents": "1.000,00",
            "criteria": "Qualità; 100",
        },
        AwardProcedure,
        "title",
    ),
    "add_party": ({"role": "bidder", "name": "Ditta Inventata"}, ProcedureParty, "name"),
    "vary_contract": (
        {"ground": "foreseen", "cents": "-10,00", "varied_on": days_ago(2), "reason": "x"},
        Contract,
        "cents",
    ),
    "raise_finding": ({"words": "Manca", "severity": "minor"}, Finding, "words"),
    "answer_finding": ({"words": "Ecco", "document": ""}, FollowUp, "words"),
    "report_irregularity": (
        {"kind": "other", "words": "x", "eu_cents": "1", "national_cents": "0"},
        Irregularity,
        "words",
    ),
    "order_recovery": (
        {"order_number": "DET/9", "ordered_cents": "5,00", "reason": "x"},
        Recovery,
        "order_number",
    ),
    "draw_sample": (
        {
            "population": "contracts",
            "method": "simple_random",
            "size": "1",
            "seed": "s",
            "reason": "x",
        },
        SampleDraw,
        "seed",
    ),
}


@pytest.mark.parametrize("name", sorted(FORMS))
@pytest.mark.parametrize("language", ["it", "en"])
def test_form__sent_twice__is_done_once(client: Client, name: str, language: str) -> None:
    here = whole()
    as_(client, here.world.officer)
    typed, model, _field = FORMS[name]
    with override(language):
        path = address(here, name)
        sent = filled(client, path, **typed)
        first = client.post(path, sent)
        assert first.status_code == 302, first.context["form"].errors
        with scope(here.world.officer):
            count = model.objects.count()
        again = client.post(path, sent)
    assert again.status_code == 302
    assert again["Location"] == first["Location"]
    with scope(here.world.officer):
        assert model.objects.count() == count


HOSTILE = ["", "   ", "\x00", "x" * 10_000, "\u202e\u0007", "=1+1\x1b"]


@pytest.mark.parametrize("name", sorted(FORMS))
def test_form__with_hostile_words__says_so_and_keeps_nothing(client: Client, name: str) -> None:
    here = whole()
    as_(client, here.world.officer)
    typed, model, field = FORMS[name]
    path = address(here, name)
    with scope(here.world.officer):
        count = model.objects.count()
    for words in HOSTILE:
        answer = client.post(path, filled(client, path, **typed | {field: words}))
        assert answer.status_code == 422, (field, words[:5])
        assert field in answer.context["form"].errors
    with scope(here.world.officer):
        assert model.objects.count() == count


def test_form__markup_in_what_was_typed__is_shown_as_text(client: Client) -> None:
    here = whole()
    as_(client, here.world.officer)
    path = address(here, "raise_finding")
    bad = "<script>alert(1)</script>"
    answer = client.post(path, filled(client, path, words=bad, severity="minor"), follow=True)
    text = answer.content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_form__without_its_key__is_refused(client: Client) -> None:
    here = whole()
    as_(client, here.world.officer)
    path = address(here, "answer_finding")
    for key in ("", "x", "\x00" * 9):
        assert client.post(path, {"key": key, "words": "Ecco"}).status_code == 422


def check_page(world: World, kind: str = "desk") -> tuple[UUID, str]:
    check = world.check(kind)
    return check, reverse("office:answer_items", args=[check])


def test_answers__saved_in_parts__are_kept_and_counted(client: Client) -> None:
    world = World()
    check, path = check_page(world)
    as_(client, world.officer)
    with override("en"):
        path = reverse("office:answer_items", args=[check])
        page = client.get(path)
        assert "0 of 3 answered" in page.content.decode()
        first = {"key": key_of(client, path), "value-1.1": "yes", "note-1.1": "seen"}
        assert client.post(path, first)["Location"] == path
        text = client.get(path).content.decode()
        assert "1 of 3 answered" in text
        rest = {
            "key": key_of(client, path),
            "value-1.1": "yes",
            "note-1.1": "seen",
            "value-1.2": "no",
            "note-1.2": "not there",
            "value-2.1": "na",
        }
        assert client.post(path, rest)["Location"] == reverse("office:check", args=[check])
    with scope(world.officer):
        stored = CheckAnswer.objects.filter(check_row=check).values_list(
            "item__number", "value", "note"
        )
        assert set(stored) == {
            ("1.1", "yes", "seen"),
            ("1.2", "no", "not there"),
            ("2.1", "na", ""),
        }


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"value-1.1": "no"}, "note-1.1"),
        ({"value-1.1": "perhaps"}, "value-1.1"),
        ({"note-1.1": "lost"}, "value-1.1"),
        ({"value-1.1": "no", "note-1.1": "\x07"}, "note-1.1"),
        ({"value-1.1": "no", "note-1.1": "\x00"}, "note-1.1"),
    ],
)
def test_answers__with_one_fault__store_none(
    client: Client, typed: dict[str, str], field: str
) -> None:
    world = World()
    check, path = check_page(world)
    as_(client, world.officer)
    answer = client.post(path, {"key": str(uuid4()), "value-2.1": "yes", **typed})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert f'href="#{answer.context["form"][field].id_for_label}"' in answer.content.decode()
    with scope(world.officer):
        assert not CheckAnswer.objects.filter(check_row=check).exists()


def test_answers__page__has_one_labelled_block_per_question(client: Client) -> None:
    world = World()
    _check, path = check_page(world)
    as_(client, world.officer)
    text = client.get(path).content.decode()
    assert text.count("<fieldset") == len(ITEMS) == text.count("<legend")
    assert text.count('type="radio"') == 3 * len(ITEMS)
    assert "<script" not in text.split("<main")[1].split("</main")[0]


def test_answers__of_an_auditors_check__are_not_the_offices(client: Client) -> None:
    world = World()
    check = world.check("on_the_spot", actor=world.auditor)
    path = reverse("office:answer_items", args=[check])
    as_(client, world.officer)
    assert client.get(path).status_code == 302
    sent = {"key": str(uuid4()), "value-1.1": "yes"}
    assert client.post(path, sent).status_code == 422
    as_(client, world.auditor)
    assert client.get(path).status_code == 200
    assert client.post(path, sent).status_code == 302


def test_items__written_in_the_form__make_a_version_that_is_published(client: Client) -> None:
    world = World()
    old = world.checklist()
    as_(client, world.officer)
    path = reverse("office:draft_check_template", args=[old])
    made = client.post(path, filled(client, path, title_en="Newer"))
    write = made["Location"]
    sent = filled(client, write, **{"number-0": "", "number-3": "9", "it-3": "Nuova?"})
    refused = client.post(write, sent)
    assert refused.status_code == 422
    assert "en-3" in refused.context["form"].errors
    home = client.post(write, sent | {"en-3": "New?"})["Location"]
    with scope(world.officer):
        draft = CheckTemplate.objects.get(published_at=None)
        assert (draft.version, draft.title_en) == (2, "Newer")
        assert list(draft.items.order_by("position").values_list("number", flat=True)) == [
            "1.2",
            "2.1",
            "9",
        ]
    publish = reverse("office:publish_check_template", args=[draft.pk])
    assert client.post(publish, {"key": key_of(client, publish)})["Location"] == home
    assert client.post(write, sent | {"key": str(uuid4()), "en-3": "New?"}).status_code == 422


def test_lists_of_the_platform__loaded_by_the_page__are_used(client: Client) -> None:
    world = World()
    as_(client, world.officer)
    path = reverse("office:load_check_templates")
    for _ in range(2):
        assert client.post(path, {"key": key_of(client, path)}).status_code == 302
    with scope(world.officer):
        found = dict(CheckTemplate.objects.values_list("code", "version"))
    assert found == {"procurement": 1, "expense": 1, "operation": 1, "on_the_spot": 1}
    with override("en"):
        text = client.get(reverse("office:begin_check", args=[world.operation.code]))
    assert "On-the-spot check" in text.content.decode()


def test_sample__on_its_page__is_drawn_again(client: Client) -> None:
    world = World()
    for amount in (1_000_00, 2_000_00, 90_000_00):
        world.contract(amount_cents=amount)
    sample = world.sample(size=2)
    as_(client, world.auditor)
    with override("en"):
        text = client.get(reverse("office:sample", args=[sample])).content.decode()
    assert "Drawn again with the same result" in text
    assert "taken for certain" in text


def test_tab__of_an_operation__has_what_belongs_to_it(client: Client) -> None:
    here = whole()
    as_(client, here.world.officer)
    text = client.get(address(here, "operation_procurements")).content.decode()
    assert "Contratto inventato" in text
    assert text.count("<table") == 2
    text = client.get(address(here, "operation_checks")).content.decode()
    assert text.count("<table") == 4
    as_(client, here.world.beneficiary)
    text = client.get(address(here, "operation_checks")).content.decode()
    assert text.count("<table") == 2
    assert "Lista inventata" not in text


def test_history__of_a_case__says_who_when_and_why(client: Client) -> None:
    world = World()
    finding = world.finding()
    world.settle(world.answer(finding), "accepted")
    as_(client, world.officer)
    path = reverse("office:finding", args=[finding])
    entries = client.get(path).context["case"].history
    assert [entry.wording for entry in entries][:2] == [
        "Valutazione inventata",
        "Ecco il documento",
    ]
    assert all("Ugo Finto" in entry.actor for entry in entries)
    as_(client, world.beneficiary)
    entries = client.get(path).context["case"].history
    assert len(entries) == 3
    assert not any("Ugo" in entry.actor for entry in entries)


@pytest.mark.parametrize("language", ["it", "en"])
def test_list__with_nothing__says_what_to_do(client: Client, language: str) -> None:
    world = World()
    as_(client, world.officer)
    with override(language):
        for name in LISTS:
            page = client.get(reverse(f"office:{name}"))
            assert str(page.context["empty"].text) in html.unescape(page.content.decode()), name
