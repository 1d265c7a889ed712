"""Who may do what in the programme office; one module of verbs for each part of its work."""

from . import operations, records

__all__ = ["operations", "records"]
