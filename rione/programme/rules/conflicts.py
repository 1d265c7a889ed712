"""Statements that disagree, and which one is shown.

Declared rule: the document that ranks first for the field decides; among equal ranks the later
content decides; equal or unknown dates leave it to a person. One exception: where one document
gives a state and also a notice that the project is postponed or moved, the notice stands over the
state, as it does between a project and its actions. A person's choice stands above the rule as
long as the chosen statement is current. The outcome does not depend on any order.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rione.core.periods import PartialDate

from .states import OUTSIDE, is_history

Subject = tuple[str, str]
TOTAL = "financing.total"


@dataclass(frozen=True, slots=True)
class Claim:
    """A current statement as the rule sees it. `value` is canonical JSON text; `state` and
    `cents` repeat what sums and states need; `own_as_of` is set only if the statement itself
    carries a date, `as_of` falls back on its document's content date."""

    ref: int
    subject: Subject
    field: str
    kind: str
    value: str
    document: str
    rank: int
    as_of: str | None = None
    own_as_of: str | None = None
    cents: int | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is shown and why; `shown` None leaves it to a person. Reasons with their params:
    by_rank(rank, other_rank) by_notice(state) by_date(date, other_date) equal_date(date)
    unknown_date() by_person() choice_retired() covered_by_project(state)
    parts_disagree(document, total_cents, parts_cents, difference_cents)."""

    shown: int | None
    reason: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values and the statements that give it (none for a sum that we computed)."""

    value: str
    refs: tuple[int, ...]
    computed_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """`about`: values (they differ), parts (a total and its parts), project (its state covers)."""

    subject: Subject
    field: str
    about: str
    kind: str
    options: tuple[Option, ...]
    decision: Decision


@dataclass(frozen=True, slots=True)
class Settlement:
    """For every (subject, field) the statement to show, None where a person must decide."""

    shown: Mapping[tuple[Subject, str], int | None]
    disagreements: tuple[Disagreement, ...]


