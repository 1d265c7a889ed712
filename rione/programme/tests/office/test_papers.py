"""Papers of the office's things: who sees and adds them, pages that show them, their archive."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from rione.core.documents import operations as papers
from rione.core.documents import public as documents
from rione.core.documents.adapters.eicar import EicarScanner
from rione.core.documents.models import Document
from rione.core.documents.ports import Wired
from rione.core.documents.tests.factories import PDF, upload
from rione.core.identity.models import Membership
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO
from rione.core.scope import NOWHERE, WORKER, scope
from rione.core.writes import Refused
from rione.programme.lists.paper_words import FITTING, KINDS, THINGS
from rione.programme.models import Expense
from rione.programme.operations import reverse_financing
from rione.programme.operations.checking import finish_check
from rione.programme.queries.papers import SOURCES
from rione.programme.queries.todo_work import expenses_waiting, papers_waiting

from .check_factories import World, by
from .factories import acting_as, done, logged_in, within
from .money_factories import Office, an_office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.RIONE_DOCUMENTS_DIR = str(tmp_path / "documents")
    monkeypatch.setattr(Wired, "scanner", EicarScanner())
    monkeypatch.setattr(Wired, "register", None)


def handed_in(
    actor: Actor, kind: str, key: object, paper: str = "correspondence", **more: object
) -> UUID:
    """A document about a thing, handed in by whoever acts."""
    given = {
        "about": documents.Reference(kind, str(key)),
        "title": "Carta inventata",
        "kind": paper,
        "upload": upload(),
    }
    return UUID(done(papers.store_document, actor=actor, **{**given, **more}))


def seen_by(actor: Actor, kind: str, key: object) -> int:
    with within(actor.municipality):
        return len(documents.documents_of(kind, [str(key)], actor=actor)[str(key)])


def client_of(actor: Actor) -> Client:
    return logged_in(Client(), Membership.objects.get(pk=actor.membership))


def test_subjects__of_all_that_has_papers__know_kinds_that_have_words() -> None:
    assert set(SOURCES) == set(THINGS) == set(FITTING)
    for kind in THINGS:
        assert set(FITTING[kind]) <= set(KINDS)
        assert documents.kind_label(kind, FITTING[kind][0]) == str(KINDS[FITTING[kind][0]])


def test_store__by_officer_and_beneficiary__each_reads_what_is_theirs() -> None:
    office = an_office()
    expense = office.enter(office.paid(100_00), 100_00)
    handed_in(office.beneficiary, "expense", expense, "invoice")
    handed_in(office.officer, "expense", expense, "decision")
    assert seen_by(office.officer, "expense", expense) == 2
    assert seen_by(acting_as(Role.AUDITOR), "expense", expense) == 2
    assert seen_by(office.beneficiary, "expense", expense) == 1
    assert seen_by(acting_as(Role.PROGRAMME_OFFICER, BASSO), "expense", expense) == 0
    assert seen_by(acting_as(Role.PROVIDER), "expense", expense) == 0


def _refused(actor: Actor, kind: str, key: object) -> bool:
    try:
        handed_in(actor, kind, key)
    except Refused:
        return True
    return False


def test_store__by_whoever_does_not_write_the_thing__is_refused() -> None:
    office = an_office()
    office.grant(200_00)
    commitment = office.commit(50_00)
    payment = office.pay(commitment, 50_00)
    world = World(ALTO)
    auditor = acting_as(Role.AUDITOR)
    assert _refused(auditor, "operation", office.operation.pk)
    assert _refused(office.beneficiary, "commitment", commitment)
    assert _refused(office.certifier, "payment", payment)
    assert _refused(auditor, "expense", office.enter(payment, 50_00))
    assert _refused(office.officer, "payment_claim", office.claim())
    assert _refused(office.beneficiary, "irregularity", world.irregularity())
    assert _refused(acting_as(Role.PROGRAMME_OFFICER, BASSO), "payment", payment)
    with within():
        assert not Document.objects.exists()


@pytest.mark.parametrize("key", ["nonsense", "0", "MI1.1.1.A-01", "a" * 100])
def test_rights__of_keys_that_are_no_things__are_closed(key: str) -> None:
    officer = acting_as(Role.PROGRAMME_OFFICER)
    with within():
        assert not documents.rights_of(officer, "expense", [key])[key].add


def test_papers_of_checks__of_another_authority__are_read_and_left_alone() -> None:
    world = World()
    check = world.check()
    handed_in(world.officer, "check", check, "checklist")
    assert seen_by(world.auditor, "check", check) == 1
    assert seen_by(world.beneficiary, "check", check) == 0
    with pytest.raises(Refused):
        handed_in(world.auditor, "check", check, "checklist")


def test_papers_of_irregularities__shared_or_published__are_refused() -> None:
    world = World()
    key = world.irregularity()
    made = handed_in(world.officer, "irregularity", key, "report")
    for visibility in (documents.Visibility.SHARED, documents.Visibility.PUBLIC):
        with pytest.raises(Refused, match=r"office|ufficio"):
            done(
                papers.share_document,
                actor=world.officer,
                document=made,
                visibility=visibility,
                organisations=(world.operation.beneficiary_id,),
            )
        with pytest.raises(Refused):
            handed_in(
                world.officer,
                "irregularity",
                key,
                visibility=visibility,
                shared_with=(world.operation.beneficiary_id,),
            )
    assert seen_by(world.beneficiary, "irregularity", key) == 0


def of_operation(office: Office) -> str:
    return reverse("office:operation_documents", args=[office.operation.code])


def with_papers() -> tuple[Office, UUID]:
    """An operation with three papers, one of them the office's alone."""
    office = an_office()
    expense = office.enter(office.paid(100_00), 100_00)
    handed_in(office.beneficiary, "expense", expense, "invoice", title="Fattura inventata")
    handed_in(office.officer, "expense", expense, "decision", title="Parere inventato")
    handed_in(
        office.officer,
        "operation",
        office.operation.pk,
        "agreement",
        title="=Convenzione inventata",
        visibility=documents.Visibility.SHARED,
        shared_with=(office.operation.beneficiary_id,),
    )
    return office, expense


