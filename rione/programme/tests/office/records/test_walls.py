"""What a request may not write, whatever SQL it finds: the register's own walls."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from rione.core import clock
from rione.core.identity.rules.actors import Actor
from rione.core.scope import NOWHERE, WORKER, scope
from rione.core.scope.extent import Extent
from rione.programme.models import (
    Action,
    Conflict,
    Financing,
    Load,
    RecordEvent,
    Resolution,
    SourceDocument,
    Statement,
)

from .factories import ACTION, MILAN, SESTO, said, stated

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(loaded: None, officer: Actor) -> int:
    return stated(officer, said("financing.pon_metro", "90,00", "libro:p.2"))


INSERTED = {
    "programme_load": (
        "INSERT INTO programme_load (at, digest, loaded_by, stated, added, retired, catalogue,"
        " origin, documents, account, reason) SELECT at, digest, loaded_by, stated, added, retired,"
        " catalogue, origin, documents, account, reason FROM programme_load WHERE origin = 'office'"
    ),
    "programme_resolution": (
        "INSERT INTO programme_resolution (subject_kind, subject_key, field, decided_by,"
        " decided_at, why) VALUES ('action', 'MI1.1.1.a', 'state', 'x', now(), 'x')"
    ),
    "programme_sourcedocument": (
        "INSERT INTO programme_sourcedocument (code, title, kind, language, rank, ranks,"
        " printed_date, content_date, note_it, note_en, listed, position)"
        " VALUES ('x', 'x', 'letter', 'it', 1, '{}', '', '', '', '', true, 9)"
    ),
    "programme_gap": (
        "INSERT INTO programme_gap (subject_kind, subject_key, field, reason, position)"
        " VALUES ('action', 'x', 'y', 'z', 1)"
    ),
}


def tried(statement: str) -> int:
    """How many rows a statement touches, in a savepoint of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


@pytest.mark.parametrize("table", sorted(INSERTED))
def test_request__of_another_municipality__adds_no_row(made: int, table: str) -> None:
    for extent in (Extent(SESTO), NOWHERE):
        with scope(extent), pytest.raises(DatabaseError, match="row-level security"):
            tried(INSERTED[table])
    with scope(Extent(MILAN)):
        assert tried(INSERTED[table]) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programme_statement SET retired_in_id = (SELECT max(id) + 1 FROM programme_load)",
        "UPDATE programme_action SET known_cents = 1",
        "UPDATE programme_project SET state = 'closed'",
        "UPDATE programme_conflict SET position = 9",
        "DELETE FROM programme_conflictvalue",
        "DELETE FROM programme_financing",
        "DELETE FROM programme_fact",
    ],
)
def test_request__of_another_municipality__changes_no_row(made: int, statement: str) -> None:
    for extent in (Extent(SESTO), NOWHERE):
        with scope(extent):
            assert tried(statement) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programme_statement SET amount_cents = 1",
        "DELETE FROM programme_statement",
        "UPDATE programme_load SET reason = 'x'",
        "DELETE FROM programme_load",
        "DELETE FROM programme_resolution",
        "UPDATE programme_sourcedocument SET rank = 1",
        "UPDATE programme_programme SET municipality = '015209'",
        "INSERT INTO programme_programme SELECT * FROM programme_programme",
        "UPDATE programme_action SET code = 'MI9.9.9.z'",
        "DELETE FROM programme_action",
        "UPDATE programme_fund SET public = true",
        "DELETE FROM programme_term",
    ],
)
def test_request__of_the_programmes_own_office__writes_only_what_statements_decide(
    made: int, statement: str
) -> None:
    with scope(Extent(MILAN)), pytest.raises(DatabaseError, match="permission denied"):
        tried(statement)


def test_request__pretending_to_be_a_folder__is_refused(made: int, officer: Actor) -> None:
    with scope(officer):
        folder = Load.objects.get(origin="folder")
        office = Load.objects.filter(origin="office").latest("pk")
        row = Statement.objects.get(pk=made)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Load.objects.create(
                at=clock.now(), digest="x", stated=1, added=1, retired=0, catalogue={}
            )
        row.pk, row.identity, row.loaded_in = None, "n", folder
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)
        of_folder = Statement.objects.filter(loaded_in=folder)
        assert of_folder.exists()
        assert of_folder.update(retired_in=office) == 0


def test_job__of_the_programmes_municipality__only_reads_the_register(made: int) -> None:
    with scope(Extent(MILAN), role=WORKER):
        assert Statement.objects.exists()
        assert RecordEvent.objects.exists()
        with pytest.raises(DatabaseError, match="permission denied"):
            tried(INSERTED["programme_load"])


@pytest.mark.parametrize(
    "changes",
    [{"reason": ""}, {"account": None}, {"catalogue": {"a": 1}}, {"origin": "other"}],
)
def test_load__of_an_office_without_who_and_why__is_no_row(
    made: int, changes: dict[str, object]
) -> None:
    row = Load.objects.filter(origin="office").latest("pk")
    row.pk = None
    for name, value in changes.items():
        setattr(row, name, value)
    with (
        pytest.raises(IntegrityError, match="load_is_of_a_folder_or_says_why"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


def test_load__of_a_folder_with_documents_of_an_office__is_no_row(made: int) -> None:
    row = Load.objects.get(origin="folder")
    row.pk, row.documents = None, [{"code": "x"}]
    with (
        pytest.raises(IntegrityError, match="load_is_of_a_folder_or_says_why"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


@pytest.mark.parametrize("place", ["p.0", "q.1", "p.", "r.1-", "p.1-2-3", "pp.1"])
def test_statement__at_no_place__is_no_row(made: int, place: str) -> None:
    row = Statement.objects.get(pk=made)
    row.pk, row.identity, row.locator = None, "n", place
    with pytest.raises(IntegrityError, match="statement_has_a_place"), transaction.atomic():
        row.save(force_insert=True)


def test_register__of_all_that_happened__says_who_when_and_why(made: int, officer: Actor) -> None:
    from rione.programme.operations import resolve_conflict

    from .factories import taken_back

    with scope(officer):
        for statement in (made, None):
            resolve_conflict(
                actor=officer,
                key=str(uuid4()),
                subject_kind=ACTION[0],
                subject_key=ACTION[1],
                field="financing.pon_metro",
                statement=statement,
                why="Nel registro",
            )
    taken_back(officer, made)
    rows = RecordEvent.objects.filter(origin="office").order_by("at", "pk")
    assert [row.what for row in rows] == ["stated", "decided", "given_back", "retired"]
    assert {str(row.account) for row in rows} == {officer.account}
    assert all(row.why and row.body == "Officina Finta" for row in rows)
    assert all(row.at > clock.now() - timedelta(hours=1) for row in rows)
    assert RecordEvent.objects.filter(what="stated", origin="folder").count() == 5
    assert not Conflict.objects.exists()
    assert Financing.objects.get(action__code=ACTION[1]).amount_cents == 10000
    assert Action.objects.count() == 2
    assert SourceDocument.objects.count() == 3
    assert Resolution.objects.count() == 2
