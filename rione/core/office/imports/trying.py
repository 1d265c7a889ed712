"""A file tried without effect: its rows as they would be stored, and all that is wrong."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused
from rione.core.writes.rules import fingerprint

from ..models import StagedImport
from ..rules.cells import Misread, read_cell
from ..rules.headings import guess
from .definitions import CsvImport, Problem, Row
from .words import said_of_cell


@dataclass(frozen=True)
class Trial:
    """What a file would do. `cells` gives what the file says by number of the row and name of the
    column; `digest` is of the import, its rows and their values: what is confirmed."""

    rows: Sequence[Row]
    problems: Sequence[Problem]
    cells: Mapping[int, Mapping[str, str]]
    digest: str

    @cached_property
    def wrong_rows(self) -> Collection[int]:
        """The numbers of the rows in which something is wrong."""
        return {problem.row for problem in self.problems}

    @property
    def is_good(self) -> bool:
        return not self.problems


def guessed(definition: CsvImport, headings: Sequence[str]) -> dict[str, int]:
    """Which heading is which column, as far as one can tell."""
    words = {column.name: column.headings() for column in definition.columns}
    return guess(headings, words)


def checked_mapping(
    definition: CsvImport, headings: Sequence[str], mapping: Mapping[str, int]
) -> dict[str, int]:
    """A mapping that can be used; Refused at the first column that is wrong."""
    found: dict[str, int] = {}
    for column in definition.columns:
        place = mapping.get(column.name)
        if place is None:
            if column.required:
                raise Refused(_("Choose the column of the file."), field=column.name)
            continue
        if not 0 <= place < len(headings):
            raise Refused(_("Choose the column of the file."), field=column.name)
        if place in found.values():
            raise Refused(_("This column of the file is chosen twice."), field=column.name)
        found[column.name] = place
    return found


def tried(actor: Actor, definition: CsvImport, file: StagedImport) -> Trial:
    """Read a file by its mapping and check all that can be checked without storing anything.

    As many SQL statements as the definition's check takes.
    """
    rows, problems, cells = _read(definition, file)
    wrong = {problem.row for problem in problems}
    problems += definition.check(actor, [row for row in rows if row.number not in wrong])
    order = {column.name: place for place, column in enumerate(definition.columns)}
    problems.sort(key=lambda problem: (problem.row, order.get(problem.column, -1)))
    values = [[row.number, dict(row.values)] for row in rows]
    return Trial(rows, problems, cells, fingerprint(definition.name, {"rows": values}))


def _read(
    definition: CsvImport, file: StagedImport
) -> tuple[list[Row], list[Problem], dict[int, dict[str, str]]]:
    mapping: Mapping[str, int] = file.mapping
    words = {column.name: column.words() for column in definition.columns}
    rows: list[Row] = []
    problems: list[Problem] = []
    cells: dict[int, dict[str, str]] = {}
    for number, line in file.lines:
        values: dict[str, Any] = {}
        cells[number] = {name: line[place] for name, place in mapping.items()}
        for column in definition.columns:
            values[column.name] = None
            if column.name not in mapping:
                continue
            try:
                values[column.name] = read_cell(
                    column.kind,
                    line[mapping[column.name]],
                    required=column.required,
                    most=column.most,
                    choices=words[column.name],
                )
            except Misread as error:
                problems.append(Problem(number, column.name, said_of_cell(error.wrong, column)))
        rows.append(Row(number, values))
    return rows, problems, cells
