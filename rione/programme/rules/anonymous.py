"""Whether a text that is to be published names somebody. Pure.

It finds what has a form (addresses, tax codes, numbers) and the names it is given; whether a
text describes somebody in other words only a person can tell.
"""

import re
import unicodedata
from collections.abc import Iterable

EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
TAX_CODE = re.compile(
    r"\b[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]\b", re.I
)
IBAN = re.compile(r"\bIT\d{2}\s?[A-Z](?:\s?[0-9A-Z]){22}\b", re.I)
NUMBER = re.compile(r"(?<![\d.,/-])\+?\d(?:[\s./-]?\d){7,}(?![\d.,]*\d)")
"""Telephone numbers, VAT numbers, protocol numbers: eight digits or more."""
SHORTEST_NAME = 4


def reveals(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Why a text is not anonymous: `email`, `tax_code`, `iban`, `number`, `name`; () when nothing
    was found. `names` of fewer than SHORTEST_NAME letters are not looked for."""
    plain = folded(text)
    found = [
        code
        for code, pattern in (
            ("email", EMAIL),
            ("tax_code", TAX_CODE),
            ("iban", IBAN),
            ("number", NUMBER),
        )
        if pattern.search(text)
    ]
    if any(_named(plain, folded(name)) for name in names):
        found.append("name")
    return tuple(found)


def folded(text: str) -> str:
    """A text as names are compared: small letters without accents, one space between words."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def _named(text: str, name: str) -> bool:
    if len(name) < SHORTEST_NAME:
        return False
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
