"""All statements of a programme settled together: what is shown, what disagrees, what is missing,
and the state that counts for every action."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .catalogue import Catalogue, DocumentEntry
from .conflicts import Claim, Disagreement, Subject, cover, settle
from .gaps import Missing, find_gaps
from .statements import StatementData
from .states import Effective, effective_state


@dataclass(frozen=True)
class ActionStanding:
    """The state of one action: its own, the one that counts, and the statements for both."""

    own: str
    effective: Effective
    own_ref: int | None
    project_ref: int | None


@dataclass(frozen=True)
class Settled:
    """`shown`: by subject and field the statement to show, None where a person must decide."""

    shown: Mapping[tuple[Subject, str], int | None]
    disagreements: tuple[Disagreement, ...]
    gaps: tuple[Missing, ...]
    states: Mapping[str, ActionStanding]


def rank_for(document: DocumentEntry, field: str) -> int:
    """The rank of a document for a field: that of the longest prefix it names, else its own."""
    best, rank = -1, document.rank or 99
    for prefix, value in document.ranks.items():
        fits = field == prefix or field.startswith(prefix + ".")
        if fits and value is not None and len(prefix) > best:
            best, rank = len(prefix), value
    return rank


def settle_statements(
    catalogue: Catalogue,
    statements: Sequence[tuple[int, StatementData]],
    choices: Mapping[tuple[Subject, str], int],
) -> Settled:
    """Settle statements given with their references; `choices` are what persons decided."""
    documents = {document.code: document for document in catalogue.documents}
    claims = [_claim(ref, data, documents[data.document]) for ref, data in statements]
    settlement = settle(claims, choices)
    by_ref = {claim.ref: claim for claim in claims}
    states: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.field == "state" and claim.subject[0] == "action":
            states[claim.subject[1]].append(claim)
    standings: dict[str, ActionStanding] = {}
    covered: list[Disagreement] = []
    for project in catalogue.projects:
        project_ref = settlement.shown.get((("project", project.key), "state"))
        of_project = by_ref[project_ref] if project_ref is not None else None
        for action in project.actions:
            key = (("action", action.code), "state")
            own_ref = settlement.shown.get(key)
            own = (by_ref[own_ref].state if own_ref is not None else "") or "unknown"
            found = cover(states[action.code], own_ref, of_project, choices.get(key))
            overruled = found is not None and found.decision.reason == "by_person"
            project_state = of_project.state if of_project and not overruled else None
            effective = effective_state(own, project_state)
            if found is not None:
                covered.append(found)
            standings[action.code] = ActionStanding(own, effective, own_ref, project_ref)
    codes = {
        action.code: ("project", project.key)
        for project in catalogue.projects
        for action in project.actions
    }
    inferred = {
        ref: (data.subject_kind, data.subject_key)
        for ref, data in statements
        if data.field == "unit" and data.value.canonical.get("inferred")
    }
    return Settled(
        settlement.shown,
        (*settlement.disagreements, *sorted(covered, key=lambda found: found.subject)),
        tuple(find_gaps(claims, codes, inferred)),
        standings,
    )


def _claim(ref: int, data: StatementData, document: DocumentEntry) -> Claim:
    return Claim(
        ref=ref,
        subject=(data.subject_kind, data.subject_key),
        field=data.field,
        kind=data.value.kind,
        value=data.canonical_value,
        document=data.document,
        rank=rank_for(document, data.field),
        as_of=data.as_of or document.content_date,
        own_as_of=data.as_of,
        cents=data.value.amount_cents,
        state=str(data.value.canonical.get("state", "")) if data.value.kind == "state" else "",
    )
