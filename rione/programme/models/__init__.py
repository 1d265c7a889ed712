"""Tables of the programme.

`sources` is what was stated and decided: append-only. Everything else is the projection that a
load or a decision rebuilds from it; nothing else writes there.
"""

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
from .operations import OfficeRow, Operation
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
    "Axis",
    "CommunicationAction",
    "CommunicationItem",
    "Complement",
    "Conflict",
    "ConflictValue",
    "Dependency",
    "Explanation",
    "Fact",
    "FieldOfIntervention",
    "Financing",
    "Fund",
    "Gap",
    "Indicator",
    "IndicatorValue",
    "Load",
    "OfficeRow",
    "Operation",
    "Partnership",
    "Party",
    "Procurement",
    "Programme",
    "Project",
    "Quantity",
    "RecordEvent",
    "Reprogramming",
    "Resolution",
    "SourceDocument",
    "Statement",
    "Term",
    "WebLink",
]
