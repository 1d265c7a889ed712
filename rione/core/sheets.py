"""Rows as files: CSV for programs and for spreadsheets, JSON, XLSX; written line by line.

CSV follows RFC 4180 (UTF-8, comma, CRLF). For spreadsheets it begins with a byte order mark and
has semicolons, as Italian ones expect, and an apostrophe before texts that would be computed.
"""

import csv
import json
import re
import tempfile
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

BYTE_ORDER_MARK = "\ufeff"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
NEGATIVE_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?\Z")
IN_MEMORY = 1_000_000
MOST_SHEET_ROWS = 1_048_575
UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 — a property of the file, which has no zone

Rows = Iterable[Mapping[str, object]]


class Echo:
    """What csv writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(
    columns: Iterable[str], rows: Iterable[Mapping[str, Any]], spreadsheet: bool = False
) -> Generator[str, None, None]:
    """Header and rows of RFC 4180; None is an empty cell."""
    names = tuple(columns)
    writer = csv.writer(Echo(), delimiter=";" if spreadsheet else ",", lineterminator="\r\n")
    yield (BYTE_ORDER_MARK if spreadsheet else "") + writer.writerow(names)
    for row in rows:
        cells = ["" if row[name] is None else row[name] for name in names]
        yield writer.writerow([harmless(cell) for cell in cells] if spreadsheet else cells)


def harmless(cell: object) -> object:
    """Text that no spreadsheet computes; a number stays one, below zero too."""
    if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) and not NEGATIVE_NUMBER.match(cell):
        return f"'{cell}"
    return cell


def json_lines(rows: Iterable[Mapping[str, Any]]) -> Generator[str, None, None]:
    """An array of objects, one to a line."""
    begin = "[\n"
    for row in rows:
        yield begin + json.dumps(dict(row), ensure_ascii=False, default=str)
        begin = ",\n"
    yield "\n]\n" if begin != "[\n" else "[]\n"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a workbook, found in rows by its `name`.

    `kind`: "integer", "decimal" and "amount" become numbers, "date" a day, "instant" a day with
    its time where it is a datetime; all else is text.
    """

    name: str
    heading: str
    kind: str = "text"


def workbook(
    columns: Sequence[SheetColumn], rows: Rows, *, made: datetime | None = None
) -> IO[bytes]:
    """A workbook with the rows by name of column, ready to be read; the caller closes it.

    Rows that one sheet cannot hold go on in the next. The same rows and `made` give the same
    bytes. Numbers may be given as text with a point, dates as ISO 8601.
    """
    kept = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 — the caller closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
        "default_date_format": "yyyy-mm-dd",
    }
    book = xlsxwriter.Workbook(kept, options)
    book.set_properties({"created": (made or UNDATED).replace(tzinfo=None, microsecond=0)})
    bold = book.add_format({"bold": True})
    amount = book.add_format({"num_format": "#,##0.00"})
    sheet: Any = None
    line = MOST_SHEET_ROWS
    for row in _at_least_headings(rows):
        if line >= MOST_SHEET_ROWS:
            sheet, line = book.add_worksheet(), 0
            sheet.freeze_panes(1, 0)
            for number, column in enumerate(columns):
                sheet.write_string(0, number, column.heading, bold)
        if row is None:
            continue
        line += 1
        for number, column in enumerate(columns):
            _write_cell(sheet, line, number, row[column.name], column.kind, amount)
    book.close()
    kept.seek(0)
    return kept


def _at_least_headings(rows: Rows) -> Generator[Mapping[str, Any] | None, None, None]:
    yield None
    yield from rows


def _write_cell(sheet: Any, row: int, column: int, value: Any, kind: str, amount: Any) -> None:
    if value is None or value == "":
        return
    match kind:
        case "amount":
            sheet.write_number(row, column, float(Decimal(value)), amount)
        case "integer" | "decimal":
            sheet.write_number(row, column, float(Decimal(value)))
        case "date":
            day = date.fromisoformat(value) if isinstance(value, str) else value
            sheet.write_datetime(row, column, day)
        case "instant" if isinstance(value, datetime):
            sheet.write_datetime(row, column, value)
        case _:
            sheet.write_string(row, column, str(value))
