"""What the closed functions give out of the office's work, and nothing else."""

import io
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from rione.core.ledger import queries as ledger
from rione.core.opendata import exporting
from rione.core.opendata.checks import faults
from rione.core.opendata.datasets import registered
from rione.core.scope import NOWHERE, WORKER, scope
from rione.programme.lists.figures.office import funds_drawn, months_drawn
from rione.programme.models import LegalCommitment, Operation, Payment
from rione.programme.operations import load_folder, open_operation, record_saving
from rione.programme.queries import figures
from rione.programme.queries.books import accounts_of
from rione.programme.queries.published import published, published_mark
from rione.programme.tests.factories import MILANO
from rione.programme.tests.office.check_factories import World, by, somebody_acts  # noqa: F401
from rione.programme.tests.office.factories import an_operation, done, within
from rione.programme.tests.office.money_factories import DAY, PERSON_CODE, an_office

pytestmark = pytest.mark.django_db
OTHER = "099002"
MARK = "Zyxwvut"
CONTRACTOR_CODE = "FNTGUO80A01H501M"
PUBLISHED = {
    "operations": (
        "municipality code action title cup beneficiary beneficiary_kind opened_on granted saved "
        "committed paid declared certified demonstration"
    ),
    "financing": "municipality operation action fund granted saved net demonstration",
    "payments": "municipality operation action month fund paid recovered demonstration",
    "procurements": (
        "municipality operation action procedure cig kind method criterion title base notice_on "
        "awarded_on withdrawn_on contract contractor_kind contractor contractor_code amount net "
        "signed_on delivery_due delivered_on closed_on demonstration"
    ),
    "mark": "mark changed_at",
}


def rows(part: Any) -> list[dict[str, Any]]:
    with scope(NOWHERE):
        return list(published(part))


def written() -> dict[str, bytes]:
    """Every file of every data set, as anybody gets it."""
    found = {}
    for name in exporting.exports():
        stream = io.BytesIO()
        exporting.write(name, stream)
        found[name] = stream.getvalue()
    return found


@pytest.mark.parametrize("part", sorted(PUBLISHED))
def test_function__gives_out__the_columns_that_are_published(part: str) -> None:
    with scope(NOWHERE), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM programme_published_{part}()")  # noqa: S608
        assert [column.name for column in cursor.description] == PUBLISHED[part].split()


def test_functions__leave__nothing_open_behind_them() -> None:
    an_office().paid(100)
    with scope(NOWHERE), connection.cursor() as cursor:
        for part in sorted(PUBLISHED):
            cursor.execute(f"SELECT count(*) FROM programme_published_{part}()")  # noqa: S608
        cursor.execute("SELECT current_user, current_setting('app.municipality')")
        assert cursor.fetchone() == ("rione_web", "")
        for table in (Operation, Payment, LegalCommitment):
            assert not table.objects.exists()
    office = an_office(OTHER)
    with scope(office.officer), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM programme_published_payments()")
        assert cursor.fetchone() == (1,)
        assert {one.municipality for one in Operation.objects.all()} == {OTHER}


def test_functions__of_the_owner__cannot_be_replaced_or_told_where_to_look() -> None:
    with scope(NOWHERE), connection.cursor() as cursor:
        for statement in (
            "CREATE OR REPLACE FUNCTION programme_published_mark(OUT mark text, OUT changed_at "
            "timestamptz) LANGUAGE sql AS $$ SELECT '', now() $$",
            "ALTER FUNCTION programme_published_payments() RESET ALL",
            "SELECT programme_published_payments('x')",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement)


def test_functions__for_jobs__give_the_same() -> None:
    an_office().paid(100)
    with scope(NOWHERE, role=WORKER):
        found = list(published("payments"))
    assert found == rows("payments") != []


