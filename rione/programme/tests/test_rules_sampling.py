"""Samples: proportional to size, drawn again alike, every unit in reach."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rione.programme.rules import sampling
from rione.programme.rules.sampling import SampleRefused, Unit, draw

sizes = st.lists(st.integers(1, 60), min_size=1, max_size=12)
populations = st.lists(st.integers(-5, 500), min_size=1, max_size=25).map(
    lambda cents: [Unit(f"u{at}", one) for at, one in enumerate(cents)]
)
methods = st.sampled_from(sampling.METHODS)


@given(sizes, st.integers(1, 6))
def test_intervals__over_all_starts__take_each_unit_in_proportion_to_its_size(
    cents: list[int], count: int
) -> None:
    """Exact: of all starts, `count · size` take a unit. Those as large as the interval are left
    out, as they are taken for certain."""
    certain = sampling.exhaustive(cents, count)
    rest = [one for at, one in enumerate(cents) if at not in certain]
    left, total = count - len(certain), sum(rest)
    hits = [0] * len(rest)
    for start in range(total):
        taken = sampling.at_intervals(rest, left, start)
        assert len(taken) == left
        for at in taken:
            hits[at] += 1
    assert hits == [left * one for one in rest]


@given(sizes, st.integers(1, 6))
def test_exhaustive__what_is_left__is_smaller_than_its_interval(
    cents: list[int], count: int
) -> None:
    certain = sampling.exhaustive(cents, count)
    rest = [one for at, one in enumerate(cents) if at not in certain]
    left = count - len(certain)
    assert len(certain) == min(len(certain), count)
    assert all(one * left < sum(rest) for one in rest)
    assert bool(rest) == (left > 0 and bool(rest))


@given(populations, methods, st.integers(1, 30), st.text(min_size=1, max_size=8), st.randoms())
def test_draw__again_in_any_order__is_the_same(
    units: list[Unit], method: str, size: int, seed: str, chance: object
) -> None:
    shuffled = list(units)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    try:
        first = draw(units, method=method, size=size, seed=seed)
    except SampleRefused as refused:
        with pytest.raises(SampleRefused, match=refused.code):
            draw(shuffled, method=method, size=size, seed=seed)
        return
    assert draw(shuffled, method=method, size=size, seed=seed) == first
    assert sampling.input_hash(shuffled) == sampling.input_hash(units)
    worth = [unit for unit in units if unit.cents > 0]
    assert sum(one.taken for one in first) == min(size, len(worth))
    assert {one.key for one in first} == {unit.key for unit in units}
    assert sum(one.chance for one in first) == min(size, len(worth))
    for one in first:
        assert (one.chance == 0) == (one.cents <= 0) == (one.reason == "nothing_to_check")
        assert one.taken or one.chance < 1
        assert one.reason in sampling.REASONS


@pytest.mark.parametrize("method", sampling.METHODS)
def test_draw__over_many_seeds__reaches_every_unit(method: str) -> None:
    units = [Unit(f"u{at}", cents) for at, cents in enumerate([1, 2, 5, 40, 200])]
    drawn = [draw(units, method=method, size=2, seed=f"s{n}") for n in range(1500)]
    reached = {one.key for sample in drawn for one in sample if one.taken}
    assert reached == {unit.key for unit in units}


def test_draw__over_many_seeds__follows_its_chances() -> None:
    units = [Unit(f"u{at}", cents) for at, cents in enumerate([10, 20, 30, 40])]
    seeds = 3000
    hits = dict.fromkeys((unit.key for unit in units), 0)
    for n in range(seeds):
        for one in draw(units, method="monetary_unit", size=2, seed=f"s{n}"):
            hits[one.key] += one.taken
    for unit in units:
        assert abs(hits[unit.key] / seeds - 2 * unit.cents / 100) < 0.05


@settings(max_examples=30)
@given(populations)
def test_hash__another_amount__is_another_population(units: list[Unit]) -> None:
    changed = [Unit(units[0].key, units[0].cents + 1), *units[1:]]
    assert sampling.input_hash(changed) != sampling.input_hash(units)


def test_hash__keys_that_run_together__differ() -> None:
    assert sampling.input_hash([Unit("1:2", 3)]) != sampling.input_hash([Unit("1", 23)])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"method": "taste"}, "method"),
        ({"size": 0}, "size"),
        ({"seed": " "}, "seed"),
        ({"units": []}, "empty"),
        ({"units": [Unit("a", 0)]}, "empty"),
        ({"units": [Unit("a", 1), Unit("a", 2)]}, "twice"),
        ({"units": [Unit(str(n), 1) for n in range(sampling.MOST_UNITS + 1)]}, "many"),
    ],
)
def test_draw__of_what_is_no_question__is_refused(changes: dict[str, object], code: str) -> None:
    asked: dict[str, object] = {
        "units": [Unit("a", 1)],
        "method": "simple_random",
        "size": 1,
        "seed": "x",
    }
    with pytest.raises(SampleRefused) as refused:
        draw(**asked | changes)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_draw__of_equal_chances__gives_them() -> None:
    drawn = draw(
        [Unit("a", 1), Unit("b", 999), Unit("c", 5)], method="simple_random", size=2, seed="x"
    )
    assert {one.chance for one in drawn} == {Fraction(2, 3)}