def settle(claims: Iterable[Claim], choices: Mapping[tuple[Subject, str], int]) -> Settlement:
    """Compare all current statements; `choices` are what persons decided, by subject and field."""
    groups: dict[tuple[Subject, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.subject, claim.field].append(claim)
    shown: dict[tuple[Subject, str], int | None] = {}
    found: list[Disagreement] = []
    for key in sorted(groups):
        members = sorted(groups[key], key=_order)
        standing = latest_of_each(_known_first(members))
        options = _options(standing)
        if len(options) == 1:
            shown[key] = standing[0].ref
            continue
        decision = decide(standing)
        if key in choices:
            chosen = choices[key]
            known = any(claim.ref == chosen for claim in members)
            decision = Decision(chosen, "by_person") if known else Decision(None, "choice_retired")
        shown[key] = decision.shown
        found.append(Disagreement(*key, "values", standing[0].kind, options, decision))
    parts: dict[Subject, dict[str, list[Claim]]] = defaultdict(dict)
    for (subject, name), members in groups.items():
        if name.startswith("financing.") and name != TOTAL:
            parts[subject][name] = members
    for key in sorted(groups):
        if key[1] == TOTAL:
            found += _parts(key[0], groups[key], parts[key[0]], choices.get(key))
    return Settlement(shown, tuple(found))


def decide(claims: Sequence[Claim]) -> Decision:
    """The declared rule over claims of one field that do not all agree."""
    first = min(claim.rank for claim in claims)
    best = [claim for claim in claims if claim.rank == first]
    if len({claim.value for claim in best}) == 1:
        other = min(claim.rank for claim in claims if claim.rank != first)
        return Decision(min(best, key=_order).ref, "by_rank", {"rank": first, "other_rank": other})
    notice = {claim.state for claim in best} & OUTSIDE
    if len({claim.document for claim in best}) == 1 and len(notice) == 1:
        ref = min(claim.ref for claim in best if claim.state in notice)
        return Decision(ref, "by_notice", {"state": notice.pop()})
    if any(claim.as_of is None for claim in best):
        return Decision(None, "unknown_date")
    for claim in sorted(best, key=_order):
        rivals = [other for other in best if other.value != claim.value]
        if all(_after(claim.as_of, other.as_of) for other in rivals):
            runner_up = max((r.as_of for r in rivals if r.as_of), key=PartialDate.parse)
            return Decision(claim.ref, "by_date", {"date": claim.as_of, "other_date": runner_up})
    latest = max((claim.as_of for claim in best if claim.as_of), key=PartialDate.parse)
    return Decision(None, "equal_date", {"date": latest})


def latest_of_each(claims: Sequence[Claim]) -> list[Claim]:
    """What stands: a document that states a field as of several dates tells its history, and its
    latest statement stands for it. States must tell a possible story, else all of them stand."""
    by_document: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_document[claim.document].append(claim)
    standing: list[Claim] = []
    for members in by_document.values():
        standing += _last(members)
    return sorted(standing, key=_order)


def cover(
    own: Sequence[Claim], own_shown: int | None, project: Claim | None, chosen: int | None
) -> Disagreement | None:
    """The state of a postponed or moved project stands over an action's own, different state."""
    stated = [claim for claim in own if claim.kind == "state"]
    if project is None or project.state not in OUTSIDE or not stated:
        return None
    if all(claim.state == project.state for claim in stated):
        return None
    decision = Decision(project.ref, "covered_by_project", {"state": project.state})
    if chosen is not None and chosen == own_shown:
        decision = Decision(chosen, "by_person")
    options = _options(sorted([*stated, project], key=_order))
    return Disagreement(stated[0].subject, "state", "project", "state", options, decision)


def _parts(
    subject: Subject,
    totals: Sequence[Claim],
    parts: Mapping[str, Sequence[Claim]],
    chosen: int | None,
) -> list[Disagreement]:
    """Printed totals that are not the sum of the parts that the same document prints. Where the
    document leaves out or does not know a part, its total may only be larger."""
    needed = {name for name, group in parts.items() if any(c.cents is not None for c in group)}
    found = []
    for total in latest_of_each(totals):
        if total.cents is None:
            continue
        mine = {
            name: [c for c in latest_of_each(group) if c.document == total.document]
            for name, group in parts.items()
        }
        printed = {name: group[0] for name, group in mine.items() if group}
        known = {name: c.cents for name, c in printed.items() if c.cents is not None}
        amount = sum(known.values())
        complete = needed <= set(known) and len(known) == len(printed)
        if not known or amount == total.cents or (amount < total.cents and not complete):
            continue
        decision = Decision(
            None,
            "parts_disagree",
            {
                "document": total.document,
                "total_cents": total.cents,
                "parts_cents": amount,
                "difference_cents": total.cents - amount,
            },
        )
        if chosen == total.ref:
            decision = Decision(total.ref, "by_person")
        options = (
            Option(total.value, (total.ref,)),
            Option(
                f'{{"cents":{amount}}}',
                tuple(sorted(c.ref for c in printed.values() if c.cents is not None)),
                computed_cents=amount,
            ),
        )
        found.append(Disagreement(subject, TOTAL, "parts", "sum", options, decision))
    return found[:1]


def _known_first(claims: Sequence[Claim]) -> Sequence[Claim]:
    """A document that does not know disagrees with nobody."""
    return [claim for claim in claims if claim.kind != "unknown"] or claims


def _last(members: Sequence[Claim]) -> Sequence[Claim]:
    if len({claim.value for claim in members}) == 1:
        return members
    dates = [claim.own_as_of or claim.as_of for claim in members]
    if any(when is None for when in dates):
        return members
    dated = sorted(
        zip([when for when in dates if when], members, strict=True),
        key=lambda pair: (PartialDate.parse(pair[0]), _order(pair[1])),
    )
    for (a, one), (b, two) in itertools.pairwise(dated):
        if one.value != two.value and not _after(b, a):
            return members
    if members[0].kind == "state" and not is_history([claim.state for _, claim in dated]):
        return members
    last = dated[-1][1]
    return [claim for claim in members if claim.value == last.value]


def _options(claims: Sequence[Claim]) -> tuple[Option, ...]:
    by_value: dict[str, list[int]] = {}
    for claim in claims:
        by_value.setdefault(claim.value, []).append(claim.ref)
    return tuple(Option(value, tuple(refs)) for value, refs in by_value.items())


def _after(later: str | None, earlier: str | None) -> bool:
    """Certainly later, whatever day the partial dates mean."""
    if later is None or earlier is None:
        return False
    return PartialDate.parse(later).first_day() > PartialDate.parse(earlier).last_day()


def _order(claim: Claim) -> tuple[int, str, str, int]:
    return (claim.rank, claim.document, claim.value, claim.ref)
