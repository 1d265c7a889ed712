"""Award procedures and contracts: kinds, the order of phases, what variations add up to. Pure.

Source of the words: D.Lgs. 50/2016 (the code in force for procedures begun until 30 June 2023).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

KINDS = ("works", "services", "supplies", "furnishing", "design")
"""Furnishing and equipment are procurements of their own, with a delivery of their own."""
METHODS = (
    "open",
    "restricted",
    "negotiated",
    "competitive_dialogue",
    "innovation_partnership",
    "direct",
    "design_contest",
    "framework",
)
CRITERIA = ("quality_price", "lowest_price", "fixed_cost", "none")
"""Art. 95: best relation of quality and price, lowest price, quality at a fixed cost; none for a
direct award without a comparison of tenders."""
NO_CIG = (
    "in_house",
    "between_administrations",
    "petty_cash",
    "employment",
    "direct_administration",
    "expropriation",
    "other",
)
"""Why there is no CIG."""
PARTY_ROLES = (
    "contracting_authority",
    "responsible_officer",
    "works_director",
    "safety_coordinator",
    "tester",
    "evaluator",
    "bidder",
    "subcontractor",
)
PHASES = ("notice", "award", "contract", "start", "end", "delivery")
"""In the order in which they happen; `delivery` is delivery or acceptance."""
STATES = (
    "planned",
    "published",
    "awarded",
    "contracted",
    "running",
    "ended",
    "delivered",
    "withdrawn",
)
_STATE_AFTER = dict(zip(PHASES, STATES[1:7], strict=True))
GROUNDS = (
    "foreseen",
    "additional",
    "unforeseen",
    "contractor_change",
    "not_substantial",
    "below_threshold",
    "one_fifth",
    "time_only",
)
"""Grounds of a variation: art. 106, paragraphs 1 a) to e), 2 and 12; `time_only` has no amount."""
MOST_OF_ONE_VARIATION = {"additional": 50, "unforeseen": 50, "one_fifth": 20, "below_threshold": 15}
"""Percentages of the first amount: art. 106, paragraphs 7, 12 and 2 b) (15 for works)."""


@dataclass(frozen=True, slots=True)
class Phase:
    """When a phase was to happen and when it happened; either may be unknown."""

    planned: date | None = None
    actual: date | None = None


@dataclass(frozen=True, slots=True)
class PhaseProblem:
    """`code`: not_applicable | missing_before | before_earlier | planned_before_earlier | empty;
    `other`: the phase it clashes with, "" when none."""

    phase: str
    code: str
    other: str = ""


def phases_of(kind: str, method: str) -> tuple[str, ...]:
    """The phases that a procedure has: a direct award has no notice; supplies and furnishing are
    delivered, they neither start nor end."""
    left_out: set[str] = set()
    if method == "direct":
        left_out.add("notice")
    if kind in ("supplies", "furnishing"):
        left_out |= {"start", "end"}
    return tuple(phase for phase in PHASES if phase not in left_out)


def phase_problems(kind: str, method: str, phases: Mapping[str, Phase]) -> tuple[PhaseProblem, ...]:
    """What is wrong with the dates of a procedure, in the order of the phases.

    Actual dates follow each other without a phase left out (rule 041 of the national monitoring
    protocol); planned ones follow each other where they are given.
    """
    found: list[PhaseProblem] = []
    applicable = phases_of(kind, method)
    for name in phases:
        if name not in applicable:
            found.append(PhaseProblem(name, "not_applicable"))
    earlier_actual: tuple[str, date] | None = None
    earlier_planned: tuple[str, date] | None = None
    missing = ""
    for name in applicable:
        phase = phases.get(name, Phase())
        if name in phases and phase == Phase():
            found.append(PhaseProblem(name, "empty"))
        if phase.planned is not None:
            if earlier_planned is not None and phase.planned < earlier_planned[1]:
                found.append(PhaseProblem(name, "planned_before_earlier", earlier_planned[0]))
            else:
                earlier_planned = (name, phase.planned)
        if phase.actual is None:
            missing = missing or name
            continue
        if missing:
            found.append(PhaseProblem(name, "missing_before", missing))
        if earlier_actual is not None and phase.actual < earlier_actual[1]:
            found.append(PhaseProblem(name, "before_earlier", earlier_actual[0]))
        earlier_actual = (name, phase.actual)
    return tuple(found)


def state_of(phases: Mapping[str, Phase], *, withdrawn: bool = False) -> str:
    """One of STATES: that of the last phase that has happened."""
    if withdrawn:
        return "withdrawn"
    happened = [name for name in PHASES if name in phases and phases[name].actual is not None]
    return _STATE_AFTER[happened[-1]] if happened else "planned"


def late(phases: Mapping[str, Phase], today: date) -> tuple[str, ...]:
    """The phases whose planned date is past and that have not happened."""
    return tuple(
        name
        for name in PHASES
        if name in phases
        and phases[name].actual is None
        and (planned := phases[name].planned) is not None
        and planned < today
    )


CONTRACT_STATES = ("running", "late", "delivered", "closed")


def contract_state(
    *, delivery_due: date | None, delivered_on: date | None, closed_on: date | None, today: date
) -> str:
    """One of CONTRACT_STATES; late: its delivery was due before today."""
    if closed_on is not None:
        return "closed"
    if delivered_on is not None:
        return "delivered"
    return "late" if delivery_due is not None and delivery_due < today else "running"


@dataclass(frozen=True, slots=True)
class Net:
    """What a contract has become. `share`: of variations to the first amount, in hundredths of a
    percent. `warnings`: grounds whose single variation passes the limit of the law."""

    cents: int
    varied_cents: int
    share: int
    warnings: tuple[str, ...]


def net(amount_cents: int, variations: Sequence[tuple[str, int]]) -> Net:
    """The net amount of a contract: `variations` are (ground, signed cents) that are in force."""
    varied = sum(cents for _ground, cents in variations)
    warnings = {
        ground
        for ground, cents in variations
        if (most := MOST_OF_ONE_VARIATION.get(ground)) and abs(cents) * 100 > amount_cents * most
    }
    share = round(varied * 10_000 / amount_cents) if amount_cents else 0
    return Net(
        amount_cents + varied, varied, share, tuple(name for name in GROUNDS if name in warnings)
    )


def may_vary(amount_cents: int, variations: Sequence[int], change: int) -> bool:
    """Whether a further variation leaves nothing below zero."""
    return amount_cents + sum(variations) + change >= 0


def may_undo(amount_cents: int, variations: Sequence[int], undone: int) -> bool:
    """Whether taking one variation back leaves nothing below zero."""
    return amount_cents + sum(variations) - undone >= 0


def criteria_problem(criterion: str, points: Sequence[int]) -> str:
    """Why award criteria cannot be: `not_hundred`, `not_asked`, `not_positive`, or ""."""
    if not points:
        return ""
    if criterion in ("lowest_price", "none"):
        return "not_asked"
    if any(point <= 0 for point in points):
        return "not_positive"
    return "" if sum(points) == 100 else "not_hundred"


_COMPANY = re.compile(r"^[0-9]{11}$", re.ASCII)
_PERSON = re.compile(
    r"^[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$"
)
_FOREIGN = re.compile(r"^(?!IT)[A-Z]{2}[0-9A-Z]{2,13}$", re.ASCII)
TAX_CODE = r"^[0-9A-Z]{4,16}$"
"""What the database asks of a tax code; `is_tax_code` asks more."""

_ODD_VALUES = "1 0 5 7 9 13 15 17 19 21 2 4 18 20 11 3 6 8 12 14 16 10 22 25 24 23"
_ODD = {chr(ord("A") + at): int(value) for at, value in enumerate(_ODD_VALUES.split())}
_ODD |= {str(at): _ODD[chr(ord("A") + at)] for at in range(10)}


def is_tax_code(text: str) -> bool:
    """Whether it may be a tax code: 11 digits or 16 characters with their check character, or a
    foreign VAT number that begins with its country."""
    if _COMPANY.fullmatch(text):
        return _company_check(text)
    if _PERSON.fullmatch(text):
        return _person_check(text)
    return _FOREIGN.fullmatch(text) is not None


def _company_check(text: str) -> bool:
    total = 0
    for position, digit in enumerate(int(character) for character in text):
        doubled = digit * 2 if position % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _person_check(text: str) -> bool:
    total = 0
    for position, character in enumerate(text[:15]):
        if position % 2 == 0:
            total += _ODD[character]
        else:
            total += int(character) if character.isdigit() else ord(character) - ord("A")
    return chr(ord("A") + total % 26) == text[15]
