"""Records that come back: the same money again, or nothing and every reason why."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO
from rione.core.scope import scope
from rione.core.writes import Refused
from rione.programme import operations as do
from rione.programme.models import Operation, Payment
from rione.programme.operations import load_folder
from rione.programme.operations.monitoring_import import READ, import_records
from rione.programme.queries.puc import records_of
from rione.programme.rules.problems import LoadRefused
from rione.programme.rules.puc.layouts import Record
from rione.programme.rules.puc.writing import lines
from rione.programme.tests.factories import small
from rione.programme.tests.office.factories import acting_as, done, in_trail, within
from rione.programme.tests.office.money_factories import PERSON_CODE, Office, an_office

pytestmark = pytest.mark.django_db
Files = dict[str, list[bytes]]


@pytest.fixture
def milan_small(db: None, tmp_path: Path) -> None:
    with acting(AuditActor("job", "tests")):
        load_folder(folder=small().write(tmp_path / "programme"))


@pytest.fixture
def office(milan_small: None) -> Office:
    """Two funds, a saving, commitments reduced, payments recovered, a person among the payees."""
    made = an_office()
    made.grant(100_000)
    made.grant(20_000, "comune")
    done(
        do.record_saving, actor=made.officer, operation=made.operation.pk, fund="pon_metro",
        amount_cents=5_000, day=date(2021, 4, 1), decision="Ribasso inventato",
    )  # fmt: skip
    done(
        do.plan_year, actor=made.officer, operation=made.operation.pk, year=2022,
        amount_cents=50_000, reason="",
    )  # fmt: skip
    first = made.commit(80_000, number="I-1")
    second = made.commit(20_000, made.payee(PERSON_CODE, "person"), number="I-2")
    paid = made.pay(first, 30_000, number="P-1")
    made.pay(second, 10_000, number="P-2", payee=made.payee(kind="body"))
    done(do.recover_payment, actor=made.officer, payment=paid, day=date(2021, 5, 1),
         amount_cents=1_000, reason="Errore inventato")  # fmt: skip
    done(do.decommit, actor=made.officer, commitment=second, day=date(2021, 6, 1),
         amount_cents=2_000, reason="Economia inventata")  # fmt: skip
    return made


def records(municipality: str = ALTO) -> list[Record]:
    with within(municipality):
        return [one for one in records_of(municipality) if one.code in READ]


def files_of(rows: list[Record]) -> Files:
    return {f"{code}.txt": list(lines(one for one in rows if one.code == code)) for code in READ}


def brought(actor: Actor, files: Files, **more: Any) -> dict[str, int]:
    with acting(in_trail(actor)), scope(actor):
        return import_records(actor=actor, files=files, **more)


def test_import__export_of_one_municipality_into_another__gives_the_same_records(
    office: Office,
) -> None:
    given = records()
    made = brought(acting_as(Role.PROGRAMME_OFFICER, BASSO), files_of(given))
    assert records(BASSO) == given
    assert made["FN04"] == made["FN06"] == 3


def test_import__again__changes_nothing(office: Office) -> None:
    files, officer = files_of(records()), acting_as(Role.PROGRAMME_OFFICER, BASSO)
    brought(officer, files)
    assert brought(officer, files) == {}
    assert brought(acting_as(Role.PROGRAMME_OFFICER, BASSO), files) == {}


def test_import__dry_run__stores_nothing(office: Office) -> None:
    assert brought(acting_as(Role.PROGRAMME_OFFICER, BASSO), files_of(records()), dry_run=True)
    assert records(BASSO) == []


def replaced(name: str, old: str, new: str) -> Callable[[Files], None]:
    def break_it(files: Files) -> None:
        whole = b"".join(files[name])
        assert old.encode() in whole
        files[name] = whole.replace(old.encode(), new.encode()).splitlines(keepends=True)

    return break_it


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        (replaced("FN00.txt", "pon_metro", "nessuno"), "FN00.txt:2: COD_FONDO"),
        (replaced("FN04.txt", "800,00", "9800,00"), "FN04.txt:1: "),
        (replaced("FN04.txt", "15/03/2021", "15/03/2041"), "FN04.txt:1: "),
        (replaced("FN04.txt", "|I-1|I|", "|I-1|I-TR|"), "FN04.txt:1: TIPOLOGIA_IMPEGNO"),
        (replaced("FN06.txt", "Impegno I-1", "boh"), "FN06.txt:1: NOTE_PAG"),
        (replaced("FN06.txt", "|R|", "|P|"), "FN06.txt:2: "),
        (replaced("FN08.txt", "|P-2|", "|P|2|"), "FN08.txt:2: "),
        (replaced("FN10.txt", "50,00", "5000,00"), "FN10.txt:1: "),
        (replaced("AP00.txt", "MI1.1.1.A", "XX9.9.9.Z"), "AP00.txt:1: COD_LOCALE_PROGETTO"),
        (replaced("AP00.txt", "Operazione inventata", ""), "AP00.txt:1: TITOLO_PROGETTO"),
        (lambda files: files.pop("AP00.txt"), "AP00.txt: "),
        (lambda files: files["FN00.txt"].append(b"\xff\n"), "FN00.txt:3: "),
    ],
)  # fmt: skip
def test_import__broken_files__are_refused_whole_with_the_place(
    office: Office, broken: Callable[[Files], None], where: str
) -> None:
    files = files_of(records())
    broken(files)
    with pytest.raises(LoadRefused) as refused:
        brought(acting_as(Role.PROGRAMME_OFFICER, BASSO), files)
    assert where in str(refused.value)
    with within(BASSO):
        assert not Operation.objects.exists()
        assert not Payment.objects.exists()


def test_import__other_records_of_a_stored_operation__are_refused(office: Office) -> None:
    files = files_of(records())
    replaced("FN00.txt", "1000,00", "1001,00")(files)
    with pytest.raises(LoadRefused, match="stored already"):
        brought(office.officer, files)


def test_import__by_a_certifier__is_refused(office: Office) -> None:
    with pytest.raises(Refused):
        brought(office.certifier, files_of(records()))
