"""The codes of operations and public procurement, as their registers define them. Pure."""

import re

LOCAL_CODE = r"^[A-Z0-9][A-Z0-9._-]{1,38}[A-Z0-9]$"
"""Local project code: capitals, digits, dots, hyphens and underscores, 3 to 40 characters."""
CUP = r"^[A-Z][0-9]{2}[A-Z][0-9]{11}$"
"""Codice unico di progetto: 15 characters, a letter and two digits (the year) first."""
CIG = r"^[0-9]{7}[0-9A-F]{3}$|^[XYZ][0-9A-F]{9}$"
"""Codice identificativo di gara: ten characters; those of small contracts begin with X, Y or Z."""


def is_local_code(text: str) -> bool:
    """Whether it may name an operation."""
    return re.fullmatch(LOCAL_CODE, text, re.ASCII) is not None


def is_cup(text: str) -> bool:
    """Whether it has the form of a CUP."""
    return re.fullmatch(CUP, text, re.ASCII) is not None


def is_cig(text: str) -> bool:
    """Whether it has the form of a CIG."""
    return re.fullmatch(CIG, text, re.ASCII) is not None


def tidy(text: str) -> str:
    """A code as it is stored: capitals, no spaces."""
    return "".join(text.split()).upper()
