"""Writes of the programme: verbs, keyword-only, one transaction each."""

from .loading import LoadReport, load_folder
from .measuring import state_indicator_value
from .moving import move_state
from .opening import change_operation, open_operation
from .rebuilding import rebuild_projection
from .resolving import resolve_conflict
from .stating import add_document, add_statement, retire_statement

__all__ = [
    "LoadReport",
    "add_document",
    "add_statement",
    "change_operation",
    "load_folder",
    "move_state",
    "open_operation",
    "rebuild_projection",
    "resolve_conflict",
    "retire_statement",
    "state_indicator_value",
]
