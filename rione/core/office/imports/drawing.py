"""The tables on the pages of an import."""

from typing import Any

from django.utils.translation import gettext as _

from rione.core.design import formats
from rione.core.design.tables import Column as Drawn
from rione.core.design.tables import DataTable

from .definitions import Column, CsvImport
from .trying import Trial
from .words import KINDS

FIRST = 10
MOST_PROBLEMS = 100
LONGEST_VALUE = 60


def column_rows(definition: CsvImport) -> DataTable:
    """What the columns of an import mean."""
    return DataTable(
        caption=_("Columns"),
        columns=(
            Drawn("label", _("Heading"), heading=True, sortable=False),
            Drawn("kind", _("Kind"), sortable=False),
            Drawn("required", _("Required"), sortable=False),
            Drawn("example", _("Example"), sortable=False),
            Drawn("help", _("What to write"), secondary=True, sortable=False),
        ),
        rows=[
            {
                "label": column.label,
                "kind": _kind(column),
                "required": _("yes") if column.required else _("no"),
                "example": column.example,
                "help": column.help,
            }
            for column in definition.columns
        ],
        noun=_("columns"),
        id="columns",
    )


def _kind(column: Column) -> str:
    if column.choices:
        return ", ".join(str(label) for label in column.choices.values())
    return str(KINDS[column.kind])


def first_rows(definition: CsvImport, trial: Trial) -> DataTable:
    """The first rows as they will be stored."""
    return DataTable(
        caption=_("The first rows as they will be stored"),
        columns=(
            Drawn("_row", _("Row"), numeric=True, heading=True, sortable=False),
            *(
                Drawn(column.name, column.label, numeric=column.kind == "money", sortable=False)
                for column in definition.columns
            ),
        ),
        rows=[
            {
                "_row": str(row.number),
                **{column.name: shown(column, row[column.name]) for column in definition.columns},
            }
            for row in trial.rows[:FIRST]
        ],
        total=min(len(trial.rows), FIRST),
        noun=_("rows"),
        id="first-rows",
    )


def problem_rows(definition: CsvImport, trial: Trial) -> DataTable:
    """What is wrong, row by row."""
    rows = []
    for problem in trial.problems[:MOST_PROBLEMS]:
        column = definition.column_of(problem.column)
        cell = trial.cells[problem.row].get(problem.column, "")
        rows.append(
            {
                "row": str(problem.row),
                "column": column.label if column else "",
                "value": " ".join(cell.split())[:LONGEST_VALUE],
                "message": problem.message,
            }
        )
    return DataTable(
        caption=_("What is wrong"),
        columns=(
            Drawn("row", _("Row"), numeric=True, heading=True, sortable=False),
            Drawn("column", _("Column"), sortable=False),
            Drawn("value", _("Value in the file"), sortable=False),
            Drawn("message", _("What is wrong and what to do"), sortable=False),
        ),
        rows=rows,
        total=len(rows),
        noun=_("problems"),
        id="problems",
    )


def shown(column: Column, value: Any) -> Any:
    """A value in the reader's language; None stays an empty cell."""
    if value is None or value == "":
        return None
    match column.kind:
        case "money":
            return formats.euro(value)
        case "date":
            return formats.iso_date(value)
        case "choice":
            return column.choices.get(value, value)
        case "yesno":
            return _("yes") if value else _("no")
    return str(value)[:LONGEST_VALUE]
