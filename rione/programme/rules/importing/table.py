"""Bytes to rows: UTF-8 or Windows-1252, semicolons, commas or tabs, each row with its line."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..files import invisible
from ..problems import LoadRefused, Problem
from .headings import tidy

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 20_000
MAX_CELL = 10_000
DELIMITERS = (";", ",", "\t", "|")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by tidied heading; `line` is where the row begins in the file, from 1."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """`headings`: as they stand in the file, by tidied heading, in the file's order."""

    name: str
    headings: Mapping[str, str]
    rows: tuple[Row, ...]


def read_table(name: str, content: bytes) -> Table:
    """The rows of a file; LoadRefused for what is no table."""
    text = _decoded(name, content)
    lines = text.splitlines()
    if not lines or not lines[0].strip():
        raise _refused(name, 1, "the file has no headings", "write them in its first line")
    delimiter = max(DELIMITERS, key=lines[0].count)
    if not lines[0].count(delimiter):
        raise _refused(name, 1, "one column only", "separate the columns by semicolons or commas")
    try:
        found = list(_records(text, delimiter))
    except csv.Error as error:
        raise _refused(
            name, 1, f"not a table ({error})", "check the quotes; each opening one is closed"
        ) from None
    headings = _headings(name, found[0][1])
    return Table(name, headings, tuple(_rows(name, headings, found[1:])))


def _decoded(name: str, content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise _refused(name, 0, f"larger than {MAX_BYTES // 2**20} MB", "split it")
    if b"\x00" in content:
        line = content.count(b"\n", 0, content.index(b"\x00")) + 1
        raise _refused(name, line, "holds the character NUL", "save it as text, UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refused(
            name, line, "is neither UTF-8 nor Windows-1252", "save it as UTF-8"
        ) from None


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begin = 1
    for cells in reader:
        yield begin, cells
        begin = reader.line_num + 1


def _headings(name: str, cells: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, cell in enumerate(cells, 1):
        heading = tidy(cell)
        if not heading:
            raise _refused(name, 1, f"column {number} has no heading", "name or delete it")
        if heading in found:
            raise _refused(name, 1, f"two columns are called “{cell[:40]}”", "rename one of them")
        found[heading] = cell.strip()
    return found


def _rows(
    name: str, headings: Mapping[str, str], found: list[tuple[int, list[str]]]
) -> Iterator[Row]:
    problems: list[Problem] = []
    if len(found) > MAX_ROWS:
        raise _refused(name, 0, f"more than {MAX_ROWS} rows", "split it")
    for line, cells in found:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(headings):
            problems.append(
                Problem(
                    name,
                    line,
                    "",
                    f"has {len(cells)} cells, the headings are {len(headings)}",
                    "put a cell that holds a separator in quotes",
                )
            )
            continue
        for heading, cell in zip(headings, cells, strict=True):
            if hidden := invisible(" ".join(cell.split())):
                problems.append(
                    Problem(
                        name, line, headings[heading], f"holds the character {hidden}", "delete it"
                    )
                )
            if len(cell) > MAX_CELL:
                problems.append(Problem(name, line, headings[heading], "is too long", "shorten it"))
        yield Row(line, {h: " ".join(c.split()) for h, c in zip(headings, cells, strict=True)})
    if problems:
        raise LoadRefused(problems)


def _refused(name: str, line: int, message: str, remedy: str) -> LoadRefused:
    return LoadRefused([Problem(name, line, "", message, remedy)])