def test_tab__of_an_operation__lists_what_the_reader_may_see() -> None:
    office, expense = with_papers()
    shown = client_of(office.officer).get(of_operation(office)).content.decode()
    for text in (
        "Fattura inventata",
        "Parere inventato",
        "=Convenzione inventata",
        "documents.zip",
    ):
        assert text in shown or text.replace("documents", "documenti") in shown
    assert str(expense) in shown
    theirs = client_of(office.beneficiary).get(of_operation(office)).content.decode()
    assert "Fattura inventata" in theirs
    assert "Parere inventato" not in theirs
    narrowed = client_of(office.officer).get(of_operation(office) + "?kind=invoice").content
    assert b"Fattura inventata" in narrowed
    assert b"Parere inventato" not in narrowed
    other = acting_as(Role.PROGRAMME_OFFICER, BASSO)
    assert client_of(other).get(of_operation(office)).status_code == 404


@pytest.mark.parametrize("query", ["?kind=%00", "?kind=nonsense", "?page=-1", "?page=7"])
def test_tab__asked_with_nonsense__is_a_page(query: str) -> None:
    office, _expense = with_papers()
    assert (
        client_of(office.officer).get(of_operation(office) + query, follow=True).status_code == 200
    )


def archive_of(answer: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_zip__of_an_operation__holds_the_files_that_the_reader_may_have() -> None:
    office, _expense = with_papers()
    url = reverse("office:operation_documents_zip", args=[office.operation.code])
    answer = client_of(office.officer).get(url)
    assert answer["Content-Type"] == "application/zip"
    archive = archive_of(answer)
    names = archive.namelist()
    assert len(names) == 4
    lines = list(csv.DictReader(io.StringIO(archive.read(names[0]).decode("utf-8-sig"))))
    assert {line["title"] for line in lines} == {
        "Fattura inventata",
        "Parere inventato",
        "'=Convenzione inventata",
    }
    for line in lines:
        assert archive.read(f"{office.operation.code}/{line['file'].split('/')[-1]}").startswith(
            PDF[:8]
        )
    theirs = archive_of(client_of(office.beneficiary).get(url))
    assert len(theirs.namelist()) == 3
    with scope(NOWHERE, role=WORKER):
        papers.note_verdict(sha256=lines[0]["sha256"], finding="Malware inventato")
    assert len(archive_of(client_of(office.officer).get(url)).namelist()) == 3


def test_zip__without_papers_or_too_large__is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = an_office()
    url = reverse("office:operation_documents_zip", args=[empty.operation.code])
    assert client_of(empty.officer).get(url).status_code == 404
    office, _expense = with_papers()
    monkeypatch.setattr("rione.programme.web.office.papers.bundle.MOST_BYTES", 10)
    url = reverse("office:operation_documents_zip", args=[office.operation.code])
    answer = client_of(office.officer).get(url)
    assert answer.status_code == 302
    assert answer["Location"] == of_operation(office)


def test_pages__of_things_with_papers__show_them_and_lead_to_the_form() -> None:
    office = an_office()
    office.grant(200_00)
    commitment = office.commit(50_00)
    payment = office.pay(commitment, 50_00)
    expense = office.enter(payment, 50_00)
    claim = office.claim()
    things = {
        "commitment": (commitment, office.officer),
        "payment": (payment, office.officer),
        "expense": (expense, office.officer),
        "payment_claim": (claim, office.certifier),
    }
    for kind, (key, actor) in things.items():
        handed_in(actor, kind, key, title=f"Carta di {kind}")
        name = {"payment_claim": "certification"}.get(kind, kind)
        shown = client_of(actor).get(reverse(f"office:{name}", args=[key])).content.decode()
        assert f"Carta di {kind}" in shown
        assert reverse("documents:new", args=[kind, str(key)]) in shown


def test_pages__of_cases__show_their_papers() -> None:
    world = World()
    things = {
        "procurement": world.procedure(),
        "contract": world.contract(),
        "check": world.check(),
        "finding": world.finding(),
        "irregularity": world.irregularity(),
        "recovery": world.recovery(),
    }
    client = client_of(world.officer)
    for kind, key in things.items():
        handed_in(world.officer, kind, key, title=f"Carta di {kind}")
        shown = client.get(reverse(f"office:{kind}", args=[key])).content.decode()
        assert f"Carta di {kind}" in shown
        assert reverse("documents:new", args=[kind, str(key)]) in shown
    listed = client.get(
        reverse("office:operation_documents", args=[world.operation.code])
    ).content.decode()
    assert all(f"Carta di {kind}" in listed for kind in things)


def entered(client: Client, payment: UUID, **more: Any) -> Any:
    return client.post(
        reverse("office:enter_expense", args=[payment]),
        {
            "key": str(uuid4()),
            "document_kind": "invoice",
            "document_number": "F/2021-7",
            "document_day": "2021-03-15",
            "declared_cents": "40,00",
            **more,
        },
    )


def test_enter_expense__with_its_file__stores_both_or_neither() -> None:
    office = an_office()
    payment = office.paid(100_00)
    client = client_of(office.beneficiary)
    broken = SimpleUploadedFile("fattura.pdf", b"MZ this is no invoice")
    assert entered(client, payment, file=broken).status_code == 422
    whole = SimpleUploadedFile("fattura.pdf", PDF)
    assert entered(client, payment, file=whole, declared_cents="999,00").status_code == 422
    with within():
        assert not Expense.objects.exists()
        assert not Document.objects.exists()
    assert entered(client, payment, file=SimpleUploadedFile("f.pdf", PDF)).status_code == 302
    with within():
        expense, paper = Expense.objects.get(), Document.objects.get()
    assert (paper.about_kind, paper.about_key) == ("expense", str(expense.pk))
    assert (paper.title, paper.kind) == ("F/2021-7", "invoice")
    assert paper.shared_with == expense.shared_with
    assert entered(client, payment, document_number="F/2021-8").status_code == 302
    with within():
        assert Document.objects.count() == 1


def test_expense__without_a_document__is_said_where_it_is_verified_and_to_be_done() -> None:
    office = an_office()
    expense = office.enter(office.paid(100_00), 100_00)
    verify = reverse("office:verify_expense", args=[expense])
    missing = "non è stato consegnato alcun documento"
    assert missing in client_of(office.officer).get(verify).content.decode()

    def waiting(actor: Actor) -> list[str]:
        with translation.override("it"), scope(actor):
            found = [*papers_waiting(actor).items, *expenses_waiting(actor).items]
        return [str(todo.why) for todo in found]

    assert any(missing in why for why in waiting(office.officer))
    assert len(waiting(office.beneficiary)) == 1
    handed_in(office.beneficiary, "expense", expense, "invoice")
    assert missing not in client_of(office.officer).get(verify).content.decode()
    assert not any(missing in why for why in waiting(office.officer))
    assert waiting(office.beneficiary) == []


def test_finish_check__with_its_report__keeps_it_for_the_office() -> None:
    world = World()
    check = world.answered(world.check())
    by(
        world.officer,
        finish_check,
        check=check,
        outcome="regular",
        at_risk_cents=0,
        conclusion="",
        report=upload(name="lista.pdf"),
    )
    with within(world.place):
        paper = Document.objects.get()
    assert (paper.about_key, paper.kind, paper.visibility) == (str(check), "checklist", "office")
    assert seen_by(world.beneficiary, "check", check) == 0


def test_history__of_an_operation__tells_the_staff_alone_of_its_papers() -> None:
    office, _expense = with_papers()
    url = reverse("office:operation_history", args=[office.operation.code]) + "?part=papers"
    shown = client_of(office.officer).get(url).content.decode()
    assert shown.count("Documento aggiunto") == 3
    theirs = client_of(office.beneficiary).get(url).content.decode()
    assert "Documento aggiunto" not in theirs


def test_expenses__of_a_fund__are_those_of_operations_that_it_finances() -> None:
    office = an_office()
    office.enter(office.paid(100_00), 100_00)
    undone = an_office()
    undone.grant(100_00)
    line = undone.grant(50_00, "comune")
    payment = undone.pay(undone.commit(100_00), 100_00)
    undone.enter(payment, 100_00)
    done(reverse_financing, actor=undone.officer, financing=UUID(line), reason="Sbagliato")
    client = client_of(office.officer)
    url = reverse("office:expenses")
    counts = {
        fund: len(json.loads(b"".join(client.get(f"{url}?fund={fund}&format=json"))))
        for fund in ("pon_metro", "comune")
    }
    assert counts == {"pon_metro": 2, "comune": 0}
    assert client.get(f"{url}?fund=%00").status_code == 200
