"""Data sets as bytes, piece by piece. What is held in memory does not depend on the rows.

CSV follows RFC 4180 (UTF-8 without byte order mark, comma, CRLF) and holds every cell as it is.
For spreadsheets the same cells come with a byte order mark and semicolons, as Italian ones
expect, and with an apostrophe before texts that would be computed. JSON is an array of objects
with the same names. XLSX has typed cells; text is never computed.
"""

import itertools
import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

from rione.core.sheets import SheetColumn, csv_lines, json_lines, workbook

if TYPE_CHECKING:
    from .datasets import Dataset

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GEOJSON_TYPE = "application/geo+json"
CHUNK_LINES = 200
PIECE = 64 * 1024


def plain_csv(dataset: "Dataset") -> Iterator[bytes]:
    """For programs."""
    return _csv(dataset, spreadsheet=False)


def spreadsheet_csv(dataset: "Dataset") -> Iterator[bytes]:
    """For people who open it in a spreadsheet."""
    return _csv(dataset, spreadsheet=True)


def _csv(dataset: "Dataset", *, spreadsheet: bool) -> Iterator[bytes]:
    names = [column.name for column in dataset.columns()]
    return pieces(lambda: csv_lines(names, closed(dataset), spreadsheet))


def json_array(dataset: "Dataset") -> Iterator[bytes]:
    """An array of objects, one to a line."""
    names = [column.name for column in dataset.columns()]
    return pieces(
        lambda: json_lines({name: row[name] for name in names} for row in closed(dataset))
    )


def sheet(dataset: "Dataset") -> Iterator[bytes]:
    """A workbook; the same rows give the same bytes."""
    columns = [SheetColumn(column.name, column.name, column.kind) for column in dataset.columns()]
    rows = closed(dataset)
    with closing(rows), workbook(columns, rows, made=dataset.modified()) as kept:
        while piece := kept.read(PIECE):
            yield piece


def feature_collection(features: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """GeoJSON (RFC 7946), a feature to a line."""

    def lines() -> Generator[str, None, None]:
        begin = '{"type": "FeatureCollection", "features": [\n'
        for feature in features:
            yield begin + json.dumps({"type": "Feature", **feature}, ensure_ascii=False)
            begin = ",\n"
        yield "\n]}\n" if begin == ",\n" else f"{begin}]}}\n"

    return pieces(lines)


def json_document(document: Any) -> Iterator[bytes]:
    """One JSON value."""
    yield (json.dumps(document, ensure_ascii=False, default=str) + "\n").encode()


def closed(dataset: "Dataset") -> Generator[Mapping[str, Any], None, None]:
    """The rows; closing them closes what they are read from."""
    rows = dataset.rows()
    try:
        yield from rows
    finally:
        if isinstance(rows, Generator):
            rows.close()


def pieces(lines: Callable[[], Generator[str, None, None]]) -> Iterator[bytes]:
    """Several lines at a time: fewer and larger packets."""
    with closing(lines()) as found:
        while piece := "".join(itertools.islice(found, CHUNK_LINES)):
            yield piece.encode()
