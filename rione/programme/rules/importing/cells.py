"""Single cells of a list of operations: amounts, days, rates, codes."""

import re
from decimal import Decimal

from rione.core.money import parse_written
from rione.core.periods import PartialDate

from .. import values
from ..values import ValueRefused

_DAY = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$", re.ASCII)
_ISO = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$", re.ASCII)
_RATE = re.compile(r"^(\d{1,3})(?:[.,](\d{1,6}))?\s?(%?)$", re.ASCII)
_POSTCODE = re.compile(r"^\d{5}$", re.ASCII)


def amount(text: str) -> int:
    """An amount in Italian or English notation, as cents."""
    bare = re.sub(r"(?i)^\s*(eur|euro)\b|\b(eur|euro)\s*$", "", text).strip()
    # Spreadsheets write 2531250.000 or 2531250,0: zeros after the cents say nothing.
    bare = re.sub(r"^(\d+)([.,]\d{2})0+$", r"\1\2", bare)
    try:
        return parse_written(bare)
    except ValueError as error:
        message, _, remedy = str(error).partition(": ")
        raise ValueRefused(message, remedy) from None


def day(text: str) -> str:
    """A day or a part of one, as ISO text; `31/12/2022` is read the Italian way."""
    if match := _DAY.match(text):
        text = f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}"
    elif match := _ISO.match(text):
        text = match[1]
    try:
        return str(PartialDate.parse(text))
    except ValueError as error:
        message, _, _remedy = str(error).partition(": ")
        raise ValueRefused(message, "write 31/12/2022 or 2022-12-31") from None


def rate(text: str) -> str:
    """A rate in percent, as an Italian number."""
    match = _RATE.match(text)
    if match is None:
        raise ValueRefused(f"“{text[:40]}” is no rate", "write it in percent, such as 50%")
    number = Decimal(f"{match[1]}.{match[2] or 0}")
    if not match[3] and 0 < number <= 1:
        raise ValueRefused(
            f"“{text[:40]}” may be a share of one or a percentage", "write it with %, such as 50%"
        )
    if number > 100:
        raise ValueRefused(f"“{text[:40]}” is more than 100%", "check it")
    return values.format_number("exact", number)


def postcode(text: str) -> str:
    """Five digits; spreadsheets take the nought away from the front."""
    if not _POSTCODE.match(text):
        raise ValueRefused(
            f"“{text[:40]}” is no postcode", "write five digits; 0 in front may have been lost"
        )
    return text


def country(text: str) -> str:
    """Italy, however it is written."""
    if text.casefold() not in ("it", "ita", "italia", "italy"):
        raise ValueRefused(f"“{text[:40]}” is not Italy", "write IT, or delete the row")
    return "IT"
