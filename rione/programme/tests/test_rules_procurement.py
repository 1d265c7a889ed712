"""Procurements: the order of phases, variations, criteria, tax codes."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rione.programme.rules import procurement as rules
from rione.programme.rules.procurement import Phase

DAY = date(2021, 3, 1)
kinds, methods = st.sampled_from(rules.KINDS), st.sampled_from(rules.METHODS)
days = st.none() | st.integers(0, 8).map(lambda n: DAY + timedelta(days=n))
dated = st.dictionaries(st.sampled_from(rules.PHASES), st.builds(Phase, days, days))


def plan(**actual: int) -> dict[str, Phase]:
    return {name: Phase(actual=DAY + timedelta(days=n)) for name, n in actual.items()}


def codes(*arguments: object) -> set[tuple[str, str]]:
    return {(one.phase, one.code) for one in rules.phase_problems(*arguments)}


def test_phases__of_a_direct_award_of_supplies__are_award_contract_and_delivery() -> None:
    assert rules.phases_of("supplies", "direct") == ("award", "contract", "delivery")
    assert rules.phases_of("works", "open") == rules.PHASES


@pytest.mark.parametrize(
    ("kind", "method", "phases", "wrong"),
    [
        ("works", "open", plan(notice=1, award=2, contract=2, start=3), set()),
        ("works", "open", plan(award=2), {("award", "missing_before")}),
        ("works", "open", plan(notice=3, award=2), {("award", "before_earlier")}),
        ("works", "direct", plan(notice=1), {("notice", "not_applicable")}),
        ("furnishing", "direct", plan(award=1, contract=2, delivery=3), set()),
        ("furnishing", "direct", plan(award=1, start=2), {("start", "not_applicable")}),
        ("works", "open", {"notice": Phase()}, {("notice", "empty")}),
        (
            "works",
            "open",
            {"notice": Phase(planned=DAY), "end": Phase(planned=DAY - timedelta(days=1))},
            {("end", "planned_before_earlier")},
        ),
    ],
)
def test_phase_problems__of_dates__are_what_they_are(
    kind: str, method: str, phases: dict[str, Phase], wrong: set[tuple[str, str]]
) -> None:
    assert codes(kind, method, phases) == wrong


@given(kinds, methods, dated)
def test_phase_problems__none__means_that_all_is_in_order(
    kind: str, method: str, phases: dict[str, Phase]
) -> None:
    """The same said another way: what has happened is a beginning of the way, in order."""
    way = rules.phases_of(kind, method)
    actual = [phases[name].actual if name in phases else None for name in way]
    happened = [day for day in actual if day is not None]
    planned = [phases[name].planned for name in way if name in phases and phases[name].planned]
    fine = (
        set(phases) <= set(way)
        and Phase() not in phases.values()
        and actual[: len(happened)] == happened
        and all(a <= b for a, b in pairwise(happened))
        and all(a <= b for a, b in pairwise(planned) if a and b)
    )
    assert (not rules.phase_problems(kind, method, phases)) == fine


@given(kinds, methods, dated, st.booleans())
def test_state__of_phases__is_that_of_the_last_that_happened(
    kind: str, method: str, phases: dict[str, Phase], withdrawn: bool
) -> None:
    state = rules.state_of(phases, withdrawn=withdrawn)
    last = [at for at, name in enumerate(rules.PHASES) if name in phases and phases[name].actual]
    expected = "planned" if not last else rules.STATES[last[-1] + 1]
    assert state == ("withdrawn" if withdrawn else expected)


def test_late__past_plans_that_did_not_happen__are_named() -> None:
    phases = {"notice": Phase(DAY, DAY), "award": Phase(DAY), "contract": Phase(DAY + timedelta(9))}
    assert rules.late(phases, DAY + timedelta(1)) == ("award",)
    assert rules.late(phases, DAY) == ()


cents = st.integers(-10_000, 10_000)


@given(st.integers(1, 10_000), st.lists(st.tuples(st.sampled_from(rules.GROUNDS), cents)))
def test_net__of_a_contract__is_the_sum(amount: int, variations: list[tuple[str, int]]) -> None:
    net = rules.net(amount, variations)
    assert net.cents == amount + sum(change for _ground, change in variations)
    assert net.varied_cents == net.cents - amount
    assert abs(net.share * amount - net.varied_cents * 10_000) <= amount


@given(st.integers(1, 10_000), st.lists(cents), cents)
def test_may_vary__whatever_the_variations__leaves_nothing_below_zero(
    amount: int, variations: list[int], change: int
) -> None:
    allowed = rules.may_vary(amount, variations, change)
    assert allowed == (rules.net(amount, [("x", one) for one in [*variations, change]]).cents >= 0)
    undo = rules.may_undo(amount, [*variations, change], change)
    assert undo == (amount + sum(variations) >= 0)


@pytest.mark.parametrize(
    ("ground", "change", "warned"),
    [
        ("unforeseen", 5_000, False),
        ("unforeseen", 5_001, True),
        ("unforeseen", -5_001, True),
        ("one_fifth", 2_001, True),
        ("foreseen", 9_000, False),
    ],
)
def test_net__one_variation_beyond_the_law__is_warned_of(
    ground: str, change: int, warned: bool
) -> None:
    assert bool(rules.net(10_000, [(ground, change)]).warnings) == warned


@pytest.mark.parametrize(
    ("criterion", "points", "problem"),
    [
        ("quality_price", [70, 30], ""),
        ("quality_price", [], ""),
        ("quality_price", [70, 31], "not_hundred"),
        ("quality_price", [100, 0], "not_positive"),
        ("lowest_price", [100], "not_asked"),
        ("none", [], ""),
    ],
)
def test_criteria__points__are_a_hundred_where_they_are_asked(
    criterion: str, points: list[int], problem: str
) -> None:
    assert rules.criteria_problem(criterion, points) == problem


@pytest.mark.parametrize(
    "text", ["00000010215", "RSSMRA80A01F205X", "FR12345678901", "DE123456789"]
)
def test_tax_code__well_formed__is_one(text: str) -> None:
    assert rules.is_tax_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00000010214",
        "RSSMRA80A01F205Y",
        "IT00000010215",
        "1234",
        "F",
        "fr12345678901",
        "è" * 16,
        "00000010215\n",
        "RSSMRA80A01F205X ",
    ],
)
def test_tax_code__anything_else__is_none(text: str) -> None:
    assert not rules.is_tax_code(text)


@pytest.mark.parametrize("at", range(11))
def test_tax_code__one_wrong_digit__is_found(at: int) -> None:
    right = "00000010215"
    wrong = right[:at] + str((int(right[at]) + 1) % 10) + right[at + 1 :]
    assert not rules.is_tax_code(wrong)


@given(st.text())
def test_tax_code__any_text__is_judged(text: str) -> None:
    rules.is_tax_code(text)


@pytest.mark.parametrize(
    ("delivered", "closed", "today", "state"),
    [
        (None, None, DAY, "running"),
        (None, None, DAY + timedelta(1), "late"),
        (DAY, None, DAY + timedelta(9), "delivered"),
        (DAY, DAY, DAY, "closed"),
    ],
)
def test_contract_state__of_its_dates__is_what_it_is(
    delivered: date | None, closed: date | None, today: date, state: str
) -> None:
    found = rules.contract_state(
        delivery_due=DAY, delivered_on=delivered, closed_on=closed, today=today
    )
    assert found == state
