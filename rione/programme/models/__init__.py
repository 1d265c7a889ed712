"""Tables of the programme.

`sources` is what was stated and decided: append-only. Everything else is the projection that a
load or a decision rebuilds from it; nothing else writes there.
"""

from .casework import CaseEvent
from .checks import Check, CheckAnswer, CheckItem, CheckTemplate, SampleDraw, SampleUnit
from .communication_office import CommunicationPlanEvent, CommunicationPlanItem
from .deadlines import CalendarAddress, Deadline, DeadlineEvent
from .disagreements import Conflict, ConflictValue, Explanation, Gap
from .expenses import Certification, Expense, ExpenseEvent
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
from .money import CostPlan, FinancingLine, LegalCommitment, Payee, Payment, Saving
from .monitoring import MonitoringFinding, MonitoringRun
from .operations import OfficeRow, Operation
from .procurement_office import (
    AwardCriterion,
    AwardProcedure,
    Contract,
    ContractVariation,
    ProcedureParty,
    ProcedurePhase,
)
from .questions import FaqEntry, MissingItem, Question, QuestionMessage
from .register import RecordEvent
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
    "CalendarAddress",
    "CaseEvent",
    "Certification",
    "Check",
    "CheckAnswer",
    "CheckItem",
    "CheckTemplate",
    "CommunicationAction",
    "CommunicationItem",
    "CommunicationPlanEvent",
    "CommunicationPlanItem",
    "Complement",
    "Conflict",
    "ConflictValue",
    "Contract",
    "ContractVariation",
    "CostPlan",
    "Deadline",
    "DeadlineEvent",
    "Dependency",
    "Expense",
    "ExpenseEvent",
    "Explanation",
    "Fact",
    "FaqEntry",
    "FieldOfIntervention",
    "Financing",
    "FinancingLine",
    "Finding",
    "FollowUp",
    "Fund",
    "Gap",
    "Indicator",
    "IndicatorValue",
    "Irregularity",
    "IrregularityEvent",
    "LegalCommitment",
    "Load",
    "MissingItem",
    "MonitoringFinding",
    "MonitoringRun",
    "OfficeRow",
    "Operation",
    "Partnership",
    "Party",
    "Payee",
    "Payment",
    "ProcedureParty",
    "ProcedurePhase",
    "Procurement",
    "Programme",
    "Project",
    "Quantity",
    "Question",
    "QuestionMessage",
    "RecordEvent",
    "Recovery",
    "RecoveryMovement",
    "Reprogramming",
    "Resolution",
    "SampleDraw",
    "SampleUnit",
    "Saving",
    "SourceDocument",
    "Statement",
    "Term",
    "WebLink",
]
