"""Files about an import: the template, the rows with what is wrong in them."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from rione.core.sheets import csv_lines, harmless

from ..models import StagedImport
from .definitions import CsvImport
from .trying import Trial


def template(definition: CsvImport) -> StreamingHttpResponse:
    """An empty file with the headings that are recognised."""
    columns = [str(column.label) for column in definition.columns]
    return _csv(f"{definition.name}.csv", columns, [])


def problems(definition: CsvImport, file: StagedImport, trial: Trial) -> StreamingHttpResponse:
    """The rows of the file as they came, each with what is wrong in it. Mended it can be sent: the
    added column is not read."""
    said: dict[int, list[str]] = {}
    for problem in trial.problems:
        column = definition.column_of(problem.column)
        text = f"{column.label}: {problem.message}" if column else str(problem.message)
        said.setdefault(problem.row, []).append(text)
    headings = [
        str(harmless(heading)) or f"#{place}"
        for place, heading in enumerate(file.headings, start=1)
    ]
    added = _("Problem")
    while added in headings:
        added += "_"
    rows: Sequence[Mapping[str, object]] = [
        {**dict(zip(headings, cells, strict=True)), added: " ".join(said.get(number, []))}
        for number, cells in file.lines
    ]
    return _csv(f"{definition.name}-problems.csv", [*headings, added], rows)


def original(name: str, content: bytes) -> HttpResponse:
    """A file as it was sent, to be kept and not shown."""
    answer = HttpResponse(content, content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _csv(
    name: str, columns: Sequence[str], rows: Sequence[Mapping[str, object]]
) -> StreamingHttpResponse:
    lines = csv_lines(columns, rows, spreadsheet=True)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
