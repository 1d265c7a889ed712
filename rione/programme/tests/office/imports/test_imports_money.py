"""Commitments, payments and expenses from files: all rows or none, as single writes do them."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rione.core.audit.models import Entry
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import BASSO
from rione.core.office.imports import operations
from rione.core.office.imports.definitions import import_called
from rione.core.office.models import Import, StagedImport
from rione.core.scope import scope
from rione.core.scope.tests.statements import own_statements
from rione.core.writes import KeyReused, Refused
from rione.programme import operations as do
from rione.programme.models import Expense, LegalCommitment, Payment
from rione.programme.queries.books import left_in
from rione.programme.queries.money_check import check_money
from rione.programme.rules import books

from ..factories import acting_as, done, within
from ..money_factories import Office, an_office
from .factories import confirmed, imported, sent, trial, wrong

pytestmark = pytest.mark.django_db
PAYMENTS = "Operazione;Impegno;Numero;Data;Importo;Codice fiscale del percettore\n"
COMMITMENTS = "Operazione;Numero;Data;Codice fiscale del percettore;Importo;Motivo\n"
EXPENSES = "Operazione;Pagamento;Tipo di documento;Numero del documento;Data;Importo dichiarato\n"


@pytest.fixture
def office(db: None) -> Office:
    """An operation with EUR 1,000 granted and EUR 100 committed as I-A."""
    made = an_office()
    made.grant(100_000)
    made.commit(10_000, number="I-A", payee=made.payee("00000000017"))
    return made


def payments(office: Office, *rows: str) -> str:
    return PAYMENTS + "".join(f"{office.operation.code};{row}\n" for row in rows)


def commitments(office: Office, *rows: str) -> str:
    return COMMITMENTS + "".join(f"{office.operation.code};{row}\n" for row in rows)


def expenses(office: Office, *rows: str) -> str:
    return EXPENSES + "".join(f"{office.operation.code};{row}\n" for row in rows)


def left(office: Office, name: str) -> int:
    with within():
        return left_in(office.operation, name)


def count(model: Any) -> int:
    with within():
        return int(model.objects.count())


GOOD = ("I-A;P-1;15/03/2021;40,00;", "I-A;P-2;2021-03-16;50.00;00000000017")


def test_payments__from_a_good_file__are_paid_as_single_ones(office: Office) -> None:
    made = imported(office.officer, "payments", payments(office, *GOOD))
    with within():
        rows = list(Payment.objects.order_by("number").values_list("number", "amount_cents", "day"))
        record = Import.objects.get(pk=made)
        verbs = list(Entry.objects.filter(verb="pay").values_list("actor_key", flat=True))
        last = Entry.objects.filter(verb="import_rows").latest("pk")
        wrong_sums = [found for found in check_money() if not found.ok]
    assert rows == [("P-1", 4_000, date(2021, 3, 15)), ("P-2", 5_000, date(2021, 3, 16))]
    assert left(office, books.committed("I-A")) == 1_000
    assert left(office, books.undeclared("P-2")) == 5_000
    assert verbs == [office.officer.account] * 2
    assert (record.rows, str(record.imported_by)) == (2, office.officer.account)
    assert last.details["rows"] == 2
    assert last.details["sha256"] == record.sha256
    assert not wrong_sums
    assert not StagedImport.objects.filter(pk=made).exists()


def test_payments__wrong_in_several_rows__are_named_by_row_and_column(office: Office) -> None:
    with within():
        paid = Payment.objects.count()
    office.pay(commitment(office), 100, number="P-9")
    text = payments(
        office,
        "I-A;P-1;15/03/2021;40,00;",
        "I-B;P-2;15/03/2021;1,00;",
        "I-A;P-9;15/03/2021;1,00;",
        "I-A;P-1;15/03/2021;1,00;",
        "I-A;P-3;15/03/2099;1,00;",
        "I-A;P-4;14/03/2021;1,00;",
        "I-A;P-5;15/03/2021;zero;",
        "I-A;;15/03/2021;1,00;",
        "I-A;P-6;15/03/2021;59,01;",
        "I-A;P-7;15/03/2021;1,00;99999999999",
        "I-A;P-8;32/03/2021;-1,00;",
    )
    assert wrong(office.officer, "payments", text) == [
        (3, "commitment"),
        (4, "number"),
        (5, "number"),
        (6, "day"),
        (7, "day"),
        (8, "amount_cents"),
        (9, "number"),
        (10, "amount_cents"),
        (11, "payee"),
        (12, "day"),
        (12, "amount_cents"),
    ]
    assert count(Payment) == paid + 1


def commitment(office: Office) -> Any:
    with within():
        return LegalCommitment.objects.get(number="I-A").pk


def test_payments__with_something_wrong__cannot_be_confirmed(office: Office) -> None:
    file = sent(office.officer, "payments", payments(office, *GOOD, "I-A;P-3;15/03/2021;99,00;"))
    with pytest.raises(Refused, match=r"Nothing was imported|Non è stato importato"):
        confirmed(office.officer, file)
    assert count(Payment) == count(Import) == 0
    assert left(office, books.committed("I-A")) == 10_000


def test_payments__refused_in_the_last_row__leave_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trial is blind here, so that the last row fails only when it is stored."""
    definition = import_called(office.officer, "payments")
    assert definition is not None
    rows = (*GOOD, "I-A;P-3;15/03/2021;99,00;")
    file = sent(office.officer, "payments", payments(office, *rows))
    monkeypatch.setitem(definition.__dict__, "check", lambda actor, rows: [])
    with pytest.raises(Refused, match=r"(Row|Riga) 4, .*10,00|(Row|Riga) 4, .*10.00"):
        confirmed(office.officer, file)
    assert count(Payment) == count(Import) == 0
    assert left(office, books.committed("I-A")) == 10_000
    with within():
        assert not Entry.objects.filter(verb__in=["pay", "import_rows"]).exists()


