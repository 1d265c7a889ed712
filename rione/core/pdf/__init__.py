"""Papers: data and a typst template become a tagged PDF, in a process of its own (README.md)."""

from .blocks import Bars, Bullets, Facts, Note, Paper, Section, Table, Timeline
from .rendering import PdfBusy, PdfFailed, render

__all__ = [
    "Bars",
    "Bullets",
    "Facts",
    "Note",
    "Paper",
    "PdfBusy",
    "PdfFailed",
    "Section",
    "Table",
    "Timeline",
    "render",
]
