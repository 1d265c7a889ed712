"""Posting, repeating, reversing, floors."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from rione.core import clock
from rione.core.ledger import operations, queries
from rione.core.ledger.models import Leg as LegRow
from rione.core.ledger.models import Transaction as TransactionRow
from rione.core.ledger.rules import problems
from rione.core.ledger.rules.entries import EntryData, Nature, Reference, credit, debit

from .factories import BANK, CITY, DAY, GIVEN, HOURS, LINE, SOURCE, SPENT, books, grant, spend
from .factories import spending as legs_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _books(db: None) -> None:
    books()


def test_post__balanced_legs__moves_the_balances_in_their_own_sense() -> None:
    instant = datetime(2024, 4, 1, 8, tzinfo=UTC)
    with clock.frozen_at(instant):
        posted = grant(10_000)
    assert (posted.at, posted.booked_at) == (DAY, instant)
    assert posted.legs == (debit(LINE, 10_000), credit(SOURCE, 10_000))
    assert queries.transaction("grant") == posted
    line, source = queries.account(LINE), queries.account(SOURCE)
    assert (line.balance, line.available, line.owner) == (10_000, 10_000, CITY)
    assert (source.balance, source.available) == (10_000, None)


def test_post__one_statement_for_locks_and_one_for_rows__is_all_it_takes(
    django_assert_num_queries: object,
) -> None:
    with transaction.atomic(), django_assert_num_queries(4):  # type: ignore[operator]
        grant(1)  # and a savepoint around the two


def test_post__beyond_what_is_left__is_refused_with_what_is_left() -> None:
    grant(100)
    with pytest.raises(problems.NotEnoughError) as refused:
        spend(101)
    assert (refused.value.account, refused.value.asked, refused.value.available) == (LINE, 101, 100)
    assert queries.account(LINE).balance == 100
    spend(100)
    with pytest.raises(problems.NotEnoughError, match="nothing left"):
        spend(1, key="again")


def test_post__on_a_liability_with_a_floor__cannot_pay_out_more_than_came_in() -> None:
    legs = [debit(LINE, 70), credit(BANK, 70)]
    operations.post(key="in", at=DAY, legs=legs)
    assert queries.account(BANK).available == 70
    with pytest.raises(problems.NotEnoughError, match=BANK):
        operations.post(key="out", at=DAY, legs=[debit(BANK, 71), credit(SOURCE, 71)])


def test_post__legs_that_leave_something_over__is_refused_by_unit() -> None:
    with pytest.raises(problems.UnbalancedError) as refused:
        operations.post(key="k", at=DAY, legs=[debit(SPENT, 5), credit(GIVEN, 5)])
    assert refused.value.over == {"EUR": 5, "MIN": -5}


def test_post__euro_and_minutes_together__balances_in_each() -> None:
    legs = [debit(HOURS, 90), credit(GIVEN, 90), debit(LINE, 2_500), credit(SOURCE, 2_500)]
    operations.post(key="match", at=DAY, legs=legs, about=Reference("pledge", "7"))
    assert queries.account(HOURS).balance == 90
    assert [t.key for t in queries.transactions_about("pledge", ["7", "8"])["7"]] == ["match"]


def test_post__unknown_account__is_named() -> None:
    with pytest.raises(problems.UnknownAccountError, match="nowhere; open it"):
        operations.post(key="k", at=DAY, legs=[debit(LINE, 1), credit("nowhere", 1)])


def test_post__same_key_and_content__returns_the_first() -> None:
    first = grant(100)
    with clock.frozen_at(first.booked_at + timedelta(days=1)):
        legs = list(reversed(first.legs))
        assert operations.post(key="grant", at=DAY, legs=legs) == first
    assert (TransactionRow.objects.count(), queries.account(LINE).balance) == (1, 100)


def test_post__repeated_when_nothing_is_left_or_the_period_closed__still_returns_the_first() -> (
    None
):
    grant(100)
    first = spend(100)
    assert spend(100) == first
    operations.close_period(key="q1", first_day=DAY, last_day=DAY, reason="done")
    assert spend(100) == first


@pytest.mark.parametrize(
    "change", [{"at": DAY + timedelta(days=1)}, {"memo": "other"}, {"legs": legs_of(99)}]
)
def test_post__same_key_and_other_content__is_refused(change: dict[str, object]) -> None:
    grant(1000)
    content: dict[str, object] = {"at": DAY, "legs": legs_of(100), "memo": ""}
    operations.post(key="k", **content)  # type: ignore[arg-type]
    with pytest.raises(problems.KeyReusedError, match="take a new key"):
        operations.post(key="k", **content | change)  # type: ignore[arg-type]


def test_post__refused__leaves_the_callers_transaction_usable() -> None:
    with transaction.atomic():
        grant(100)
        with pytest.raises(problems.NotEnoughError):
            spend(101)
        spend(40)
    assert queries.account(LINE).balance == 60


def test_post_many__a_later_one_short__posts_none() -> None:
    grant(100)
    entries = [EntryData(f"s{n}", DAY, tuple(legs_of(60))) for n in range(2)]
    with pytest.raises(problems.NotEnoughError) as refused:
        operations.post_many(entries)
    assert refused.value.available == 40
    assert queries.account(LINE).balance == 100
    assert LegRow.objects.count() == 2


def test_post_many__income_before_spending__counts_within_the_batch() -> None:
    both = operations.post_many(
        [
            EntryData("in", DAY, (debit(LINE, 50), credit(SOURCE, 50))),
            EntryData("out", DAY, tuple(legs_of(50))),
            EntryData("in", DAY, (debit(LINE, 50), credit(SOURCE, 50))),
        ]
    )
    assert [entry.key for entry in both] == ["in", "out", "in"]
    assert both[0] == both[2]
    assert queries.account(LINE).balance == 0


def test_post_many__a_reversal_made_by_hand__is_refused() -> None:
    first = grant(5)
    forged = EntryData("r", DAY, first.legs, reverses=first.id)
    with pytest.raises(problems.LedgerError, match="made by `reverse`"):
        operations.post_many([forged])


def test_reverse__a_transaction__mirrors_it_once() -> None:
    first = grant(100)
    undone = operations.reverse(key="undo", of="grant", at=DAY, memo="entered twice")
    assert undone.reverses == first.id
    assert undone.legs == (credit(LINE, 100), debit(SOURCE, 100))
    assert queries.account(LINE).balance == 0
    assert operations.reverse(key="undo", of="grant", at=DAY, memo="entered twice") == undone
    grant(500, key="more")
    with pytest.raises(problems.AlreadyReversedError, match="as a new transaction"):
        operations.reverse(key="undo-2", of="grant", at=DAY, memo="entered twice")


def test_reverse__of_a_reversal_or_before_the_original__is_refused() -> None:
    grant(100)
    with pytest.raises(problems.NotReversibleError, match=f"dated {DAY} or later"):
        operations.reverse(key="undo", of="grant", at=DAY - timedelta(days=1), memo="")
    operations.reverse(key="undo", of="grant", at=DAY, memo="")
    with pytest.raises(problems.NotReversibleError, match="itself a reversal"):
        operations.reverse(key="redo", of="undo", at=DAY, memo="")
    with pytest.raises(problems.UnknownTransactionError, match="check it"):
        operations.reverse(key="x", of="never", at=DAY, memo="")


def test_reverse__what_was_spent_since__is_refused_by_the_floor() -> None:
    grant(100)
    spend(60)
    with pytest.raises(problems.NotEnoughError) as refused:
        operations.reverse(key="undo", of="grant", at=DAY, memo="")
    assert refused.value.available == 40


def test_set_floor__above_what_is_held__is_refused_and_below_holds() -> None:
    grant(100)
    with pytest.raises(problems.FloorTooHighError, match=r"holds 1.00 EUR"):
        operations.set_floor(account=LINE, floor=101)
    assert operations.set_floor(account=LINE, floor=80).available == 20
    with pytest.raises(problems.NotEnoughError):
        spend(21)
    operations.set_floor(account=LINE, floor=None)
    spend(1000)
    with pytest.raises(problems.UnknownAccountError):
        operations.set_floor(account="nowhere", floor=0)


def test_open_account__twice__is_one_and_other_terms_are_refused() -> None:
    terms = {"code": LINE, "title": "x", "owner": CITY, "unit": "EUR"}
    opened = operations.open_account(**terms, nature=Nature.ASSET)  # type: ignore[arg-type]
    assert (opened.floor, opened.title) == (0, LINE.title())
    with pytest.raises(problems.TermsDifferError, match="another code"):
        operations.open_account(**terms, nature=Nature.EQUITY)  # type: ignore[arg-type]
    with pytest.raises(problems.TermsDifferError, match="unit EUR"):
        operations.open_unit(code="EUR", scale=3, title="Mills")
    with pytest.raises(problems.LedgerError, match="no such unit: ORE"):
        operations.open_account(code="o", title="o", owner=CITY, unit="ORE", nature=Nature.ASSET)
    with pytest.raises(problems.FloorTooHighError):
        operations.open_account(
            code="o", title="o", owner=CITY, unit="EUR", nature=Nature.ASSET, floor=1
        )


def test_accounts_of__several_owners__is_one_read(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = queries.accounts_of("body", ["city", "nobody"])
    assert [account.code for account in found["city"]] == [LINE, SOURCE, SPENT]
    assert found["nobody"] == []


def test_value_date__long_ago__is_kept_beside_the_booking_instant() -> None:
    posted = grant(1, at=date(1999, 12, 31))
    assert posted.at.year == 1999
    assert posted.booked_at.year >= 2024
