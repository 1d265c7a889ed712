"""Files of records, read: each record, or everything that is wrong with its line."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from ..problems import Problem
from .layouts import ENCODING, LAYOUTS, SEPARATOR, Field, Kind, Layout, Record, Value

LONGEST_LINE = 10_000
"""Characters; the longest layout has fewer than 4,000."""
_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", re.ASCII)
_NUMBER = re.compile(r"(-?)([0-9]{1,15})(?:,([0-9]{1,2}))?", re.ASCII)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)


class Unreadable(Exception):
    """A value that its field cannot have: what is wrong, and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def read(layout: Layout, lines: Iterable[bytes], name: str = "") -> Iterator[Record | Problem]:
    """The records of a file's lines, and the problems of those that are none; one at a time.

    Two records under the same key are a problem of the second. Empty lines are passed over.
    """
    name = name or layout.file_name
    seen: dict[str, int] = {}
    for row, line in enumerate(lines, 1):
        found, problems = _record(layout, line, name, row)
        yield from problems
        if found is None:
            continue
        first = seen.setdefault(found.key, row)
        if first != row:
            yield Problem(
                name, row, "", f"the same key as in row {first}: {found.key}",
                "give each record once",
            )  # fmt: skip
            continue
        yield found


def _record(
    layout: Layout, line: bytes, name: str, row: int
) -> tuple[Record | None, list[Problem]]:
    whole = _decoded(line, name, row)
    if isinstance(whole, Problem):
        return None, [whole]
    if not whole:
        return None, []
    parts = whole.split(SEPARATOR)
    if len(parts) != len(layout.fields):
        return None, [
            Problem(
                name,
                row,
                "",
                f"{len(parts)} fields instead of {len(layout.fields)}",
                f"put {len(layout.fields) - 1} bars into each line, none inside of a text",
            )
        ]
    values: list[Value] = []
    problems: list[Problem] = []
    for field, text in zip(layout.fields, parts, strict=True):
        try:
            values.append(value_of(field, text))
        except Unreadable as error:
            problems.append(Problem(name, row, field.name, error.message, error.remedy))
    return (None, problems) if problems else (Record(layout.code, tuple(values)), [])


def _decoded(line: bytes, name: str, row: int) -> str | Problem:
    if len(line) > LONGEST_LINE * 4:
        return Problem(name, row, "", "the line is too long", "put one record into each line")
    try:
        text = line.decode(ENCODING)
    except UnicodeDecodeError:
        return Problem(name, row, "", "this is not UTF-8", "save the file as UTF-8")
    text = text.removeprefix("\ufeff") if row == 1 else text
    text = text.removesuffix("\n").removesuffix("\r")
    if len(text) > LONGEST_LINE:
        return Problem(name, row, "", "the line is too long", "put one record into each line")
    if not text.isprintable():
        return Problem(
            name, row, "", "the line has control characters", "take them out, tabs included"
        )
    return text


def value_of(field: Field, text: str) -> Value:
    """The value that a text gives to a field; Unreadable when it cannot have it."""
    text = text.strip()
    if not text:
        if field.mandatory:
            raise Unreadable("this is empty", "fill it in; the record is nothing without it")
        return None
    if field.length is not None and len(text) > field.length:
        raise Unreadable(f"{len(text)} characters", f"use at most {field.length} characters here")
    if field.kind == Kind.DATE:
        return _day(text)
    if field.kind == Kind.NUMBER:
        return _hundredths(text)
    if field.kind == Kind.YEAR:
        if not _YEAR.fullmatch(text):
            raise Unreadable("this is no year", "write four figures, such as 2021")
        return int(text)
    if field.values and text not in field.values:
        raise Unreadable("an unknown value", f"use one of {', '.join(field.values)}")
    return text


def _day(text: str) -> date:
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise Unreadable("this is no day", "write a day of the calendar as dd/mm/yyyy")


def _hundredths(text: str) -> int:
    found = _NUMBER.fullmatch(text)
    if not found:
        raise Unreadable(
            "this is no number", "write figures and a decimal comma without grouping: 1234,56"
        )
    size = int(found[2]) * 100 + int((found[3] or "0").ljust(2, "0"))
    return -size if found[1] else size


def layout_of(name: str) -> Layout | None:
    """The layout of a file by its name (`FN04.txt`, also in small letters); None if it is none."""
    stem, _dot, suffix = name.rpartition(".")
    return LAYOUTS.get(stem.upper()) if suffix.lower() == "txt" else None
