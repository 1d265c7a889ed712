"""Files of any data set: what is written is what is read back."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rione.core import sheets
from rione.core.opendata.checks import faults
from rione.core.opendata.datasets import Column, Dataset, register, registered
from rione.core.opendata.writing import (
    feature_collection,
    json_array,
    plain_csv,
    sheet,
    spreadsheet_csv,
)
from rione.core.sheets import FORMULA_SIGNS

COLUMNS = (
    Column("words", "Words", "text", "Anything."),
    Column("euros", "Euros", "amount", "Money."),
    Column("day", "Day", "date", "A day."),
)
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
# What no XML and no spreadsheet can hold is told apart by its own test.
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)
HOSTILE = st.builds(str.__add__, st.sampled_from(FORMULA_SIGNS), TEXTS)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "words": TEXTS | HOSTILE | st.none(),
            "euros": st.integers(-(10**9), 10**9).map(lambda cents: f"{cents}.00") | st.none(),
            "day": st.dates().map(str) | st.none(),
        }
    ),
    max_size=6,
)


def table(rows: list[Mapping[str, Any]], columns: tuple[Column, ...] = COLUMNS) -> Dataset:
    return Dataset(
        name="tried",
        title="Tried",
        about="For tests.",
        columns=lambda: columns,
        rows=lambda: iter(rows),
        modified=lambda: datetime(2026, 1, 31, tzinfo=UTC),
        version=lambda: "1",
        source="Tests.",
    )


def read(content: Iterator[bytes], delimiter: str, encoding: str) -> list[list[str]]:
    text = b"".join(content).decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_csv__any_cells__come_back_and_none_is_computed(rows: list[dict[str, Any]]) -> None:
    header, *lines = read(plain_csv(table(rows)), ",", "utf-8")
    assert header == ["words", "euros", "day"]
    assert lines == [[row[name] or "" for name in header] for row in rows]
    header, *lines = read(spreadsheet_csv(table(rows)), ";", "utf-8-sig")
    assert header == ["words", "euros", "day"]
    for line, row in zip(lines, rows, strict=True):
        for cell, given_cell in zip(line, map(row.get, header), strict=True):
            assert not cell.startswith(FORMULA_SIGNS) or NUMBER.match(cell)
            assert cell in ((given_cell or ""), f"'{given_cell}")


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_json__any_cells__come_back(rows: list[dict[str, Any]]) -> None:
    assert json.loads(b"".join(json_array(table(rows)))) == rows


def cells(content: bytes, member: str = "xl/worksheets/sheet1.xml") -> list[dict[str, Any]]:
    """The cells of a sheet: type, formula or not, text."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        root = ET.fromstring(book.read(member))  # noqa: S314 — we wrote it
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    return [
        {
            "type": cell.get("t", "n"),
            "formula": cell.find(f"{name}f") is not None,
            "text": "".join(cell.itertext()),
        }
        for cell in root.iter(f"{name}c")
    ]


def test_sheet__hostile_and_typed_cells__are_text_numbers_and_days() -> None:
    rows = [
        {"words": "=1+1\x01", "euros": "-12.50", "day": "2022-01-31"},
        {"words": "{=cmd}", "euros": None, "day": None},
        {"words": "x" * 40_000, "euros": "0.00", "day": None},
    ]
    content = b"".join(sheet(table(rows)))
    found = cells(content)
    assert not any(cell["formula"] for cell in found)
    assert [cell["text"] for cell in found[:3]] == ["words", "euros", "day"]
    assert [(cell["type"], cell["text"]) for cell in found[4:6]] == [("n", "-12.5"), ("n", "44592")]
    assert content == b"".join(sheet(table(rows)))


def test_sheet__more_rows_than_one_holds__go_on_in_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "MOST_SHEET_ROWS", 2)
    rows = [{"words": str(n), "euros": None, "day": None} for n in range(5)]
    content = b"".join(sheet(table(rows)))
    texts = [
        [cell["text"] for cell in cells(content, f"xl/worksheets/sheet{n}.xml")][3:]
        for n in (1, 2, 3)
    ]
    assert texts == [["0", "1"], ["2", "3"], ["4"]]


def test_features__none_or_some__are_one_collection() -> None:
    assert json.loads(b"".join(feature_collection([])))["features"] == []
    one = {"id": "a", "geometry": None, "properties": {"è": "“"}}
    features = json.loads(b"".join(feature_collection([one, one])))["features"]
    assert features == [{"type": "Feature", **one}] * 2


def test_rows__of_a_file_that_nobody_reads_to_the_end__are_closed() -> None:
    state = []

    def rows() -> Iterator[Mapping[str, Any]]:
        try:
            for number in range(10_000):
                yield {"words": str(number), "euros": None, "day": None}
        finally:
            state.append("closed")

    dataset = table([])
    object.__setattr__(dataset, "rows", rows)
    content = plain_csv(dataset)
    next(content)
    assert not state
    content.close()  # type: ignore[attr-defined]
    assert state == ["closed"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "Statements"}, "no name"),
        ({"name": "statements"}, "two data sets"),
        ({"theme": "MONEY"}, "no theme"),
        ({"frequency": "OFTEN"}, "no frequency"),
        ({"forms": ()}, "one form"),
    ],
)
def test_register__what_no_catalogue_could_say__is_refused(
    change: dict[str, Any], message: str
) -> None:
    before = dict(registered())
    dataset = table([])
    for name, value in change.items():
        object.__setattr__(dataset, name, value)
    with pytest.raises(ValueError, match=message):
        register(dataset)
    assert registered() == before


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ((COLUMNS[0], COLUMNS[0]), "two columns"),
        ((Column("a b", "A", "text", "A."),), "no name for a column"),
        ((Column("a", "A", "money", "A."),), "no kind"),  # type: ignore[arg-type]
        ((Column("a", "", "text", ""),), "a label and a meaning"),
    ],
)
def test_columns__that_say_too_little__are_found(columns: tuple[Column, ...], message: str) -> None:
    assert any(message in fault for fault in faults(table([], columns), columns))
    assert not list(faults(table([]), COLUMNS))