def test_payments__in_a_closed_year__are_wrong(office: Office) -> None:
    done(do.close_year, actor=office.officer, year=2021, reason="Approvato")
    assert wrong(office.officer, "payments", payments(office, *GOOD)) == [(2, "day"), (3, "day")]


def test_payments__of_another_municipality__are_not_found(office: Office) -> None:
    theirs = an_office(BASSO)
    text = payments(office, *GOOD)
    assert wrong(theirs.officer, "payments", text) == [(2, "commitment"), (3, "commitment")]


def test_payments__confirmed_twice__are_paid_once(office: Office) -> None:
    file = sent(office.officer, "payments", payments(office, *GOOD))
    digest = trial(office.officer, file).digest
    first = confirmed(office.officer, file, digest=digest, key="the-same-key")
    assert confirmed(office.officer, file, digest=digest, key="the-same-key") == first
    with pytest.raises(Refused):
        confirmed(office.officer, file, digest=digest, key="another-key")
    with pytest.raises(KeyReused):
        confirmed(office.officer, file, digest="0" * 64, key="the-same-key")
    assert count(Payment) == 2
    assert count(Import) == 1


def test_payments__of_the_same_file_sent_again__are_not_paid_again(office: Office) -> None:
    text = payments(office, *GOOD)
    one, two = (sent(office.officer, "payments", text) for _ in range(2))
    digest = trial(office.officer, two).digest
    confirmed(office.officer, one)
    with pytest.raises(Refused, match=r"imported before|già state importate"):
        confirmed(office.other, sent(office.other, "payments", text), digest=digest)
    with pytest.raises(Refused, match=r"imported before|già state importate"):
        confirmed(office.officer, two, digest=digest)
    assert count(Payment) == 2


def test_confirmation__of_something_else_than_was_shown__is_refused(office: Office) -> None:
    file = sent(office.officer, "payments", payments(office, *GOOD))
    digest = trial(office.officer, file).digest
    with scope(office.officer):
        places = dict(StagedImport.objects.get(pk=file).mapping)
    del places["payee"]
    done(operations.map_import, actor=office.officer, staged_import=file, mapping=places)
    with pytest.raises(Refused, match=r"changed after|cambiato dopo"):
        confirmed(office.officer, file, digest=digest)
    assert count(Payment) == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": None}, "number"),
        ({"number": 77}, "number"),
        ({"number": -1}, "number"),
        ({"day": 2}, "day"),
    ],
)
def test_columns__that_cannot_be__are_refused_by_name(
    office: Office, change: dict[str, Any], field: str
) -> None:
    file = sent(office.officer, "payments", payments(office, *GOOD))
    with scope(office.officer):
        places = {**StagedImport.objects.get(pk=file).mapping, **change}
    given = {name: place for name, place in places.items() if place is not None}
    with pytest.raises(Refused) as refused:
        done(operations.map_import, actor=office.officer, staged_import=file, mapping=given)
    assert refused.value.field == field


