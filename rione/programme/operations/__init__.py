"""Writes of the programme: verbs, keyword-only, one transaction each."""

from .loading import LoadReport, load_folder
from .opening import change_operation, open_operation
from .rebuilding import rebuild_projection
from .resolving import ResolutionRefused, resolve_conflict

__all__ = [
    "LoadReport",
    "ResolutionRefused",
    "change_operation",
    "load_folder",
    "open_operation",
    "rebuild_projection",
    "resolve_conflict",
]
