"""Who may do what in the programme office; one module of verbs for each part of its work."""

from . import checks, desk, money, monitoring, operations, papers, records

__all__ = ["checks", "desk", "money", "monitoring", "operations", "papers", "records"]