def test_operations__of_all_municipalities__have_the_money_of_their_books() -> None:
    office, other = an_office(), an_office(OTHER)
    office.certified(12_345_67)
    office.grant(5_00, fund="comune")
    office.pay(office.commit(3_00), 1_00)
    done(
        record_saving,
        actor=office.officer,
        operation=office.operation.pk,
        fund="comune",
        amount_cents=1_00,
        day=DAY,
        decision="Ribasso inventato",
    )
    other.paid(99)
    found = {row["municipality"]: row for row in rows("operations")}
    assert set(found) >= {office.operation.municipality, OTHER}
    row = found[office.operation.municipality]
    with within(office.operation.municipality):
        books = accounts_of(
            office.operation,
            ["financing/pon_metro", "financing/comune", "available", "paid", "certified"],
        )
    left = sum(view.balance for name, view in books.items() if name.startswith("financing"))
    assert row["granted"] - row["saved"] == left == 12_349_67
    assert row["committed"] == left - books["available"].balance == 12_348_67
    assert row["paid"] == books["paid"].balance == 12_346_67
    assert row["declared"] == row["certified"] == books["certified"].balance == 12_345_67
    assert found[OTHER]["paid"] == 99


def test_payments__of_an_operation_with_one_fund__are_of_that_fund() -> None:
    office, other = an_office(), an_office(OTHER)
    office.paid(10_00)
    other.paid(10_00)
    other.grant(1_00, fund="comune")
    assert {(row["municipality"], row["fund"]) for row in rows("payments")} == {
        (office.operation.municipality, "pon_metro"),
        (OTHER, None),
    }


def test_demonstrations__are_marked(settings: Any) -> None:
    an_operation()
    settings.IS_DEMO = True
    world = World()
    load_folder(folder=MILANO)
    by(
        world.officer,
        open_operation,
        code="XX1-DEMO",
        action_code="MI1.1.1.a",
        title="Inventata",
        cup="",
        beneficiary=world.operation.beneficiary_id,
    )
    marks = {row["code"]: row["demonstration"] for row in rows("operations")}
    assert marks.pop("XX1-DEMO") is True
    assert set(marks.values()) == {False}


def test_demonstration__once_and_for_all__stays_one() -> None:
    operation = an_operation()
    with within(operation.municipality):
        Operation.objects.update(demonstration=True)
        Operation.objects.update(demonstration=True, title="Altra")
        with pytest.raises(IntegrityError, match="stays one"), transaction.atomic():
            Operation.objects.update(demonstration=False)
        assert Operation.objects.get(pk=operation.pk).demonstration


def test_natural_persons__planted_everywhere__are_in_no_data_set() -> None:
    """Names of payees, contractors and parties, reasons, decisions, numbers, tax codes."""
    office = an_office()
    office.grant(100_00, decision=f"Determina {MARK}")
    payee = office.payee(PERSON_CODE, "person", name=f"Ugo {MARK}")
    commitment = office.commit(50_00, payee, number=MARK, reason=f"Incarico a Ugo {MARK}")
    payment = office.pay(commitment, 50_00, number=f"P-{MARK}")
    expense = office.enter(payment, 50_00, document_number=MARK)
    office.verify(expense, 40_00, f"Taglio a {MARK}")
    world = World()
    procedure = world.awarded(title=f"Incarico a ugo {MARK.lower()}")
    world.contract(
        procedure,
        contractor=f"Ugo {MARK}",
        contractor_code=CONTRACTOR_CODE,
        subject=f"Incarico di Ugo {MARK}",
        document=f"PG/2024/{MARK}",
    )
    company = world.awarded(title="Lavori")
    world.contract(company, contractor="Ditta Palese")
    [person, body] = sorted(rows("procurements"), key=lambda row: row["contractor"] or "")
    assert (person["contractor_kind"], person["title"], person["contractor"]) == (
        "person",
        None,
        None,
    )
    assert person["contractor_code"] is None
    assert person["amount"]
    assert (body["contractor_kind"], body["contractor"]) == ("body", "Ditta Palese")
    files = written()
    assert b"Ditta Palese" in files["procurements.csv"]
    for name, content in files.items():
        low = content.lower()
        assert MARK.lower().encode() not in low, name
        assert PERSON_CODE[:15].lower().encode() not in low, name


