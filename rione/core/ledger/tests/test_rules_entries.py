"""Legs, entries and messages without a database."""

from datetime import UTC, date, datetime

import pytest

from rione.core.ledger.rules.amounts import in_words, split
from rione.core.ledger.rules.entries import (
    EntryData,
    Holding,
    Leg,
    Nature,
    Reference,
    changes,
    credit,
    debit,
    left_over,
    mirror,
)
from rione.core.ledger.rules.problems import NotEnoughError

DAY = date(2024, 3, 15)
LEGS = (debit("a", 100), credit("b", 60), credit("c", 40))


def test_split__three_equal_pools_and_eight_cents__loses_none() -> None:
    assert split(8, [3, 3, 3]) == [3, 3, 2]
    assert split(-8, [3, 3, 3]) == [-3, -3, -2]
    assert split(100, [1, 0, 2]) == [33, 0, 67]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1, 5]])
def test_split__without_sound_weights__is_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights of nought or more"):
        split(10, weights)


@pytest.mark.parametrize(
    ("amount", "scale", "text"),
    [(125050, 2, "1250.50 U"), (-5, 2, "-0.05 U"), (90, 0, "90 U"), (7, 3, "0.007 U")],
)
def test_in_words__of_any_scale__is_exact(amount: int, scale: int, text: str) -> None:
    assert in_words(amount, "U", scale) == text


@pytest.mark.parametrize("amount", [0, 10**15 + 1, -(10**15) - 1])
def test_leg__of_nought_or_beyond_any_budget__is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="no amount to post"):
        Leg("a", amount)


@pytest.mark.parametrize("amount", [1.0, "1", True, None])
def test_leg__not_a_whole_number__is_refused(amount: object) -> None:
    with pytest.raises(TypeError, match="whole number"):
        Leg("a", amount)  # type: ignore[arg-type]


@pytest.mark.parametrize("side", [debit, credit])
def test_side__with_a_sign__is_refused(side: type) -> None:
    with pytest.raises(ValueError, match="above zero"):
        side("a", -1)


def test_mirror__twice__is_the_original() -> None:
    assert mirror(LEGS) == (credit("a", 100), debit("b", 60), debit("c", 40))
    assert mirror(mirror(LEGS)) == LEGS


def test_left_over__in_two_units__is_told_for_each() -> None:
    legs = [debit("a", 5), credit("b", 5), debit("h", 30)]
    assert left_over(legs, {"a": "EUR", "b": "EUR", "h": "MIN"}) == {"MIN": 30}
    assert left_over(legs, {"a": "EUR", "b": "MIN", "h": "MIN"}) == {"EUR": 5, "MIN": 25}


def test_changes__one_account_twice__is_one_sum() -> None:
    assert changes([debit("b", 5), credit("a", 7), debit("b", 2)]) == {"a": -7, "b": 7}


@pytest.mark.parametrize(
    ("nature", "balance", "change", "shortage"),
    [
        (Nature.ASSET, 100, -100, None),
        (Nature.ASSET, 100, -101, (101, 100)),
        (Nature.ASSET, 100, 10**9, None),
        (Nature.LIABILITY, -100, 100, None),
        (Nature.LIABILITY, -100, 101, (101, 100)),
    ],
)
def test_shortage__by_nature__is_in_the_accounts_own_sense(
    nature: Nature, balance: int, change: int, shortage: tuple[int, int] | None
) -> None:
    holding = Holding(1, nature, 1, balance, floor=0)
    assert holding.shortage(change) == shortage


def test_shortage__without_a_floor_or_with_a_credit_line__is_only_below_it() -> None:
    assert Holding(1, Nature.ASSET, 1, 0, floor=None).shortage(-(10**12)) is None
    assert Holding(1, Nature.ASSET, 1, 0, floor=-50).shortage(-51) == (51, 50)


def test_not_enough__in_words__names_what_is_left_and_the_remedy() -> None:
    some = NotEnoughError("line", asked=2000, available=1250, unit="EUR", scale=2)
    assert str(some) == (
        "line has 12.50 EUR left, 20.00 EUR was asked: ask for at most 12.50 EUR, "
        "or have it raised first"
    )
    none = NotEnoughError("line", asked=90, available=0, unit="MIN", scale=0)
    assert "nothing left" in str(none)
    assert "choose another account" in str(none)


def test_fingerprint__same_content__does_not_depend_on_the_order_of_legs() -> None:
    one = EntryData("k", DAY, LEGS, "memo", Reference("pledge", "1"))
    assert EntryData("other", DAY, LEGS[::-1], "memo", one.about).fingerprint == one.fingerprint


@pytest.mark.parametrize(
    "other",
    [
        EntryData("k", date(2024, 3, 16), LEGS, "memo"),
        EntryData("k", DAY, LEGS, "memo."),
        EntryData("k", DAY, LEGS, "memo", Reference("pledge", "1")),
        EntryData("k", DAY, LEGS, "memo", reverses=1),
        EntryData("k", DAY, mirror(LEGS), "memo"),
        EntryData("k", DAY, (*LEGS, *mirror(LEGS)), "memo"),
    ],
)
def test_fingerprint__other_content__differs(other: EntryData) -> None:
    assert other.fingerprint != EntryData("k", DAY, LEGS, "memo").fingerprint


def test_entry__without_key_day_or_second_leg__is_refused() -> None:
    with pytest.raises(ValueError, match="a key has"):
        EntryData(" ", DAY, LEGS)
    with pytest.raises(ValueError, match="2 to 10000 legs"):
        EntryData("k", DAY, LEGS[:1])
    with pytest.raises(TypeError, match="a day, not an instant"):
        EntryData("k", datetime(2024, 3, 15, tzinfo=UTC), LEGS)
