"""The bytes of a CSV file as a table: which encoding, which separator, which rows.

UTF-8 with or without its mark, or Windows-1252; semicolons, commas or tabs. A row's number is the
one that spreadsheets show: the headings stand in row 1, and empty rows count although they are left
out.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .headings import plain

MOST_BYTES = 5_000_000
MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_CHARACTERS = 5_000
SEPARATORS = (";", ",", "\t")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MARK = b"\xef\xbb\xbf"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class Fault(StrEnum):
    """Why a file is not read."""

    EMPTY = "empty"
    LARGE = "large"
    WORKBOOK = "workbook"
    ENCODING = "encoding"
    CHARACTERS = "characters"
    QUOTES = "quotes"
    HEADINGS_ONLY = "headings_only"
    HEADING_TWICE = "heading_twice"
    COLUMNS = "columns"
    ROWS = "rows"
    LONG_CELL = "long_cell"
    LONG_ROW = "long_row"


class Unreadable(Exception):
    """A file that is no table: `fault`, the number of the row (0: the whole), and what is meant."""

    def __init__(self, fault: Fault, row: int = 0, about: str = "") -> None:
        super().__init__(f"{fault} in row {row}")
        self.fault, self.row, self.about = fault, row, about


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its number in the spreadsheet, and as many cells as there are headings."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, which are different from each other unless empty, and at least one row."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(data: bytes, known: Collection[str] = ()) -> Table:
    """The table of a file; Unreadable says why there is none.

    `known` are headings that are expected (as `headings.plain` writes them): of several
    separators the one counts that gives most of them, then the one that divides the headings,
    then the one that gives all rows the same number of cells.
    """
    records = _records(decoded(data), frozenset(known))
    headings, lines = _heading_and_lines(records)
    _refuse_headings(headings)
    if not lines:
        raise Unreadable(Fault.HEADINGS_ONLY)
    if len(lines) > MOST_ROWS:
        raise Unreadable(Fault.ROWS, about=str(len(lines)))
    return Table(headings, tuple(_fitted(line, len(headings)) for line in lines))


def decoded(data: bytes) -> str:
    """The text of a file; Unreadable when it is none."""
    if len(data) > MOST_BYTES:
        raise Unreadable(Fault.LARGE)
    if data.startswith(_WORKBOOKS):
        raise Unreadable(Fault.WORKBOOK)
    if data.startswith(_OTHER_MARKS):
        raise Unreadable(Fault.ENCODING)
    try:
        text = data.removeprefix(_MARK).decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise Unreadable(Fault.ENCODING) from None
    if found := _CONTROL.search(text):
        raise Unreadable(Fault.CHARACTERS, text.count("\n", 0, found.start()) + 1)
    if not text.strip('"' + "".join(SEPARATORS) + " \r\n"):
        raise Unreadable(Fault.EMPTY)
    return text


def _records(text: str, known: frozenset[str]) -> list[list[str]]:
    """The records as the best separator gives them."""
    best: tuple[tuple[int, bool, bool, int], list[list[str]]] | None = None
    unclosed: Unreadable | None = None
    for separator in SEPARATORS:
        try:
            records = _parsed(text, separator)
        except Unreadable as error:
            unclosed = unclosed or error
            continue
        full = [record for record in records if any(cell.strip() for cell in record)]
        found = sum(plain(cell) in known for cell in full[0]) if full else 0
        width = len(_trimmed(full[0])) if full else 0
        score = (found, width > 1, len({len(record) for record in full}) == 1, width)
        if best is None or score > best[0]:
            best = (score, records)
    if unclosed is not None and (best is None or not best[0][1]):
        raise unclosed
    return best[1] if best is not None else []


def _parsed(text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
    except csv.Error:
        raise Unreadable(Fault.QUOTES, len(records) + 1) from None
    return records


def _heading_and_lines(records: list[list[str]]) -> tuple[tuple[str, ...], list[Line]]:
    lines = [
        Line(number, tuple(record))
        for number, record in enumerate(records, start=1)
        if any(cell.strip() for cell in record)
    ]
    if not lines:
        raise Unreadable(Fault.EMPTY)
    return tuple(_trimmed(lines[0].cells)), lines[1:]


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Headings on one line each, without the empty ones at the end."""
    headings = [" ".join(cell.split()) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    return headings


def _refuse_headings(headings: tuple[str, ...]) -> None:
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(Fault.COLUMNS, 1, str(len(headings)))
    for heading in headings:
        if len(heading) > MOST_CHARACTERS:
            raise Unreadable(Fault.LONG_CELL, 1)
    for name, count in Counter(plain(heading) for heading in headings).items():
        if name and count > 1:
            about = next(heading for heading in headings if plain(heading) == name)
            raise Unreadable(Fault.HEADING_TWICE, 1, about)


def _fitted(line: Line, width: int) -> Line:
    if any(len(cell) > MOST_CHARACTERS for cell in line.cells):
        raise Unreadable(Fault.LONG_CELL, line.number)
    if any(cell.strip() for cell in line.cells[width:]):
        raise Unreadable(Fault.LONG_ROW, line.number)
    cells = line.cells[:width]
    return Line(line.number, cells + ("",) * (width - len(cells)))
