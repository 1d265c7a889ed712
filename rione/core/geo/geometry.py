"""Plain geography: WGS84 degrees, GeoJSON geometries as dictionaries, metres for distances."""

from collections.abc import Iterator
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Any

EARTH_RADIUS_M = 6_371_008.8

# south-west longitude and latitude, north-east longitude and latitude
BBox = tuple[float, float, float, float]


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance in metres (haversine); within 0.5 % of the ellipsoid's."""
    phi1, phi2 = radians(lat1), radians(lat2)
    half = sin((phi2 - phi1) / 2) ** 2
    half += cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))


def positions(geometry: dict[str, Any]) -> Iterator[tuple[float, float]]:
    """Every (lon, lat) of a GeoJSON geometry, whatever its type."""
    stack: list[Any] = [geometry["coordinates"]]
    while stack:
        item = stack.pop()
        if item and isinstance(item[0], int | float):
            yield float(item[0]), float(item[1])
        else:
            stack.extend(item)


def bbox(geometry: dict[str, Any]) -> BBox:
    """The bounding box of a GeoJSON geometry; ValueError when it has no position."""
    points = list(positions(geometry))
    if not points:
        raise ValueError("the geometry has no position")
    lons, lats = zip(*points, strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def contains(geometry: dict[str, Any], lon: float, lat: float) -> bool:
    """Whether a Polygon or MultiPolygon contains a point (even-odd rule, holes respected)."""
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    elif geometry["type"] != "MultiPolygon":
        raise ValueError(f"a {geometry['type']} contains no point")
    return any(sum(_crossings(ring, lon, lat) for ring in polygon) % 2 == 1 for polygon in polygons)


def _crossings(ring: list[list[float]], lon: float, lat: float) -> int:
    """How often a ray to the east of the point crosses the ring."""
    count = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            count += 1
    return count
