"""Projects as a file of the national portal on cohesion policy."""

import csv
from collections.abc import Generator, Iterator

from rione.core.opendata import writing
from rione.core.opendata.datasets import Dataset
from rione.core.sheets import Echo

from ...queries.opencoesione import projects
from ...rules.opencoesione import COLUMNS, cells


def project_file(_dataset: Dataset) -> Iterator[bytes]:
    """Semicolons, decimal commas, UTF-8; read while it is written."""
    return writing.pieces(_lines)


def _lines() -> Generator[str, None, None]:
    writer = csv.writer(Echo(), delimiter=";", lineterminator="\r\n")
    yield str(writer.writerow(COLUMNS))
    for project in projects():
        yield str(writer.writerow(cells(project).values()))
