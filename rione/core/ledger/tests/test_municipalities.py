"""The books of two municipalities in one ledger: neither sees, moves or closes the other's."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from rione.core.ledger import checks, operations, queries
from rione.core.ledger.models import Account, Leg, PeriodEvent, Transaction
from rione.core.ledger.rules.entries import Leg as LegData
from rione.core.ledger.rules.entries import Nature, Reference
from rione.core.ledger.rules.problems import (
    ClosedPeriodError,
    ElsewhereError,
    KeyReusedError,
    TermsDifferError,
    UnknownAccountError,
    UnknownTransactionError,
)
from rione.core.scope import NOWHERE, WORKER, Extent, scope

pytestmark = pytest.mark.django_db

MILAN, SESTO = Extent("015146"), Extent("015209")
DAY = date(2024, 3, 15)
LEGS = [LegData("{}/bank", 500), LegData("{}/fund", -500)]


def book(name: str) -> None:
    """Two accounts of the same owner, and one posting, in the scope in force."""
    operations.open_unit(code="EUR", scale=2, title="Euro")
    for part, nature in (("bank", Nature.ASSET), ("fund", Nature.LIABILITY)):
        operations.open_account(
            code=f"{name}/{part}",
            title=part,
            owner=Reference("body", "invented"),
            unit="EUR",
            nature=nature,
        )
    post(name)


def post(name: str, key: str = "", at: date = DAY) -> queries.Transaction:
    legs = [LegData(leg.account.format(name), leg.amount) for leg in LEGS]
    return operations.post(key=key or f"{name}/first", at=at, legs=legs)


@pytest.fixture(autouse=True)
def _books(db: None) -> None:
    for extent, name in ((MILAN, "milan"), (SESTO, "sesto")):
        with scope(extent):
            book(name)


def municipalities(model: type) -> set[str]:
    return set(model.objects.values_list("municipality", flat=True))


@pytest.mark.parametrize("model", [Account, Transaction, Leg])
def test_rows__of_two_municipalities__exist_each_for_its_own(model: type) -> None:
    for extent in (MILAN, SESTO):
        for role in ("rione_web", WORKER):
            with scope(extent, role=role):
                assert municipalities(model) == {extent.municipality}
    with scope(NOWHERE):
        assert municipalities(model) == set()
    with scope(NOWHERE, role=WORKER):
        assert municipalities(model) == {"015146", "015209"}


def test_self_check__as_a_job_of_the_platform__reads_all_books() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE ledger_account DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_account SET balance = 7 WHERE code LIKE 'sesto/%'")
    for extent, found in ((NOWHERE, False), (SESTO, False), (MILAN, True)):
        with scope(extent, role=WORKER):
            assert all(finding.ok for finding in checks.all_sums_agree()) is found


def test_key__of_another_municipality__is_refused_and_tells_nothing() -> None:
    with scope(SESTO):
        with pytest.raises(KeyReusedError) as refused:
            post("sesto", "milan/first")
        assert "015146" not in str(refused.value)
        assert queries.transaction("milan/first") is None
        post("sesto", "goes on")


def test_code__of_another_municipality__is_refused_and_tells_nothing() -> None:
    with scope(SESTO):
        with pytest.raises(TermsDifferError) as refused:
            book("milan")
        assert "015146" not in str(refused.value)
        post("sesto", "goes on")


def test_account__of_another_municipality__does_not_exist() -> None:
    with scope(SESTO):
        with pytest.raises(UnknownAccountError):
            queries.account("milan/bank")
        with pytest.raises(UnknownAccountError):
            post("milan", "mine")
        with pytest.raises(UnknownAccountError):
            operations.set_floor(account="milan/bank", floor=0)
        with pytest.raises(UnknownTransactionError):
            operations.reverse(key="undo", of="milan/first", at=DAY, memo="")
        assert queries.trial_balance("EUR")[0].account == "sesto/bank"


def test_posting__by_the_owner_outside_of_any_scope__needs_the_scope_of_the_accounts() -> None:
    with pytest.raises(ElsewhereError, match="in the scope"):
        post("milan", "from outside")
    post_in_scope = Transaction.objects.filter(key="from outside")
    assert not post_in_scope.exists()
    with pytest.raises(TermsDifferError):
        book("milan")


def test_period__closed_by_a_municipality__is_closed_for_it_alone() -> None:
    with scope(MILAN):
        operations.close_period(key="2024", first_day=DAY, last_day=DAY, reason="Approved")
        assert queries.closed_ranges() == [(DAY, DAY)]
        with pytest.raises(ClosedPeriodError):
            post("milan", "late")
    with scope(SESTO):
        assert queries.closed_ranges() == []
        post("sesto", "in time")
        with pytest.raises(KeyReusedError):
            operations.close_period(key="2024", first_day=DAY, last_day=DAY, reason="Approved")
    assert queries.closed_ranges() == []


def test_period__closed_by_the_platform__is_closed_for_every_municipality() -> None:
    operations.close_period(key="all", first_day=DAY, last_day=DAY, reason="Moved")
    for extent, name in ((MILAN, "milan"), (SESTO, "sesto")):
        with scope(extent):
            assert not PeriodEvent.objects.exists()
            with pytest.raises(ClosedPeriodError):
                post(name, f"late {name}")


def test_rows__put_in_for_another_municipality__are_refused() -> None:
    statement = """
        INSERT INTO ledger_account (municipality, code, title, owner_kind, owner_key, unit_id,
                                    nature, balance, opened_at)
        SELECT '015146', 'x', '', 'body', 'x', id, 'asset', 0, now() FROM ledger_unit
    """
    for extent, role in ((SESTO, "rione_web"), (NOWHERE, "rione_web"), (NOWHERE, WORKER)):
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            scope(extent, role=role),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_legs__on_anothers_account__are_refused_also_when_its_number_is_known() -> None:
    theirs = Account.objects.get(code="milan/bank").pk
    ours = Account.objects.get(code="sesto/fund").pk
    statement = """
        WITH entry AS (
          INSERT INTO ledger_transaction (key, fingerprint, value_date, booked_at, memo, about_kind,
                                          about_key, leg_count)
          VALUES ('x', '', '2024-03-15', now(), '', '', '', 2) RETURNING id)
        INSERT INTO ledger_leg (transaction_id, position, account_id, value_date, amount)
        SELECT id, 1, %s, date '2024-03-15', 5 FROM entry
        UNION ALL SELECT id, 2, %s, date '2024-03-15', -5 FROM entry
    """
    with (
        pytest.raises(IntegrityError, match="of one municipality"),
        scope(SESTO),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [theirs, ours])
    assert Account.objects.get(code="milan/bank").balance == 500
