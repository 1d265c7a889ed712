"""The rows of a list as a file, read piece by piece."""

import tempfile
from collections.abc import Iterator, Mapping
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from rione.core import money
from rione.core.sheets import csv_lines, json_lines

from .lists import Field, OfficeList

FORMATS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
IN_MEMORY = 1_000_000
MOST_SHEET_ROWS = 1_048_575


def download(definition: OfficeList, rows: QuerySet[Any], form: str) -> HttpResponseBase:
    """All rows as `form`: CSV and sheets with headings and words in the reader's language, JSON
    with names and codes. Money is euros with a point (`1234.56`), in JSON integer cents."""
    name = f'attachment; filename="{definition.name}.{form}"'
    if form == "xlsx":
        return FileResponse(
            workbook(definition, rows),
            as_attachment=True,
            filename=f"{definition.name}.xlsx",
            content_type=FORMATS[form],
        )
    if form == "csv":
        columns = [str(item.label) for item in definition.files()]
        lines = csv_lines(columns, named_rows(definition, rows), spreadsheet=True)
    else:
        lines = json_lines(
            {item.name: getattr(row, item.name) for item in definition.files()}
            for row in definition.shaped(rows)
        )
    response = StreamingHttpResponse(lines, content_type=f"{FORMATS[form]}; charset=utf-8")
    response["Content-Disposition"] = name
    return response


def named_rows(definition: OfficeList, rows: QuerySet[Any]) -> Iterator[Mapping[str, object]]:
    """Rows by heading, as text."""
    fields = definition.files()
    for row in definition.shaped(rows):
        yield {str(item.label): text_of(item, getattr(row, item.name)) for item in fields}


def text_of(item: Field, value: Any) -> Any:
    """A value for a file: None stays an empty cell."""
    if value is None:
        return None
    match item.kind:
        case "money":
            return money.format_plain(value)
        case "instant" | "date":
            return value.isoformat()
        case "choice":
            return str(item.words(value))
    return value


def workbook(definition: OfficeList, rows: QuerySet[Any]) -> IO[bytes]:
    """A sheet with typed cells: amounts are numbers, dates are dates, text is never computed."""
    kept = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 — the answer closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
        "default_date_format": "yyyy-mm-dd",
    }
    book = xlsxwriter.Workbook(kept, options)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    amount = book.add_format({"num_format": "#,##0.00"})
    fields = definition.files()
    for column, item in enumerate(fields):
        sheet.write_string(0, column, str(item.label), bold)
    for number, row in enumerate(definition.shaped(rows[:MOST_SHEET_ROWS]), start=1):
        for column, item in enumerate(fields):
            value = getattr(row, item.name)
            if value is None:
                continue
            if item.kind == "money":
                sheet.write_number(number, column, value / 100, amount)
            elif item.kind in ("date", "instant"):
                sheet.write_datetime(number, column, value)
            elif item.kind == "number":
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, str(text_of(item, value)))
    sheet.freeze_panes(1, 0)
    book.close()
    kept.seek(0)
    return kept
