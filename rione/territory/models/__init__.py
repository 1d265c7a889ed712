"""The physical tree — Site → Complex → Space → Unit — and the municipalities it stands in."""

from .area import Municipality
from .place import Complex, Photograph, Site, Space, Unit

__all__ = ["Complex", "Municipality", "Photograph", "Site", "Space", "Unit"]
