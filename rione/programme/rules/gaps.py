"""What the documents leave open: shown as such, never filled with a guess."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .conflicts import TOTAL, Claim, Subject


@dataclass(frozen=True, slots=True)
class Missing:
    """`reason`: unknown_value | inferred_unit | total_not_printed | no_amount |
    no_state."""

    subject: Subject
    field: str
    reason: str
    ref: int | None


def find_gaps(
    claims: Iterable[Claim], actions: Mapping[str, Subject], inferred_units: Mapping[int, Subject]
) -> list[Missing]:
    """Gaps in the order of subjects. `actions`: each with its project; `inferred_units`:
    statements whose unit no document prints."""
    by_field: dict[tuple[Subject, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_field[claim.subject, claim.field].append(claim)
    found = [
        Missing(subject, name, "unknown_value", min(c.ref for c in group))
        for (subject, name), group in by_field.items()
        if all(claim.kind == "unknown" for claim in group)
    ]
    found += [Missing(s, "unit", "inferred_unit", ref) for ref, s in inferred_units.items()]
    financed = {s for s, name in by_field if name.startswith("financing.") and name != TOTAL}
    known = {
        claim.subject
        for (_, name), group in by_field.items()
        if name.startswith("financing.") and name != TOTAL
        for claim in group
        if claim.cents is not None
    }
    for code, project in actions.items():
        subject = ("action", code)
        if (subject, "state") not in by_field and (project, "state") not in by_field:
            found.append(Missing(subject, "state", "no_state", None))
        if subject in known and (subject, TOTAL) not in by_field:
            found.append(Missing(subject, TOTAL, "total_not_printed", None))
        if subject not in financed:
            found.append(Missing(subject, "financing", "no_amount", None))
    return sorted(found, key=lambda gap: (gap.subject, gap.field, gap.reason, gap.ref or 0))
