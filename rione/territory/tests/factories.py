"""Places for tests: a square municipality and sites in it."""

from typing import Any

from rione.territory.rules.places import SiteData

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[9.0, 45.0], [9.5, 45.0], [9.5, 45.5], [9.0, 45.5], [9.0, 45.0]]],
}


def municipalities(*names: tuple[str, str]) -> dict[str, Any]:
    """A FeatureCollection in which every municipality has the same square outline."""
    return {
        "type": "FeatureCollection",
        "attribution": "made up",
        "features": [
            {"type": "Feature", "properties": {"istat": istat, "name": name}, "geometry": SQUARE}
            for istat, name in names or [("099999", "Borgo Finto")]
        ],
    }


def site(slug: str = "mill", **changes: Any) -> SiteData:
    """A site that can be written; `changes` replaces its fields."""
    values: dict[str, Any] = {
        "slug": slug,
        "name_it": f"Mulino {slug}",
        "name_en": f"Mill {slug}",
        "address": "via Finta 1",
        "municipality": "099999",
        "lon": 9.1,
        "lat": 45.1,
        "precision": "civic",
        "coordinates_from": "made up",
    }
    return SiteData(**(values | changes))
