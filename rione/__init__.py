"""Rione: the open platform of a metropolitan city's programme, places and services."""

__version__ = "0.1.0"
