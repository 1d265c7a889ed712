"""Writes that may be repeated: `@operation`, `Refused`, `registered`."""

from .problems import KeyReused, Refused
from .registry import operation, registered

__all__ = ["KeyReused", "Refused", "operation", "registered"]
