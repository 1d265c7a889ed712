import csv
import io
import json
from pathlib import Path

import pytest

from rione.core.notices.kinds import topic_of
from rione.core.opendata.exporting import exports, write
from rione.core.sheets import harmless
from rione.programme import public, queries
from rione.programme.lists.dataset_columns import ART_115
from rione.programme.operations import load_folder

from .factories import STATE, action, amount, small

pytestmark = pytest.mark.django_db


def written(name: str, *, spreadsheet: bool = False) -> str:
    stream = io.BytesIO()
    write(name, stream, spreadsheet=spreadsheet)
    return stream.getvalue().decode()


@pytest.mark.parametrize("name", [name for name in exports() if name.endswith("json")])
def test_export__of_an_empty_database__is_whole(name: str) -> None:
    assert json.loads(written(name)) is not None


def test_export__list_of_operations__has_the_columns_of_the_regulation(milano: None) -> None:
    rows = list(csv.DictReader(io.StringIO(written("list-of-operations.csv"))))
    assert len(rows) == 30
    assert tuple(rows[0])[: len(ART_115)] == tuple(column.name for column in ART_115)
    assert sum(int(float(row["risorse_pon_metro"] or 0) * 100 + 0.5) for row in rows) == 4062587325
    assert {row["paese"] for row in rows} == {"IT"}
    assert {row["spesa_ammissibile_totale"] for row in rows} == {""}
    objects = json.loads(written("list-of-operations.json"))
    assert [one["codice"] for one in objects] == [row["codice"] for row in rows]


def test_export__sites__are_points_with_their_actions(milano: None) -> None:
    collection = json.loads(written("sites.geojson"))
    assert len(collection["features"]) == queries.summary().sites
    for feature in collection["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert 8 < lon < 10 < 45 < lat < 46
        assert feature["properties"]["actions"]


def test_export__summary__is_what_the_page_shows(milano: None) -> None:
    summary = json.loads(written("summary.json"))
    assert summary["as_printed"]["total_cents"] == 5431886535
    assert summary["net"]["total_cents"] == 5150636535


def test_export__formulas__are_neutralised(tmp_path: Path) -> None:
    folder = small(action("MI1.1.1.a", amount("pon_metro", "1,00"), STATE)).replaced(
        "projects/01-uno.yaml", '"Azione MI1.1.1.a"', "\"=HYPERLINK('x')\""
    )
    load_folder(folder=folder.write(tmp_path / "other"))
    assert "'=HYPERLINK" not in written("list-of-operations.csv")
    assert "'=HYPERLINK" in written("list-of-operations.csv", spreadsheet=True)
    assert [harmless(cell) for cell in ("=1", "+1", "-1", "-1+1", "@x", "a=1", 3, None)] == [
        "'=1",
        "'+1",
        "-1",
        "'-1+1",
        "'@x",
        "a=1",
        3,
        None,
    ]


def test_nodes__actions_and_indicators__are_named_in_one_statement(
    milano: None,
    django_assert_num_queries: object,
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        nodes = public.action_nodes(["MI1.1.1.a", "MI4.1.1.a", "MI9.9.9.z"])
    assert set(nodes) == {"MI1.1.1.a", "MI4.1.1.a"}
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert set(public.indicator_nodes(["4.2"])) == {"4.2"}


def test_topic__of_an_action__has_its_title_in_both_languages(milano: None) -> None:
    topic = topic_of("action:MI1.1.1.a")
    assert topic is not None
    assert topic.title_in("it") != topic.title_in("en")
    assert topic.link.path("en") == "/en/actions/MI1.1.1.a/"
    assert topic_of("action:MI9.9.9.z") is None