def test_file__of_somebody_else_or_too_old__is_not_there(office: Office) -> None:
    file = sent(office.officer, "payments", payments(office, *GOOD))
    with pytest.raises(Refused, match=r"no longer kept|non è più conservato"):
        confirmed(office.other, file, digest="0" * 64)
    with scope(office.officer):
        StagedImport.objects.filter(pk=file).update(mapping={})
    with pytest.raises(Refused) as refused:
        confirmed(office.officer, file, digest="0" * 64)
    assert refused.value.field == "operation"


@pytest.mark.parametrize("role", [Role.CERTIFIER, Role.AUDITOR, Role.BENEFICIARY])
def test_payments__by_whoever_may_not_pay__are_not_taken_in(office: Office, role: Role) -> None:
    with pytest.raises(Refused):
        sent(acting_as(role), "payments", payments(office, *GOOD))


def test_commitments__from_a_file__bind_money_up_to_what_is_left(office: Office) -> None:
    row = "{};15/03/2021;00000000017;{};Contratto"
    text = commitments(office, row.format("I-1", "500,00"), row.format("I-2", "400,01"))
    assert wrong(office.officer, "commitments", text) == [(3, "amount_cents")]
    text = commitments(
        office, row.format("I-A", "1"), row.format("I-3", "1"), row.format("I-3", "1")
    )
    assert wrong(office.officer, "commitments", text) == [(2, "number"), (4, "number")]
    text = commitments(office, row.format("I-1", "500,00"), row.format("I-2", "400,00"))
    imported(office.officer, "commitments", text)
    assert left(office, books.AVAILABLE) == 0
    assert left(office, books.committed("I-2")) == 40_000


def test_expenses__of_a_beneficiary__are_entered_for_its_own_operations(office: Office) -> None:
    office.pay(commitment(office), 10_000, number="P-1")
    row = "P-1;Fattura;{};15/03/2021;{}"
    text = expenses(office, row.format("F 1", "60,00"), row.format("F 2", "40,01"))
    assert wrong(office.beneficiary, "expenses", text) == [(3, "declared_cents")]
    text = expenses(office, row.format("F 1", "60,00"), row.format("F 1", "1"))
    assert wrong(office.beneficiary, "expenses", text) == [(3, "document_number")]
    text = expenses(office, row.format("F 1", "60,00"), row.format("F 2", "40,00"))
    made = imported(office.beneficiary, "expenses", text)
    with within():
        states = set(Expense.objects.values_list("state", "entered_by"))
        shared = Import.objects.get(pk=made).shared_with
        assert all(found.ok for found in check_money())
    assert {state for state, _by in states} == {"entered"}
    assert {str(by) for _state, by in states} == {office.beneficiary.account}
    assert [str(body) for body in shared] == [office.beneficiary.organisation]
    assert wrong(office.beneficiary, "expenses", text + "\n") == [
        (2, "document_number"),
        (3, "document_number"),
    ]


def test_trial__of_ten_times_the_rows__takes_the_same_statements(office: Office) -> None:
    counts = []
    for rows in (3, 30):
        text = payments(office, *(f"I-A;N-{n};15/03/2021;0,01;" for n in range(rows)))
        file = sent(office.officer, "payments", text)
        with CaptureQueriesContext(connection) as captured:
            assert trial(office.officer, file).is_good
        counts.append(len(own_statements(captured.captured_queries)))
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize(
    ("column", "value"),
    [("rows", 0), ("rows", 10_001), ("digest", "x"), ("name", "Drop"), ("content", b"y")],
)
def test_import__that_is_none__is_refused_by_the_database(
    office: Office, column: str, value: object
) -> None:
    made = imported(office.officer, "payments", payments(office, *GOOD))
    with within():
        row = Import.objects.get(pk=made)
        row.pk, row.digest = uuid4(), "a" * 64
        setattr(row, column, value)
        with pytest.raises((IntegrityError, DataError)), transaction.atomic():
            row.save(force_insert=True)
