"""Reads of the programme: `from rione.programme import queries`.

Every function says how many SQL statements it needs; the number does not depend on the number of
actions. Nothing here writes, nothing raises on unknown codes: one thing that does not exist is
`None`, several are an empty page.
"""

from .action import get_action
from .actions import list_actions
from .communication import list_communication
from .dependencies import list_dependencies
from .disagreements import get_conflict, list_conflicts, list_gaps
from .documents import get_document, list_documents, list_statements
from .indicators import list_indicators
from .projects import get_project, list_projects
from .selfcheck import check_programme
from .summary import summary

__all__ = [
    "check_programme",
    "get_action",
    "get_conflict",
    "get_document",
    "get_project",
    "list_actions",
    "list_communication",
    "list_conflicts",
    "list_dependencies",
    "list_documents",
    "list_gaps",
    "list_indicators",
    "list_projects",
    "list_statements",
    "summary",
]
