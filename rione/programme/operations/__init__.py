"""Writes of the programme: verbs, keyword-only, one transaction each."""

from .loading import LoadReport, load_folder
from .rebuilding import rebuild_projection
from .resolving import ResolutionRefused, resolve_conflict

__all__ = [
    "LoadReport",
    "ResolutionRefused",
    "load_folder",
    "rebuild_projection",
    "resolve_conflict",
]
