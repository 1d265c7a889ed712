"""The rows of a list as a file, read piece by piece."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import IO, Any

from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from rione.core import money
from rione.core.sheets import SheetColumn, csv_lines, json_lines
from rione.core.sheets import workbook as sheet_of

from .lists import Field, OfficeList

FORMATS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
SHEET_KINDS = {"money": "amount", "number": "decimal", "date": "date", "instant": "instant"}


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
        columns = [str(item.label) for item in definition.headed()]
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
    fields = definition.headed()
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
    """A workbook with typed cells: amounts are numbers, dates are dates, text is never computed."""
    fields = definition.headed()
    columns = [
        SheetColumn(item.name, str(item.label), SHEET_KINDS.get(item.kind, "text"))
        for item in fields
    ]
    return sheet_of(
        columns,
        (
            {item.name: _typed(item, getattr(row, item.name)) for item in fields}
            for row in definition.shaped(rows)
        ),
    )


def _typed(item: Field, value: Any) -> Any:
    """A value for a typed cell: euros, days and instants as they are, all else as text."""
    if value is None or item.kind in ("date", "instant", "number"):
        return value
    return Decimal(value) / 100 if item.kind == "money" else text_of(item, value)
