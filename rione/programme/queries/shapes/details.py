"""One action or project with everything about it."""

from dataclasses import dataclass
from decimal import Decimal

from .basics import (
    ActionRef,
    Amount,
    AxisRef,
    Citation,
    DocumentRef,
    FactLine,
    Label,
    ProjectRef,
    QuantityLine,
    Stated,
    Sum,
    Text,
)
from .glance import ActionRow
from .records import ConflictLine, GapLine


@dataclass(frozen=True, slots=True)
class StateLineOfAction:
    """One entry of the timeline, oldest first, undated last."""

    state: str
    of: str  # "action" or "project"
    shown: bool  # the one that counts now
    source: Stated


@dataclass(frozen=True, slots=True)
class StateView:
    own: str  # "unknown" when no document says, or a conflict is left to a person
    effective: str
    reason: str  # own | project_postponed | project_moved | unknown
    source: Stated | None
    project_source: Stated | None
    timeline: tuple[StateLineOfAction, ...]


@dataclass(frozen=True, slots=True)
class DependencyLine:
    """`waiting` waits until `target` reaches `milestone`, in words, which is its state `until`
    (works_complete | operational | closed). `blocked` is derived: the target is not there yet.
    `reason`: target_not_complete | target_not_in_use | target_postponed | target_moved |
    target_unknown | reached."""

    waiting: ActionRef
    target: ActionRef
    milestone: Text
    until: str
    blocked: bool
    reason: str
    source: Stated


@dataclass(frozen=True, slots=True)
class ProcurementLine:
    key: str
    kind: str  # works | supply | furnishing | service | call
    title: Text
    state: str
    delivery: str | None
    count: int | None
    source: Stated | None
    in_conflict: bool


@dataclass(frozen=True, slots=True)
class PartyLine:
    key: str
    name: str
    role: str
    source: Stated | None


@dataclass(frozen=True, slots=True)
class PartnershipView:
    """PRG-06. `private_cents` over `public_cents`, each None when an amount is unknown:
    private euro per public euro is then unknown too."""

    form: str  # private_capital | co_design | public
    partner: str | None
    private_cents: int | None
    public_cents: int | None
    source: Stated

    @property
    def private_per_public(self) -> Decimal | None:
        if self.private_cents is None or not self.public_cents:
            return None
        return Decimal(self.private_cents) / Decimal(self.public_cents)


@dataclass(frozen=True, slots=True)
class ComplementLine:
    fund: Label
    amount_cents: int | None
    intervention: Text
    source: Stated


@dataclass(frozen=True, slots=True)
class ReprogrammingLine:
    key: str
    when: str | None
    out_of: Label | None  # None = the document does not say which fund
    into: Text
    amount_cents: int | None
    reason: Text
    source: Stated


@dataclass(frozen=True, slots=True)
class LinkLine:
    key: str
    url: str
    label: Text
    source: Stated


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A site tied to the action by the thread, directly or through one of its spaces."""

    relation: str  # paid_for_by | served_by
    slug: str
    name: Text
    address: str
    municipality: str  # its name
    istat: str
    district: int | None
    neighbourhood: str
    lon: float
    lat: float
    precision: str  # civic | street | area | point
    citation: str  # document:line, or empty
    note: Text | None


@dataclass(frozen=True, slots=True)
class CommunicationLine:
    slug: str
    title: Text
    kind: str  # event | product | page
    audience: Text | None  # None: the document does not say
    channel: Text
    when: str | None
    reach: Decimal | None
    reach_qualifier: str
    reach_unit: Label | None
    url: str
    actions: tuple[str, ...]  # codes of the actions it makes known
    plan: str | None  # code of the action of the communication plan
    citation: Citation
    note: Text | None


@dataclass(frozen=True, slots=True)
class ActionDetail:
    code: str
    title: Text
    official_title: Stated | None
    summary: Text
    kinds: tuple[str, ...]
    axis: AxisRef
    project: ProjectRef
    state: StateView
    financing: tuple[Amount, ...]
    total_cents: int  # sum of the known amounts
    printed_total: Stated | None  # None: no document prints one, the total is our sum
    total_is_ours: bool
    unknown: int
    quantities: tuple[QuantityLine, ...]
    facts: tuple[FactLine, ...]
    fields: tuple[Label, ...]
    waits_for: tuple[DependencyLine, ...]
    awaited_by: tuple[DependencyLine, ...]
    procurements: tuple[ProcurementLine, ...]
    parties: tuple[PartyLine, ...]
    partnership: PartnershipView | None
    complements: tuple[ComplementLine, ...]
    reprogrammings: tuple[ReprogrammingLine, ...]
    links: tuple[LinkLine, ...]
    indicators: tuple[Label, ...]
    places: tuple[PlaceLine, ...]
    communication: tuple[CommunicationLine, ...]
    conflicts: tuple[ConflictLine, ...]
    gaps: tuple[GapLine, ...]
    documents: tuple[DocumentRef, ...]
    statements: int
    previous: str | None  # codes of the neighbours in the order of codes
    next: str | None

    @property
    def blocked_by(self) -> tuple[DependencyLine, ...]:
        return tuple(line for line in self.waits_for if line.blocked)


@dataclass(frozen=True, slots=True)
class ProjectDetail:
    project: ProjectRef
    official_title: Stated | None
    state: str | None
    state_source: Stated | None
    actions: tuple[ActionRow, ...]
    as_printed: Sum
    net: Sum
    facts: tuple[FactLine, ...]
    quantities: tuple[QuantityLine, ...]
    parties: tuple[PartyLine, ...]
    procurements: tuple[ProcurementLine, ...]
    reprogrammings: tuple[ReprogrammingLine, ...]
    complements: tuple[ComplementLine, ...]
    links: tuple[LinkLine, ...]
    dependencies: tuple[DependencyLine, ...]  # inside the project and across its border
    places: tuple[PlaceLine, ...]
    conflicts: tuple[ConflictLine, ...]  # of the project and of its actions
    gaps: tuple[GapLine, ...]
    documents: tuple[DocumentRef, ...]
    previous: ProjectRef | None
    next: ProjectRef | None
