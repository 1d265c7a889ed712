"""The outlines of the metropolitan city's municipalities, as `ops/cut_boundaries.py` left them."""

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).resolve().parents[2] / "data" / "milano" / "municipalities.geojson"
Point = tuple[float, float]


@pytest.fixture(scope="module")
def outlines() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text("utf-8")))


def rings(outlines: dict[str, Any]) -> Iterator[tuple[str, int, list[Point]]]:
    """Name, place in its polygon and points of every ring."""
    for feature in outlines["features"]:
        for polygon in feature["geometry"]["coordinates"]:
            for index, ring in enumerate(polygon):
                yield feature["properties"]["name"], index, [(x, y) for x, y in ring]


def doubled_area(ring: list[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))


def side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def crosses(a: Point, b: Point, c: Point, d: Point) -> bool:
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def test_file__as_shipped__is_small_and_says_whose_it_is(outlines: dict[str, Any]) -> None:
    assert FILE.stat().st_size <= 300_000
    assert "ISTAT" in outlines["attribution"]
    assert "CC BY 4.0" in outlines["attribution"]


def test_municipalities__of_the_metropolitan_city__are_all_here(outlines: dict[str, Any]) -> None:
    names = {f["properties"]["istat"]: f["properties"]["name"] for f in outlines["features"]}
    assert len(names) == len(outlines["features"]) == len(set(names.values())) == 133
    assert names["015146"] == "Milano"
    assert all(len(code) == 6 and code.startswith("015") for code in names)
    assert {f["geometry"]["type"] for f in outlines["features"]} == {"MultiPolygon"}


def test_rings__each__are_closed_simple_and_turn_the_right_way(outlines: dict[str, Any]) -> None:
    for name, index, ring in rings(outlines):
        assert len(ring) >= 4, name
        assert ring[0] == ring[-1], name
        assert len(set(ring)) == len(ring) - 1, name
        assert (doubled_area(ring) > 0) == (index == 0), name
        edges = list(itertools.pairwise(ring))
        for i, (a, b) in enumerate(edges):
            assert not any(crosses(a, b, c, d) for c, d in edges[i + 1 :]), name


def test_points__each__lie_around_milan_with_five_decimals(outlines: dict[str, Any]) -> None:
    for name, _, ring in rings(outlines):
        for lon, lat in ring:
            assert 8.7 < lon < 9.6, name
            assert 45.1 < lat < 45.7, name
            assert (round(lon, 5), round(lat, 5)) == (lon, lat), name


def test_neighbours__along_a_common_border__share_it_exactly(outlines: dict[str, Any]) -> None:
    edges = Counter(edge for _, _, ring in rings(outlines) for edge in itertools.pairwise(ring))
    assert set(edges.values()) == {1}  # twice the same way would be an overlap
    border = [(a, b) for a, b in edges if (b, a) not in edges]
    # What no neighbour shares is the outline of the whole: it closes, and holds the same area.
    assert Counter(a for a, _ in border) == Counter(b for _, b in border)
    whole = sum(a[0] * b[1] - b[0] * a[1] for a, b in border)
    parts = sum(doubled_area(ring) for _, _, ring in rings(outlines))
    assert whole == pytest.approx(parts, rel=1e-9)
    for i, (a, b) in enumerate(border):
        assert not any(crosses(a, b, c, d) for c, d in border[i + 1 :])
