"""Values as documents print them, read into one canonical form.

Canonical means: equal values are equal JSON, whatever the spelling in the file. A value that
cannot be read raises ValueRefused with what is wrong and what to write instead.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rione.core.money import parse_italian
from rione.core.periods import PartialDate

QUALIFIERS = ("exact", "about", "at_least", "at_most", "over")
_WORDS = {"about": "about", "at least": "at_least", "at most": "at_most", "over": "over"}
_PRINTED = {value: word for word, value in _WORDS.items()}
_NUMBER = re.compile(r"^(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<part>\d+))?$")
MAX_NUMBER_DIGITS = 15
MAX_DECIMALS = 6

ACTION_CODE = re.compile(r"^[A-Z]{2}\d+(?:\.\d+){2}\.[a-z]+$")
_PRINTED_CODE = re.compile(r"^([A-Z]{2})[. ]*(\d+(?:\.\d+){2})\.([a-z]+)$", re.IGNORECASE)

UNKNOWN = "unknown"


class ValueRefused(ValueError):
    """What is wrong with a value, and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message} — {remedy}")
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Value:
    """A canonical value: `kind` and JSON, with what the database keeps in columns of its own."""

    kind: str
    canonical: Mapping[str, Any]
    amount_cents: int | None = None
    number: Decimal | None = None
    qualifier: str = "exact"
    unit: str = ""


UNKNOWN_VALUE = Value(UNKNOWN, {"unknown": True})


def clean(text: str) -> str:
    """One line of text: composed characters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def action_code(text: str) -> str:
    """The code of an action in the printed variants too: `MI.4.2.1.b`, `MI 4.1.1.b`."""
    match = _PRINTED_CODE.match(text.strip())
    if match is None:
        raise ValueRefused(f"“{text[:40]}” is no action code", "write it like MI4.1.1.a")
    return f"{match[1].upper()}{match[2]}.{match[3].lower()}"


def money(text: str) -> Value:
    """Euro in Italian notation, or `unknown`."""
    if text == UNKNOWN:
        return UNKNOWN_VALUE
    try:
        cents = parse_italian(text)
    except ValueError as error:
        message, _, remedy = str(error).partition(": ")
        raise ValueRefused(message, remedy) from None
    return Value("money", {"cents": cents}, amount_cents=cents)


def number(text: str) -> tuple[str, Decimal]:
    """An Italian number with an optional qualifier before it: qualifier and number."""
    bare = text.strip()
    qualifier = "exact"
    for word, code in _WORDS.items():
        if bare.startswith(word + " "):
            qualifier, bare = code, bare[len(word) :].strip()
            break
    match = _NUMBER.match(bare)
    if match is None:
        raise ValueRefused(
            f"“{text[:40]}” is not a number",
            "write it in Italian notation, such as 1.000 or 4,5, with “about”, “at least”,"
            " “at most” or “over” before it where the document says so",
        )
    if len(match["part"] or "") == 3 and "." not in match["whole"]:
        raise ValueRefused(
            f"“{text[:40]}” reads as thousands in English and as decimals in Italian",
            f"write {bare.replace(',', '.')} for thousands, or other than three decimals",
        )
    whole = match["whole"].replace(".", "")
    if len(whole) + len(match["part"] or "") > MAX_NUMBER_DIGITS:
        raise ValueRefused(f"“{text[:40]}” has too many digits", "check the number")
    if len(match["part"] or "") > MAX_DECIMALS:
        raise ValueRefused(f"“{text[:40]}” has too many decimals", "round it to six")
    value = Decimal(whole + ("." + match["part"] if match["part"] else ""))
    return qualifier, value


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros after the point."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_number(qualifier: str, value: Decimal) -> str:
    """The inverse of `number`, as a person would type it."""
    whole, _, part = plain(value).partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    if len(part) == 3:
        part += "0"
    text = grouped + ("," + part if part else "")
    return text if qualifier == "exact" else f"{_PRINTED[qualifier]} {text}"


def quantity(text: str, unit: str) -> Value:
    """A number with its unit, or `unknown`."""
    if text == UNKNOWN:
        return UNKNOWN_VALUE
    qualifier, value = number(text)
    canonical = {"number": plain(value), "qualifier": qualifier, "unit": unit}
    return Value("quantity", canonical, number=value, qualifier=qualifier, unit=unit)


def measure(text: str) -> Value:
    """A number of an indicator: `none` is the dash that the table prints."""
    if text == "none":
        return Value("quantity", {"none": True})
    return quantity(text, "")


def partial_date(text: str) -> PartialDate:
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        message, _, remedy = str(error).partition(": ")
        raise ValueRefused(message, remedy) from None


def date_value(text: str) -> Value:
    """A partial date, or `unknown`."""
    if text == UNKNOWN:
        return UNKNOWN_VALUE
    return Value("date", {"date": str(partial_date(text))})


def text_value(it: str, en: str) -> Value:
    """Our wording in both languages."""
    return Value("text", {"it": clean(it), "en": clean(en)})


def part_amount(text: str) -> dict[str, Any]:
    """An amount inside a structured value."""
    return dict(money(text).canonical)


def past(text: str, today: str, what: str) -> str:
    """A partial date that cannot lie in the future: `today` is an ISO date."""
    value = str(partial_date(text))
    if value > today[: len(value)]:
        raise ValueRefused(f"{what} {value} lies in the future", f"today is {today}: check it")
    return value
