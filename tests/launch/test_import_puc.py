"""`rione import-puc`: records of another office, by an officer of this one."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from rione.core.audit.acting import Actor, acting
from rione.core.identity.models import User
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO
from rione.launch import records
from rione.launch.context import DONE, REFUSED, USAGE
from rione.programme.models import Operation
from rione.programme.operations import load_folder
from rione.programme.queries.puc import records_of
from rione.programme.rules.puc.layouts import Record
from rione.programme.rules.puc.writing import lines
from rione.programme.tests.factories import small
from rione.programme.tests.office.factories import acting_as, within
from rione.programme.tests.office.money_factories import an_office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _job() -> Iterator[None]:
    with acting(Actor("job", "tests")):
        yield


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The records of an office, and the command beside a database that is there already."""
    monkeypatch.setattr(records, "platform", nullcontext)
    load_folder(folder=small().write(tmp_path / "programme"))
    office = an_office()
    office.grant(100_000)
    office.pay(office.commit(80_000, number="I-1"), 30_000, number="P-1")
    written = tmp_path / "records"
    written.mkdir()
    by_type: dict[str, list[Record]] = {}
    with within(ALTO):
        for record in records_of(ALTO):
            by_type.setdefault(record.code, []).append(record)
    for code, rows in by_type.items():
        (written / f"{code}.txt").write_bytes(b"".join(lines(rows)))
    return written


def given(folder: Path, **changes: object) -> Namespace:
    options: dict[str, object] = {
        "source": folder,
        "municipality": BASSO,
        "officer": User.objects.get(pk=acting_as(Role.PROGRAMME_OFFICER, BASSO).account).email,
        "dry_run": False,
    }
    return Namespace(**options | changes)


def count() -> int:
    with within(BASSO):
        return Operation.objects.filter(municipality=BASSO).count()


def test_import_puc__by_an_officer__is_tried_then_stored(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert records.import_puc(given(folder, dry_run=True)) == DONE
    assert count() == 0
    assert "nothing was stored" in "".join(capsys.readouterr())
    assert records.import_puc(given(folder)) == DONE
    assert count() == 1
    capsys.readouterr()
    assert records.import_puc(given(folder)) == DONE
    assert "0 records stored" in "".join(capsys.readouterr())
    assert count() == 1


def test_import_puc__by_somebody_else_or_from_nowhere__is_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert records.import_puc(given(folder, officer="nessuno@finta.example")) == USAGE
    assert records.import_puc(given(folder / "away")) == USAGE
    assert len(capsys.readouterr().err.splitlines()) == 2
    assert count() == 0


def test_import_puc__of_what_the_office_refuses__says_why(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(records, "replace", lambda actor, **_: replace(actor, second_factor=False))
    assert records.import_puc(given(folder)) == REFUSED
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert count() == 0
