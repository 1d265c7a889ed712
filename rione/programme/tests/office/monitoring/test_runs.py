"""Runs of national monitoring: what they write, what they find, and that they stay."""

import hashlib
import io
import json
import zipfile
from datetime import date
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO
from rione.core.writes import Refused
from rione.programme.models import MonitoringFinding, MonitoringRun, Programme
from rione.programme.operations import run_monitoring
from rione.programme.operations.monitoring import archived
from rione.programme.queries.puc import NOT_HELD, WRITTEN, records_of
from rione.programme.rules.puc.layouts import LAYOUTS, Record
from rione.programme.rules.puc.reading import read
from rione.programme.tasks import make_monitoring_run
from rione.programme.tests.office.factories import acting_as, done, within
from rione.programme.tests.office.money_factories import Office, an_office

pytestmark = pytest.mark.django_db
CCI = "2014IT16M2OP004"


def a_programme() -> None:
    Programme.objects.get_or_create(
        code="finto",
        defaults={
            "title_it": "Finto",
            "title_en": "Fake",
            "first_year": 2014,
            "last_year": 2020,
            "cci": CCI,
            "municipality": ALTO,
        },
    )


@pytest.fixture
def office() -> Office:
    """1,000 euros granted, 900 committed, 400 paid, 300 accepted."""
    a_programme()
    made = an_office()
    made.grant(100_000)
    payment = made.pay(made.commit(90_000, number="I-1"), 40_000, number="P-1")
    made.verify(made.enter(payment, 30_000), 30_000)
    return made


def made_run(office: Office) -> MonitoringRun:
    key = done(run_monitoring, actor=office.officer)
    make_monitoring_run(run=key, municipality=office.officer.municipality)
    with within(office.officer.municipality):
        return MonitoringRun.objects.get(pk=UUID(key))


def written(code: str, municipality: str = ALTO) -> list[Record]:
    with within(municipality):
        return [one for one in records_of(municipality) if one.code == code]


def test_records__money_of_an_operation__stands_in_its_records(office: Office) -> None:
    code, day = office.operation.code, date(2021, 3, 15)
    (financing,), (cost,), (plan,) = written("FN00"), written("FN01"), written("FN03")
    assert financing.values[:2] == (code, "pon_metro")
    assert financing["IMPORTO"] == 100_000
    assert cost.values == (code, CCI, "1", 100_000, None)
    assert plan.values == (code, 2021, 40_000, 0, None)
    (bound,), (paid,) = written("FN04"), written("FN06")
    assert bound.values[:5] == (code, "I-1", "I", day, 90_000)
    assert paid.values[:5] == (code, "P-1", "P", day, 40_000)
    assert paid["NOTE_PAG"] == "Impegno I-1"
    assert [one["IMPORTO_IMP_AMM"] for one in written("FN05")] == [90_000]
    assert [one["IMPORTO_PAG_AMM"] for one in written("FN07")] == [30_000]
    assert [one["IMPORTO"] for one in written("FN08")] == [40_000]


def test_records__certified_expense__stands_in_a_claim_that_was_sent(office: Office) -> None:
    from rione.programme import operations as do

    claim = office.claim(number="D-9")
    expense = office.enter(office.paid(5_000), 5_000)
    office.verify(expense, 5_000)
    office.certify(claim, expense)
    assert written("FN09") == []
    done(do.send_certification, actor=office.certifier, certification=claim)
    assert [(one["ID_DOMANDA_PAGAMENTO"], one["IMPORTO_SPESA_TOT"]) for one in written("FN09")] == [
        ("D-9", 5_000)
    ]


def test_records__of_another_municipality__are_not_written(office: Office) -> None:
    an_office(BASSO).grant(7_00)
    assert [one["IMPORTO"] for one in written("FN00")] == [100_000]


def test_records__more_operations__take_the_same_statements(office: Office) -> None:
    def statements() -> int:
        with within(), CaptureQueriesContext(connection) as asked:
            list(records_of(ALTO))
            return len(asked)

    few = statements()
    for _again in range(3):
        an_office().paid(10_00)
    assert statements() == few <= 16


def test_run__asked_for_and_made__keeps_archive_and_findings(office: Office) -> None:
    run = made_run(office)
    assert run.state == "done"
    assert run.projects == 1
    assert run.records["FN04"] == 1
    assert hashlib.sha256(bytes(run.archive or b"")).hexdigest() == run.sha256
    with zipfile.ZipFile(io.BytesIO(bytes(run.archive or b""))) as kept:
        assert kept.namelist() == [*(f"{code}.txt" for code in WRITTEN), "rapporto.json"]
        report = json.loads(kept.read("rapporto.json"))
        for code in WRITTEN:
            lines = kept.read(f"{code}.txt").splitlines(keepends=True)
            assert list(read(LAYOUTS[code], lines)) == written(code)
    assert report["errors"] == run.errors
    assert set(report["not_written"]) == set(NOT_HELD)
    with within():
        found = list(MonitoringFinding.objects.filter(run=run).order_by("number"))
    assert {one.rule for one in found if one.severity == "error"} >= {"012", "039"}
    assert {one.code for one in found if one.severity == "gap"} <= set(NOT_HELD)
    assert len(found) == run.errors + run.gaps


def test_run__same_records_again__gives_the_same_bytes(office: Office) -> None:
    assert made_run(office).sha256 == made_run(office).sha256


def test_run__second_while_one_is_made__is_refused(office: Office) -> None:
    done(run_monitoring, actor=office.officer)
    with pytest.raises(Refused, match="in corso"):
        done(run_monitoring, actor=office.officer)


@pytest.mark.parametrize("role", [Role.CERTIFIER, Role.AUDITOR, Role.BENEFICIARY])
def test_run__asked_for_by_others__is_refused(role: Role) -> None:
    with pytest.raises(Refused):
        done(run_monitoring, actor=acting_as(role))


def test_run__that_fails__says_so_and_lets_another_be_made(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = done(run_monitoring, actor=office.officer)
    with monkeypatch.context() as patch:
        patch.setattr("rione.programme.operations.monitoring.archived", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            make_monitoring_run(run=key, municipality=ALTO)
    with within():
        assert MonitoringRun.objects.get(pk=UUID(key)).state == "failed"
        assert not MonitoringFinding.objects.exists()
    assert made_run(office).state == "done"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programme_monitoringrun SET errors = 0",
        "UPDATE programme_monitoringrun SET state = 'failed', finished_at = now()",
        "DELETE FROM programme_monitoringrun",
        "UPDATE programme_monitoringfinding SET severity = 'gap'",
        "DELETE FROM programme_monitoringfinding",
        "INSERT INTO programme_monitoringrun (id, municipality, state, asked_by, asked_at, records,"
        " projects, errors, gaps, unchecked, sha256) VALUES (gen_random_uuid(), '099001', 'done',"
        " gen_random_uuid(), now(), '{}', 0, 0, 0, '{}', '')",
    ],
)
def test_run__changed_once_finished__is_refused_by_the_database(
    office: Office, statement: str
) -> None:
    made_run(office)
    with within(), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)


def test_archived__nothing__has_its_files_all_the_same() -> None:
    with zipfile.ZipFile(io.BytesIO(archived([], [], []))) as kept:
        assert kept.read("AP00.txt") == b""
