"""Check-lists and their answers: what is left to answer, what a check may end with. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

KINDS = ("procedure", "desk", "on_the_spot", "expense")
VALUES = ("yes", "no", "na")
OUTCOMES = ("regular", "partly_regular", "irregular")
AUTHORITIES = ("office", "audit")
"""Whose check it is: the programme office's own control, or the audit authority's."""
PRESENT = ("beneficiary", "works_director", "contractor", "officer")
"""In which roles people were present on the spot."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a check is: `left` are the numbers without an answer, in their order."""

    answered: int
    total: int
    left: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not self.left and self.total > 0


def progress(numbers: Sequence[str], answered: Mapping[str, str]) -> Progress:
    """`numbers` of all items in order; `answered` number → value."""
    left = tuple(number for number in numbers if number not in answered)
    return Progress(len(numbers) - len(left), len(numbers), left)


def answer_problem(value: str, note: str) -> str:
    """`value` | `note`: what is wrong with an answer; "" when nothing. A "no" says why."""
    if value not in VALUES:
        return "value"
    return "note" if value == "no" and not note.strip() else ""


def outcome_problem(outcome: str, at_risk_cents: int, answered: Mapping[str, str]) -> str:
    """Why a check may not end so: `outcome` (unknown), `at_risk` (regular with an amount at risk),
    `unfounded` (not regular though no answer is “no”); "" when it may."""
    if outcome not in OUTCOMES:
        return "outcome"
    if outcome == "regular" and at_risk_cents:
        return "at_risk"
    if outcome != "regular" and "no" not in answered.values():
        return "unfounded"
    return ""
