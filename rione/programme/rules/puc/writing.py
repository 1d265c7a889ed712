"""Records as lines: fields between bars, days as dd/mm/yyyy, numbers with a decimal comma."""

from collections.abc import Iterable, Iterator
from datetime import date

from .layouts import ENCODING, LAYOUTS, SEPARATOR, Field, Kind, Record, Value


class Unwritable(ValueError):
    """A value that its field cannot hold: a fault of whoever made the record."""


def lines(records: Iterable[Record]) -> Iterator[bytes]:
    """The lines of a file, one record at a time. Unwritable on what no reader would take."""
    for row in records:
        yield (line(row) + "\r\n").encode(ENCODING)


def line(row: Record) -> str:
    """A record as a line, without its end."""
    layout = LAYOUTS[row.code]
    return SEPARATOR.join(
        written(field, value) for field, value in zip(layout.fields, row.values, strict=True)
    )


def written(field: Field, value: Value) -> str:
    """A value as it stands in a file."""
    if value is None:
        if field.mandatory:
            raise Unwritable(f"{field.name} is empty")
        return ""
    text = _text(field, value)
    if field.length is not None and len(text) > field.length:
        raise Unwritable(f"{field.name} is longer than {field.length}")
    return text


def _text(field: Field, value: Value) -> str:
    if field.kind == Kind.DATE and isinstance(value, date):
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    if field.kind == Kind.YEAR and type(value) is int:
        return f"{value:04d}"
    if field.kind == Kind.NUMBER and type(value) is int:
        return number(value)
    if field.kind == Kind.TEXT and isinstance(value, str):
        if field.values and value not in field.values:
            raise Unwritable(f"{field.name} is none of {', '.join(field.values)}")
        if value != value.strip() or not value or not value.isprintable() or SEPARATOR in value:
            raise Unwritable(f"{field.name} holds a bar, a control character or a space at an end")
        return value
    raise Unwritable(f"{field.name} is no {field.kind}")


def number(hundredths: int) -> str:
    """Hundredths with two decimals after a comma, no grouping: 123456 → 1234,56."""
    sign, size = ("-", -hundredths) if hundredths < 0 else ("", hundredths)
    return f"{sign}{size // 100},{size % 100:02d}"
