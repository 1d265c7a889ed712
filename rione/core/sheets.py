"""Rows as files: CSV for programs and for spreadsheets, JSON; written line by line.

CSV follows RFC 4180 (UTF-8, comma, CRLF). For spreadsheets it begins with a byte order mark and
has semicolons, as Italian ones expect, and an apostrophe before texts that would be computed.
"""

import csv
import json
from collections.abc import Generator, Iterable, Mapping
from typing import Any

BYTE_ORDER_MARK = "\ufeff"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

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
    """Text that no spreadsheet computes."""
    if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell


def json_lines(rows: Iterable[Mapping[str, Any]]) -> Generator[str, None, None]:
    """An array of objects, one to a line."""
    begin = "[\n"
    for row in rows:
        yield begin + json.dumps(dict(row), ensure_ascii=False, default=str)
        begin = ",\n"
    yield "\n]\n" if begin != "[\n" else "[]\n"