def test_mark__with_every_write_of_an_office__is_another() -> None:
    office = an_office()
    with scope(NOWHERE):
        before = published_mark()[0]
    office.grant(1)
    with scope(NOWHERE):
        after, at = published_mark()
        assert (after, at) == published_mark()
    assert after != before
    assert at is not None


def test_data_sets__of_the_programme__describe_the_rows_that_they_give() -> None:
    an_office().paid(100)
    World().contract()
    with scope(NOWHERE):
        for name in ("operations", "financing", "payments", "procurements"):
            dataset = registered()[name]
            columns = dataset.columns()
            assert not list(faults(dataset, columns))
            found = list(dataset.rows())
            assert found
            for row in found:
                assert set(row) == {column.name for column in columns}
                assert all(row[column.name] is not None for column in columns if column.required)
            keys = [tuple(row[part] for part in dataset.key) for row in found]
            assert len(set(keys)) == len(keys)


def test_charts__with_money_of_demonstrations__keep_it_apart() -> None:
    with scope(NOWHERE):
        assert months_drawn() is None
        assert funds_drawn() is None
    office = an_office()
    office.paid(100)
    with within(office.operation.municipality):
        Operation.objects.update(demonstration=True)
    an_office(OTHER).paid(7)
    with scope(NOWHERE):
        months, funds = months_drawn(), funds_drawn()
    assert months is not None
    assert months.rows[0].values == (7, 100)
    assert funds is not None
    assert funds.rows[0].values == (7, 100)


def test_rows__of_one_and_of_ten_operations__take_the_same_statements(
    django_assert_num_queries: Any,
) -> None:
    for count in (1, 10):
        for _number in range(count):
            an_office().paid(100)
        with scope(NOWHERE):
            for read in (figures.operations, figures.financing, figures.payments):
                with django_assert_num_queries(1):
                    assert len(list(read())) >= count


def test_ledger__of_all__is_read_by_nobody_else() -> None:
    office = an_office()
    office.paid(100)
    with scope(NOWHERE):
        assert not ledger.accounts(
            [f"{office.operation.municipality}/{office.operation.code}/paid"]
        )


@pytest.mark.parametrize("language", ["it/dati-aperti", "en/open-data"])
def test_pages__of_all_data_sets__are_there_for_everybody(
    client: Client, language: str, django_assert_max_num_queries: Any
) -> None:
    an_office().certified(100)
    World().contract()
    for name in registered():
        with django_assert_max_num_queries(10):
            assert client.get(f"/{language}/{name}/").status_code == 200


def test_file__of_the_office__says_that_nothing_changed_and_when_it_did(client: Client) -> None:
    office = an_office()
    office.grant(100)
    first = client.get("/opendata/financing.csv")
    tag = first["ETag"]
    assert b"1.00" in b"".join(first)  # type: ignore[arg-type]
    assert client.get("/opendata/financing.csv", headers={"if-none-match": tag}).status_code == 304
    office.grant(5)
    again = client.get("/opendata/financing.csv", headers={"if-none-match": tag})
    assert again.status_code == 200
    assert b"1.05" in b"".join(again)  # type: ignore[arg-type]


def test_opencoesione__an_action_with_an_operation__is_replaced_by_it() -> None:
    load_folder(folder=MILANO)
    office = an_office()
    office.paid(7_00)
    lines = written()["opencoesione.csv"].decode().splitlines()
    assert len(lines) == 31
    row = next(line for line in lines if line.startswith(office.operation.code))
    assert row.split(";")[-4:-3] == ["7,00"]
    assert not [line for line in lines if line.startswith("MI1.1.1.a;")]
    with within(office.operation.municipality):
        Operation.objects.update(demonstration=True)
    lines = written()["opencoesione.csv"].decode().splitlines()
    assert [line for line in lines if line.startswith("MI1.1.1.a;")]
    assert not [line for line in lines if line.startswith(office.operation.code)]
