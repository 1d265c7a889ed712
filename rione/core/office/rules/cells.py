"""What a cell says: a text, an amount, a day, one of several words, yes or no."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Literal

from rione.core import money

from .headings import plain

Kind = Literal["text", "money", "date", "choice", "code", "number", "yesno"]
Value = str | int | date | bool | None

YES = frozenset({"yes", "y", "true", "1", "si", "s", "vero", "x"})
NO = frozenset({"no", "n", "false", "0", "falso"})
_MONTHS = (
    ("january", "gennaio"), ("february", "febbraio"), ("march", "marzo"), ("april", "aprile"),
    ("may", "maggio"), ("june", "giugno"), ("july", "luglio"), ("august", "agosto"),
    ("september", "settembre"), ("october", "ottobre"), ("november", "novembre"),
    ("december", "dicembre"),
)  # fmt: skip
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: 00:00(?::00)?)?", re.ASCII)
_IN_WORDS = re.compile(r"(\d{1,2})º?[ -]([^\W\d_]{3,10})\.?[ -](\d{4})")
_FAILED = frozenset(
    (
        "#REF!",
        "#RIF!",
        "#N/A",
        "#N/D",
        "#VALUE!",
        "#VALORE!",
        "#DIV/0!",
        "#NAME?",
        "#NOME?",
        "#NUM!",
    )
)
_FORMULA_SIGNS = ("=", "+", "-", "@")


class Wrong(StrEnum):
    """Why a cell is not understood."""

    MISSING = "missing"
    LONG = "long"
    FORMULA = "formula"
    MONEY = "money"
    NOT_POSITIVE = "not_positive"
    DATE = "date"
    CHOICE = "choice"
    CODE = "code"
    NUMBER = "number"
    YESNO = "yesno"


class Misread(Exception):
    """A cell that does not say what its column asks for."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong)
        self.wrong = wrong


def read_cell(
    kind: Kind,
    cell: str,
    *,
    required: bool,
    most: int,
    choices: Mapping[str, Sequence[str]],
) -> Value:
    """The value of a cell, None when it is empty and may be; Misread otherwise.

    `choices`: by code the words that stand for it. Money is cents above zero. An apostrophe that
    spreadsheets put before a sign of formulas is left out.
    """
    text = tidy(cell)
    if not text:
        if required:
            raise Misread(Wrong.MISSING)
        return None
    if cell.strip().startswith("=") or text.upper() in _FAILED:
        raise Misread(Wrong.FORMULA)
    if len(text) > most:
        raise Misread(Wrong.LONG)
    match kind:
        case "money":
            return _cents(text)
        case "date":
            return _day(text)
        case "choice":
            return _choice(text, choices)
        case "yesno":
            return _yesno(text)
        case "number":
            if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
                raise Misread(Wrong.NUMBER)
            return int(text)
        case "code":
            if any(c.isspace() for c in text):
                raise Misread(Wrong.CODE)
    return text


def tidy(cell: str) -> str:
    """A cell without the blanks around it and the apostrophe that keeps it from being computed."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").strip()
    if text[:1] == "'" and text[1:2] in _FORMULA_SIGNS:
        return text[1:].strip()
    return text


def _cents(text: str) -> int:
    bare = re.sub(r"^(?:EUR|€)\s*|\s*(?:EUR|€)$", "", text, flags=re.IGNORECASE)
    if bare.startswith(("-", "−", "(")):
        raise Misread(Wrong.NOT_POSITIVE)
    try:
        cents = money.parse_written(bare)
    except ValueError:
        raise Misread(Wrong.MONEY) from None
    if cents == 0:
        raise Misread(Wrong.NOT_POSITIVE)
    return cents


def _day(text: str) -> date:
    try:
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _IN_WORDS.fullmatch(text):
            return date(int(found[3]), _month(found[2]), int(found[1]))
    except ValueError:
        pass
    raise Misread(Wrong.DATE)


def _month(word: str) -> int:
    """A month by its name or the first three letters of it; ValueError when there is none."""
    wanted = word.casefold()
    for number, names in enumerate(_MONTHS, start=1):
        if wanted in names or any(name[:3] == wanted for name in names):
            return number
    raise ValueError(word)


def _choice(text: str, choices: Mapping[str, Sequence[str]]) -> str:
    wanted = plain(text)
    for code, words in choices.items():
        if wanted and wanted in (plain(code), *map(plain, words)):
            return code
    raise Misread(Wrong.CHOICE)


def _yesno(text: str) -> bool:
    wanted = plain(text)
    if wanted in YES:
        return True
    if wanted in NO:
        return False
    raise Misread(Wrong.YESNO)
