"""Samples that anybody can draw again: the same population, size and seed give the same units.

Two methods (the guidance on sampling for audit authorities, EGESIF_16-0014, names both):
- `monetary_unit`: chances proportional to size. Units as large as the interval or larger are all
  taken (the exhaustive stratum); among the rest, in an order that the seed decides, every
  interval's worth of money takes the unit it falls in.
- `simple_random`: every unit has the same chance, whatever its size.

All arithmetic is in whole numbers. Pure.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

METHODS = ("monetary_unit", "simple_random")
POPULATIONS = ("operations", "contracts", "expenses")
"""What is drawn from: operations by all their contracts, contracts by their net amount, expenses by
what is claimed."""
REASONS = ("exhaustive", "interval", "drawn", "passed", "nothing_to_check")
MOST_UNITS = 20_000


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that may be checked: its key and its size in cents."""

    key: str
    cents: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of a unit: `chance` of being taken (0 to 1), and why it was or was not."""

    key: str
    cents: int
    taken: bool
    chance: Fraction
    reason: str


class SampleRefused(ValueError):
    """`code`: method | size | seed | empty | twice | many."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def input_hash(units: Iterable[Unit]) -> str:
    """SHA-256 of a population, whatever its order."""
    lines = sorted(f"{len(unit.key)}:{unit.key}:{unit.cents}\n" for unit in units)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def draw(units: Sequence[Unit], *, method: str, size: int, seed: str) -> tuple[Drawn, ...]:
    """Take `size` units, or all that have something to check; every unit comes back, those taken
    first, by size. SampleRefused on what is no question."""
    _check(units, method, size, seed)
    worth = [unit for unit in units if unit.cents > 0]
    drawn = [
        Drawn(unit.key, unit.cents, False, Fraction(0), "nothing_to_check")
        for unit in units
        if unit.cents <= 0
    ]
    if not worth:
        raise SampleRefused("empty")
    ordered = sorted(worth, key=lambda unit: (_hash(seed, "order", unit.key), unit.key))
    if method == "simple_random":
        drawn += _simple(ordered, size)
    else:
        drawn += _by_money(ordered, size, seed)
    return tuple(sorted(drawn, key=lambda one: (not one.taken, -one.cents, one.key)))


def _check(units: Sequence[Unit], method: str, size: int, seed: str) -> None:
    if method not in METHODS:
        raise SampleRefused("method")
    if size < 1:
        raise SampleRefused("size")
    if not seed.strip():
        raise SampleRefused("seed")
    if len(units) > MOST_UNITS:
        raise SampleRefused("many")
    if len({unit.key for unit in units}) != len(units):
        raise SampleRefused("twice")


def _simple(ordered: Sequence[Unit], size: int) -> list[Drawn]:
    chance = min(Fraction(1), Fraction(size, len(ordered)))
    return [
        Drawn(unit.key, unit.cents, rank < size, chance, "drawn" if rank < size else "passed")
        for rank, unit in enumerate(ordered)
    ]


def _by_money(ordered: Sequence[Unit], size: int, seed: str) -> list[Drawn]:
    certain = exhaustive([unit.cents for unit in ordered], size)
    drawn = [
        Drawn(unit.key, unit.cents, True, Fraction(1), "exhaustive")
        for position, unit in enumerate(ordered)
        if position in certain
    ]
    rest = [unit for position, unit in enumerate(ordered) if position not in certain]
    left = size - len(drawn)
    total = sum(unit.cents for unit in rest)
    start = (_hash(seed, "start", "") * total) >> 256
    taken = at_intervals([unit.cents for unit in rest], left, start)
    drawn += [
        Drawn(
            unit.key,
            unit.cents,
            position in taken,
            Fraction(left * unit.cents, total),
            "interval" if position in taken else "passed",
        )
        for position, unit in enumerate(rest)
    ]
    return drawn


def exhaustive(sizes: Sequence[int], count: int) -> frozenset[int]:
    """The positions that are taken for certain: those as large as the interval that the others
    leave, again and again until none is."""
    certain: set[int] = set()
    while len(certain) < count:
        total = sum(cents for at, cents in enumerate(sizes) if at not in certain)
        left = count - len(certain)
        more = [at for at, cents in enumerate(sizes) if at not in certain and cents * left >= total]
        if not more:
            break
        certain.update(more)
    return frozenset(certain)


def at_intervals(sizes: Sequence[int], count: int, start: int) -> frozenset[int]:
    """The positions in which the points `(start + k · total) / count` fall; `start` is below the
    total. Each position is one of them for exactly `count · size` of all starts."""
    total = sum(sizes)
    taken: set[int] = set()
    if not count or not total:
        return frozenset()
    point, reached = start, 0
    for position, cents in enumerate(sizes):
        reached += cents * count
        while point < reached:
            taken.add(position)
            point += total
    return frozenset(taken)


def _hash(seed: str, purpose: str, key: str) -> int:
    text = f"{len(seed)}:{seed}|{purpose}|{key}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest())
