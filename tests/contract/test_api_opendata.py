"""The files below /opendata/: form, content, caching."""

import csv
import io
import json
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rione.core.opendata.datasets import CSV, registered
from rione.core.scope.tests.statements import own_statements
from rione.core.sheets import csv_lines, json_lines

pytestmark = pytest.mark.usefixtures("milano")

NAMES = sorted(name for name, one in registered().items() if one.form("csv") is CSV)


def body(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response.streaming
    return b"".join(response)  # type: ignore[arg-type]


def table(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    reader = csv.DictReader(
        io.StringIO(content.decode(), newline=""), delimiter=delimiter, strict=True
    )
    return list(reader)


def test_exports__the_list_of_operations__is_one_of_them() -> None:
    assert "list-of-operations" in NAMES
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_file__csv_and_json__hold_the_same_rows(client: Client, name: str) -> None:
    content = body(client, f"/opendata/{name}.csv")
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"").replace(b'"', b"") or b'"' in content
    rows = table(content)
    objects = json.loads(body(client, f"/opendata/{name}.json"))
    assert len(rows) == len(objects)
    for row, item in zip(rows, objects, strict=True):
        assert list(row) == list(item)
        for key, value in item.items():
            assert row[key] == ("" if value is None else str(value)), key


@pytest.mark.parametrize("name", NAMES)
def test_file__for_spreadsheets__has_mark_and_semicolons(client: Client, name: str) -> None:
    content = body(client, f"/opendata/{name}.csv?for=spreadsheet")
    assert content.startswith(b"\xef\xbb\xbf")
    assert len(table(content[3:], ";")) == len(table(body(client, f"/opendata/{name}.csv")))


@pytest.mark.parametrize("form", ["csv", "json"])
def test_file__headers__name_the_file_and_its_version(client: Client, form: str) -> None:
    path = f"/opendata/list-of-operations.{form}"
    response = client.get(path)
    assert b"".join(response)  # type: ignore[arg-type]
    assert response["Content-Disposition"] == f'attachment; filename="list-of-operations.{form}"'
    kind = "text/csv" if form == "csv" else "application/json"
    assert response["Content-Type"].startswith(f"{kind}; charset=utf-8")
    with CaptureQueriesContext(connection) as asked:
        again = client.get(path, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert len(own_statements(asked.captured_queries)) == 1


def test_file__list_of_operations__sums_to_the_programme(client: Client) -> None:
    rows = table(body(client, "/opendata/list-of-operations.csv"))
    assert len(rows) == 30
    sums = {
        name: sum(Decimal(row[name] or "0") for row in rows)
        for name in rows[0]
        if all(re.fullmatch(r"-?\d+(\.\d\d)?|", row[name]) for row in rows)
    }
    assert Decimal("40625873.25") in sums.values() or Decimal(4062587325) in sums.values()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/opendata/no-such-set.csv", 404),
        ("/opendata/list-of-operations.xml", 404),
        ("/opendata/", 404),
        ("/opendata/list-of-operations.csv?for=excel", 422),
        ("/opendata/list-of-operations.csv?language=it", 422),
        ("/opendata/list-of-operations.json?for=spreadsheet", 422),
        ("/opendata/list-of-operations.csv?for=%00", 400),
    ],
)
def test_file__that_cannot_be_given__is_a_problem(client: Client, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"


def test_csv__hostile_cells__are_quoted_and_in_spreadsheets_harmless() -> None:
    row = {"a": 'x,"y"\r\nz;', "b": None, "c": "=1+1", "d": -3}
    plain = "".join(csv_lines(row, [row]))
    assert plain == 'a,b,c,d\r\n"x,""y""\r\nz;",,=1+1,-3\r\n'
    sheet = "".join(csv_lines(row, [row], spreadsheet=True))
    assert sheet.endswith(";;'=1+1;-3\r\n")


def test_json__no_rows__is_an_empty_array() -> None:
    assert json.loads("".join(json_lines([]))) == []
    assert json.loads("".join(json_lines([{"è": None}]))) == [{"è": None}]
