"""Tables of the programme.

`sources` is what was stated and decided: append-only. Everything else is the projection that a
load or a decision rebuilds from it; nothing else writes there.
"""

from .casework import CaseEvent
from .checks import Check, CheckAnswer, CheckItem, CheckTemplate, SampleDraw, SampleUnit
from .disagreements import Conflict, ConflictValue, Explanation, Gap
from .facts import (
    Complement,
    Dependency,
    Fact,
    Financing,
    Partnership,
    Party,
    Procurement,
    Quantity,
    Reprogramming,
    WebLink,
)
from .indicators import CommunicationAction, CommunicationItem, Indicator, IndicatorValue
from .irregularities import (
    Finding,
    FollowUp,
    Irregularity,
    IrregularityEvent,
    Recovery,
    RecoveryMovement,
)
from .operations import OfficeRow, Operation
from .procurement_office import (
    AwardCriterion,
    AwardProcedure,
    Contract,
    ContractVariation,
    ProcedureParty,
    ProcedurePhase,
)
from .sources import Load, Resolution, SourceDocument, Statement
from .structure import (
    Action,
    ActionField,
    ActionPlace,
    Axis,
    FieldOfIntervention,
    Fund,
    Programme,
    Project,
    Term,
)

__all__ = [
    "Action",
    "ActionField",
    "ActionPlace",
    "AwardCriterion",
    "AwardProcedure",
    "Axis",
    "CaseEvent",
    "Check",
    "CheckAnswer",
    "CheckItem",
    "CheckTemplate",
    "CommunicationAction",
    "CommunicationItem",
    "Complement",
    "Conflict",
    "ConflictValue",
    "Contract",
    "ContractVariation",
    "Dependency",
    "Explanation",
    "Fact",
    "FieldOfIntervention",
    "Financing",
    "Finding",
    "FollowUp",
    "Fund",
    "Gap",
    "Indicator",
    "IndicatorValue",
    "Irregularity",
    "IrregularityEvent",
    "Load",
    "OfficeRow",
    "Operation",
    "Partnership",
    "Party",
    "ProcedureParty",
    "ProcedurePhase",
    "Procurement",
    "Programme",
    "Project",
    "Quantity",
    "Recovery",
    "RecoveryMovement",
    "Reprogramming",
    "Resolution",
    "SampleDraw",
    "SampleUnit",
    "SourceDocument",
    "Statement",
    "Term",
    "WebLink",
]
