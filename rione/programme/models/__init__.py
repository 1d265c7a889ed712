"""Tables of the programme.

`sources` is what was stated and decided: append-only. Everything else is the projection that a
load or a decision rebuilds from it; nothing else writes there.
"""

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
from .money import CostPlan, FinancingLine, LegalCommitment, Payee, Payment, Saving
from .operations import OfficeRow, Operation
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
    "Axis",
    "Certification",
    "CommunicationAction",
    "CommunicationItem",
    "Complement",
    "Conflict",
    "ConflictValue",
    "CostPlan",
    "Dependency",
    "Expense",
    "ExpenseEvent",
    "Explanation",
    "Fact",
    "FieldOfIntervention",
    "Financing",
    "FinancingLine",
    "Fund",
    "Gap",
    "Indicator",
    "IndicatorValue",
    "LegalCommitment",
    "Load",
    "OfficeRow",
    "Operation",
    "Partnership",
    "Party",
    "Payee",
    "Payment",
    "Procurement",
    "Programme",
    "Project",
    "Quantity",
    "Reprogramming",
    "Resolution",
    "Saving",
    "SourceDocument",
    "Statement",
    "Term",
    "WebLink",
]
