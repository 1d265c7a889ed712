"""Who may do what in the programme office; one module of verbs for each part of its work."""

from . import checks, money, operations

__all__ = ["checks", "money", "operations"]
