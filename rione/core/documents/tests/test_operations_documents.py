"""Handing in, replacing, withdrawing, sharing and registering documents."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from rione.core import clock
from rione.core.audit.models import Entry
from rione.core.documents import contents, operations
from rione.core.documents.access import Subject, register
from rione.core.documents.adapters.fake_register import FakeRegister
from rione.core.documents.models import Content, Document, RegisterEntry, Version
from rione.core.documents.operations import (
    add_version,
    attach,
    register_document,
    share_document,
    store_document,
    withdraw_document,
)
from rione.core.documents.ports import Wired
from rione.core.documents.queries import document_by_id, documents_of, entries_of
from rione.core.documents.rules.references import Direction, Upload, Visibility
from rione.core.identity.rules.actors import ANONYMOUS, Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO, body
from rione.core.scope import NOWHERE, WORKER, scope
from rione.core.writes import KeyReused, Refused

from .factories import BODY, OTHER_BODY, PDF, THING, about, actor, key, rights, stored, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]


@pytest.fixture
def bodies() -> dict[str, UUID]:
    """A body of each municipality, stored by the owner."""
    return {place: body(place).pk for place in (ALTO, BASSO)}


@pytest.fixture
def officer(bodies: dict[str, UUID]) -> Iterator[Actor]:
    """A programme officer of Alto, in whose scope the test runs."""
    who = actor()
    with scope(who):
        yield who


def entries(verb: str) -> list[Entry]:
    return list(Entry.objects.filter(verb=verb))


def deferred() -> list[tuple[str, dict[str, object]]]:
    with scope(NOWHERE, role=WORKER), connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs ORDER BY id")
        return [(name.rpartition(".")[2], json.loads(args)) for name, args in cursor.fetchall()]


def test_store__by_an_officer__makes_a_document_with_its_first_version(officer: Actor) -> None:
    thing, file = about(), upload()
    made = store_document(
        actor=officer, key=key(), about=thing, title="  Fattura\n1 ", kind="invoice", upload=file
    )
    (view,) = documents_of("thing", [thing.key], actor=officer)[thing.key]
    assert (str(view.id), view.title, view.visibility) == (made, "Fattura 1", "office")
    assert view.inside
    assert (view.current.number, view.current.sha256) == (1, file.sha256)
    assert (view.current.scan, view.current.open_to_reader) == ("pending", True)
    assert str(view.current.uploaded_by) == officer.account
    (entry,) = entries("store_document")
    assert entry.subjects == [f"document:{made}", f"thing:{thing.key}"]
    assert entry.municipality == ALTO
    assert entry.details["sha256"] == file.sha256
    assert deferred() == [("scan_content", {"sha256": file.sha256})]


def test_store__same_key_again__is_the_first_document_and_other_content_is_refused(
    officer: Actor,
) -> None:
    asked = {"key": key(), "about": about(), "title": "F", "kind": "invoice", "upload": upload()}
    first = store_document(actor=officer, **asked)
    assert store_document(actor=officer, **asked) == first
    assert Document.objects.count() == 1
    with pytest.raises(KeyReused):
        store_document(actor=officer, **asked | {"upload": upload()})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " \n\u200b"}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"kind": "contract"}, "kind"),
        ({"note": "x" * 501}, "note"),
        ({"visibility": Visibility.SHARED, "shared_with": ()}, "organisations"),
        ({"about": about("closed-1")}, ""),
        ({"upload": Upload("a" * 64, 5, "application/pdf", "a.pdf")}, "file"),
    ],
)
def test_store__something_wrong__is_refused_and_nothing_is_there(
    officer: Actor, changes: dict[str, object], field: str
) -> None:
    asked = {"about": about(), "title": "F", "kind": "invoice", "upload": upload()} | changes
    with pytest.raises(Refused) as refused:
        store_document(actor=officer, key=key(), **asked)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Document.objects.exists()
    assert not entries("store_document")
    assert not deferred()


def test_store__about_a_kind_that_nobody_opened__is_refused(
    officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rione.core.documents.access._subjects", {})
    with pytest.raises(Refused):
        stored(officer)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.RESIDENT, Role.CERTIFIER])
def test_store__by_somebody_without_the_right__is_refused(officer: Actor, role: Role) -> None:
    with pytest.raises(Refused):
        stored(actor(role))


def test_store__by_a_beneficiary__is_shared_with_its_body_whatever_it_asks(officer: Actor) -> None:
    owner = actor(Role.BENEFICIARY, body=OTHER_BODY)
    made = Document.objects.get(pk=stored(owner, visibility=Visibility.OFFICE))
    assert made.visibility == "shared"
    assert set(made.shared_with) == {BODY, OTHER_BODY}
    with pytest.raises(Refused) as refused:
        stored(owner, visibility=Visibility.PUBLIC)
    assert refused.value.field == "visibility"


def test_attach__by_somebody_without_a_municipality__is_refused(officer: Actor) -> None:
    nowhere = actor(municipality="")
    with pytest.raises(Refused, match="comune per cui agisci"):
        attach(actor=nowhere, about=about(), title="F", kind="invoice", upload=upload())


def test_subject__registered_twice_differently__is_an_error() -> None:
    register(THING)
    with pytest.raises(ValueError, match="two kinds"):
        register(Subject("thing", rights=rights))


# Who sees what


def seen(who: Actor, document: UUID) -> bool:
    with scope(who):
        return document_by_id(who, document) is not None


def test_document__by_visibility__exists_for_those_whom_it_is_for(officer: Actor) -> None:
    given = {v: stored(officer, visibility=v) for v in Visibility}
    readers = {
        "officer": (actor(), {"office", "shared", "public"}),
        "beneficiary": (actor(Role.BENEFICIARY), {"shared", "public"}),
        "other body": (actor(Role.BENEFICIARY, body=OTHER_BODY), {"public"}),
        "auditor from afar": (actor(Role.AUDITOR, municipality=""), {"shared", "public"}),
        "no right": (actor(Role.CERTIFIER), {"public"}),
        "officer of Basso": (actor(municipality=BASSO, body=OTHER_BODY), {"public"}),
        "anonymous": (ANONYMOUS, {"public"}),
    }
    for name, (who, visible) in readers.items():
        assert {v.value for v, made in given.items() if seen(who, made)} == visible, name


def test_document__public_and_withdrawn__exists_for_its_office_alone(officer: Actor) -> None:
    made = stored(officer, visibility=Visibility.PUBLIC, shared_with=())
    withdraw_document(actor=officer, key=key(), document=made, reason="Errata")
    assert not seen(ANONYMOUS, made)
    assert seen(officer, made)


def test_rows__of_another_municipality__do_not_exist_in_the_database_either(
    officer: Actor,
) -> None:
    made = stored(officer, visibility=Visibility.SHARED)
    register_document(actor=officer, key=key(), document=made, direction=Direction.IN)
    tables = (Document, Version, Content, RegisterEntry)
    with scope(actor(municipality=BASSO, body=BODY)):
        assert [table.objects.count() for table in tables] == [1, 1, 1, 1]
    with scope(actor(municipality=BASSO, body=OTHER_BODY)):
        assert [table.objects.count() for table in tables] == [0, 0, 0, 0]
    with scope(NOWHERE):
        assert [table.objects.count() for table in tables] == [0, 0, 0, 0]


def test_documents_of__many_things__takes_one_statement_and_names_every_key(
    officer: Actor,
) -> None:
    things = [about() for _ in range(6)]
    for thing in things[:5]:
        made = stored(officer, thing=thing)
        stored(officer, thing=thing)
        add_version(actor=officer, key=key(), document=made, upload=upload())
    keys = [thing.key for thing in things]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = documents_of("thing", keys, actor=officer)
    assert len(asked) == 1
    assert [len(found[name]) for name in keys] == [2, 2, 2, 2, 2, 0]
    assert [v.number for v in found[keys[0]][0].versions] == [2, 1]
    withdraw_document(actor=officer, key=key(), document=made, reason="x")
    assert len(documents_of("thing", keys, actor=officer)[keys[4]]) == 1
    assert len(documents_of("thing", keys, actor=officer, withdrawn=True)[keys[4]]) == 2


# Versions


def test_version__added__becomes_the_current_one_and_the_first_stays(officer: Actor) -> None:
    made, file = stored(officer), upload()
    assert add_version(actor=officer, key=key(), document=made, upload=file, note="Corretta") == 2
    found = document_by_id(officer, made)
    assert found is not None
    assert [v.number for v in found[0].versions] == [2, 1]
    assert (found[0].current.sha256, found[0].current.note) == (file.sha256, "Corretta")
    (entry,) = entries("add_document_version")
    assert entry.details == {"version": 2, "sha256": file.sha256}


def test_version__equal_to_the_current_one__is_refused(officer: Actor) -> None:
    made = stored(officer, content=PDF)
    with pytest.raises(Refused, match="già la versione corrente") as refused:
        add_version(actor=officer, key=key(), document=made, upload=upload(PDF))
    assert refused.value.field == "file"


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CERTIFIER, Role.RESIDENT])
def test_version__by_somebody_without_the_right__is_refused(officer: Actor, role: Role) -> None:
    made, who = stored(officer, visibility=Visibility.SHARED), actor(role)
    with scope(who), pytest.raises(Refused):
        add_version(actor=who, key=key(), document=made, upload=upload())


# Withdrawing


def test_withdraw__with_a_reason__keeps_the_document_and_closes_it(officer: Actor) -> None:
    made = stored(officer)
    withdraw_document(actor=officer, key=key(), document=made, reason=" Sbagliata ")
    row = Document.objects.get(pk=made)
    assert (row.withdrawn_why, str(row.withdrawn_by)) == ("Sbagliata", officer.account)
    assert len(entries("withdraw_document")) == 1
    for again in (
        lambda: add_version(actor=officer, key=key(), document=made, upload=upload()),
        lambda: withdraw_document(actor=officer, key=key(), document=made, reason="x"),
        lambda: register_document(actor=officer, key=key(), document=made, direction=Direction.IN),
        lambda: share_document(
            actor=officer, key=key(), document=made, visibility=Visibility.PUBLIC
        ),
    ):
        with pytest.raises(Refused, match="ritirato"):
            again()


def test_withdraw__without_a_reason__is_refused_at_the_field(officer: Actor) -> None:
    with pytest.raises(Refused) as refused:
        withdraw_document(actor=officer, key=key(), document=stored(officer), reason=" ")
    assert refused.value.field == "reason"


@pytest.mark.parametrize("operation", ["withdraw", "share", "register"])
def test_managing__by_somebody_who_only_adds__is_refused(officer: Actor, operation: str) -> None:
    owner = actor(Role.BENEFICIARY)
    made = stored(owner)
    with scope(owner), pytest.raises(Refused, match="gestire"):
        {
            "withdraw": lambda: withdraw_document(
                actor=owner, key=key(), document=made, reason="x"
            ),
            "share": lambda: share_document(
                actor=owner, key=key(), document=made, visibility=Visibility.OFFICE
            ),
            "register": lambda: register_document(
                actor=owner, key=key(), document=made, direction=Direction.IN
            ),
        }[operation]()


# Sharing


def test_share__with_a_body_of_the_municipality__lets_it_read_and_is_recorded(
    officer: Actor, bodies: dict[str, UUID]
) -> None:
    made, reader = stored(officer), bodies[ALTO]
    share_document(
        actor=officer,
        key=key(),
        document=made,
        visibility=Visibility.SHARED,
        organisations=(reader, reader),
    )
    assert seen(actor(Role.BENEFICIARY, body=reader), made)
    (entry,) = entries("share_document")
    assert f"organisation:{reader}" in entry.subjects
    share_document(actor=officer, key=key(), document=made, visibility=Visibility.OFFICE)
    assert not seen(actor(Role.BENEFICIARY, body=reader), made)


def test_share__with_nobody_or_with_strangers__is_refused_at_the_field(
    officer: Actor, bodies: dict[str, UUID]
) -> None:
    made = stored(officer)
    for organisations in ((), (bodies[BASSO],), (uuid4(),)):
        with pytest.raises(Refused) as refused:
            share_document(
                actor=officer,
                key=key(),
                document=made,
                visibility=Visibility.SHARED,
                organisations=organisations,
            )
        assert refused.value.field == "organisations"


@pytest.mark.parametrize("name", ["add", "withdraw", "share", "register"])
def test_operation__on_the_twin_of_another_municipality__says_that_it_does_not_exist(
    officer: Actor, name: str
) -> None:
    made = stored(officer)
    stranger = actor(municipality=BASSO, body=OTHER_BODY)
    file = upload()
    asked = {"actor": stranger, "key": key(), "document": made}
    with scope(stranger), pytest.raises(Refused, match="non esiste"):
        {
            "add": lambda: add_version(**asked, upload=file),
            "withdraw": lambda: withdraw_document(**asked, reason="x"),
            "share": lambda: share_document(**asked, visibility=Visibility.OFFICE),
            "register": lambda: register_document(**asked, direction=Direction.IN),
        }[name]()


# The register


def test_register__documents_in_turn__are_numbered_from_one_in_each_year(officer: Actor) -> None:
    numbers = []
    for year in (2024, 2024, 2025):
        with clock.frozen_at(datetime(year, 3, 1, 9, tzinfo=UTC)):
            made = stored(officer)
            numbers.append(
                register_document(actor=officer, key=key(), document=made, direction=Direction.IN)
            )
    assert numbers == ["2024/1", "2024/2", "2025/1"]
    (line,) = entries_of(made)
    assert (line.own, line.direction, line.version) == ("2025/1", "in", 1)
    assert [e.details["number"] for e in entries("register_document")] == numbers


def test_register__on_new_years_eve_in_rome__takes_the_year_that_begins_there(
    officer: Actor,
) -> None:
    with clock.frozen_at(datetime(2024, 12, 31, 23, 30, tzinfo=UTC)):
        made = stored(officer)
        given = register_document(actor=officer, key=key(), document=made, direction=Direction.OUT)
    assert given == "2025/1"


def test_register__operation_that_is_undone__leaves_no_gap(
    officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = stored(officer)
    asked = {"actor": officer, "document": made, "direction": Direction.IN}
    with monkeypatch.context() as broken:
        broken.setattr(operations, "record", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            register_document(key=key(), **asked)  # type: ignore[arg-type]
    assert register_document(key=key(), **asked).endswith("/1")  # type: ignore[arg-type]


def test_register__same_version_again__is_refused_and_the_next_one_is_not(officer: Actor) -> None:
    made = stored(officer)
    asked = {"actor": officer, "document": made, "direction": Direction.IN}
    register_document(key=key(), **asked)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="già a protocollo") as refused:
        register_document(key=key(), **asked)  # type: ignore[arg-type]
    assert refused.value.field == "direction"
    add_version(actor=officer, key=key(), document=made, upload=upload())
    assert register_document(key=key(), **asked).endswith("/2")  # type: ignore[arg-type]


def test_register__file_with_malware__is_refused(officer: Actor) -> None:
    made = stored(officer)
    with scope(officer, role=WORKER):
        Content.objects.update(scan="infected", finding="X", scanned_at=clock.now())
    with pytest.raises(Refused, match="programma dannoso"):
        register_document(actor=officer, key=key(), document=made, direction=Direction.IN)


def test_register__with_an_outside_register__defers_the_question(
    officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Wired, "register", FakeRegister("dead"))
    made = stored(officer)
    register_document(actor=officer, key=key(), document=made, direction=Direction.IN)
    entry = RegisterEntry.objects.get()
    assert deferred()[-1] == (
        "ask_outside_register",
        {"entry": entry.pk, "municipality": ALTO},
    )
    assert entry.outside_reference == ""


def test_content__that_is_not_stored__is_named_by_no_row(officer: Actor) -> None:
    file = upload()
    contents.path_of(file.sha256).unlink()
    with pytest.raises(Refused, match="per intero"), transaction.atomic():
        attach(actor=officer, about=about(), title="F", kind="invoice", upload=file)
