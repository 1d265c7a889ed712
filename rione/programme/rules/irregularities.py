"""Irregularities: which are reported to the Commission, and what is still to be recovered. Pure.

Source: Art. 122(2) Reg. (EU) 1303/2013 and Art. 3 Delegated Reg. (EU) 2015/1970 (initial report).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

KINDS = (
    "eligibility",
    "public_procurement",
    "missing_documents",
    "false_documents",
    "double_financing",
    "conflict_of_interest",
    "accounting",
    "publicity",
    "durability",
    "not_carried_out",
    "other",
)
ORIGINS = ("finding", "suspicion")
STATES = ("suspected", "established", "dismissed")
NEXT = {
    "suspected": ("suspected", "established", "dismissed"),
    "established": ("established",),
    "dismissed": ("dismissed", "suspected"),
}
EXEMPTIONS = ("", "insolvency", "voluntary", "before_certification")
"""Art. 122(2), letters a) to c); none of them holds where fraud is suspected."""
THRESHOLD_CENTS = 1_000_000
"""EUR 10,000 of contribution from the Funds; only what exceeds it is reported."""


@dataclass(frozen=True, slots=True)
class Reportable:
    """Whether an irregularity is reported, and why: `above` | `fraud_above` | `below` | the code
    of an exemption | `dismissed` | `not_established`."""

    reported: bool
    reason: str


def reportable(*, state: str, eu_cents: int, fraud_suspected: bool, exemption: str) -> Reportable:
    """Whether the Commission is told."""
    if state == "dismissed":
        return Reportable(False, "dismissed")
    if eu_cents <= THRESHOLD_CENTS:
        return Reportable(False, "below")
    if fraud_suspected:
        return Reportable(True, "fraud_above")
    if state != "established":
        return Reportable(False, "not_established")
    if exemption:
        return Reportable(False, exemption)
    return Reportable(True, "above")


def quarter_of(day: date) -> str:
    """`2026-Q4`."""
    return f"{day.year:04d}-Q{(day.month - 1) // 3 + 1}"


def report_due(quarter: str) -> date:
    """The last day for reporting: two months after the quarter's end."""
    year, number = int(quarter[:4]), int(quarter[-1])
    month = number * 3 + 3
    first_after = date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    return first_after - timedelta(days=1)


MOVEMENTS = ("payment", "offset", "write_off", "reversal")
RECOVERY_STATES = ("ordered", "overdue", "partly", "recovered", "written_off")


@dataclass(frozen=True, slots=True)
class Recovered:
    """Sums of a recovery in cents: `due` = ordered with interest; `left` of it."""

    due: int
    received: int
    written_off: int
    left: int


def recovered(ordered: int, interest: int, movements: Sequence[tuple[str, int]]) -> Recovered:
    """`movements` are (kind, cents) in force: what was reversed is left out, and reversals too."""
    received = sum(cents for kind, cents in movements if kind in ("payment", "offset"))
    off = sum(cents for kind, cents in movements if kind == "write_off")
    due = ordered + interest
    return Recovered(due, received, off, due - received - off)


def recovery_state(sums: Recovered, due_on: date, today: date) -> str:
    """One of RECOVERY_STATES."""
    if sums.left == 0:
        return "written_off" if sums.written_off else "recovered"
    if due_on < today:
        return "overdue"
    return "partly" if sums.received or sums.written_off else "ordered"
