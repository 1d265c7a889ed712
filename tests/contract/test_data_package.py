"""The files of open data against the description that goes with them."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from frictionless import Package, system

from rione.core.opendata import exporting
from rione.core.opendata.checks import faults
from rione.core.opendata.datasets import registered

pytestmark = pytest.mark.usefixtures("milano")


def written(name: str) -> bytes:
    stream = io.BytesIO()
    exporting.write(name, stream)
    return stream.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Everything that is published, unpacked."""
    with zipfile.ZipFile(io.BytesIO(written("all.zip"))) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    return tmp_path


def errors(folder: Path) -> list[str]:
    """What Frictionless finds wrong in a folder, by kind."""
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    found = report.flatten(["type", "fieldName", "note"])
    return [f"{kind} {field or ''} {note}" for kind, field, note in found]


def test_package__of_milan__is_valid_whole(folder: Path) -> None:
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert {one["name"] for one in described["resources"]} == set(registered())
    assert all((folder / one["path"]).stat().st_size for one in described["resources"])
    assert errors(folder) == []


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (lambda text: text.replace(",IT,", ",,", 1), "constraint-error paese"),
        (lambda text: text.replace("codice,", "code,", 1), "incorrect-label"),
        (lambda text: text + text.splitlines(keepends=True)[-1], "primary-key"),
        (lambda text: text.replace(".00,", ",00 €;", 1), ""),
    ],
    ids=["required", "label", "key", "amount"],
)
def test_package__with_a_bad_file__is_caught(
    folder: Path, spoil: Callable[[str], str], kind: str
) -> None:
    path = folder / "list-of-operations.csv"
    text = path.read_bytes().decode()
    assert spoil(text) != text
    path.write_bytes(spoil(text).encode())
    found = errors(folder)
    assert found
    assert any(one.startswith(kind) for one in found), found


def test_columns__of_every_data_set__are_sound_and_hold_what_they_say() -> None:
    for dataset in registered().values():
        columns = dataset.columns()
        assert not list(faults(dataset, columns))
        names = {column.name for column in columns}
        for row in dataset.rows():
            assert set(row) == names, dataset.name


def test_package__asked_for_by_address__names_whole_addresses(client: Client) -> None:
    response = client.get("/opendata/datapackage.json")
    described = json.loads(b"".join(response))  # type: ignore[arg-type]
    paths = [one["path"] for one in described["resources"]]
    assert "http://127.0.0.1:8000/opendata/statements.csv" in paths
    again = client.get("/opendata/datapackage.json", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_archive__written_twice__is_the_same() -> None:
    assert written("all.zip") == written("all.zip")
    with pytest.raises(ValueError, match="no CSV file"):
        exporting.write("sites.geojson", io.BytesIO(), spreadsheet=True)
