"""A map that is first of all a list.

The list of places is in the page and works alone; the script draws the map from the same data,
over the outlines of the municipalities served by this host. Coordinates are WGS 84 degrees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.utils.html import json_script
from django.utils.safestring import SafeString

from . import formats

SHAPES = ("circle", "square", "triangle", "diamond", "pentagon", "cross")
LIST_LIMIT = 500
"""Places listed in the page by default; the map itself takes thousands, gathered in groups."""


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A place. `group`: the legend's label (kind of place, state…); `text`: one short line."""

    lon: float
    lat: float
    title: Any
    url: str = ""
    group: str = ""
    text: Any = ""

    def __post_init__(self) -> None:
        if not (-180 <= self.lon <= 180 and -90 <= self.lat <= 90):
            raise ValueError(f"{self.title!r}: longitude or latitude out of range")


@dataclass(frozen=True, slots=True)
class MapView:
    """A map and its list.

    `id`: unique in the page, letters and hyphens. `title`: its accessible name. `outlines_url`:
    GeoJSON (polygons with a `name` property) of this host, drawn under the places, with
    `outlines_attribution` (default `settings.MAP_OUTLINES_ATTRIBUTION`) printed below. Without
    `center` (lon, lat) and `zoom` (0–19) it fits the places, else the outlines.
    `groups` fixes order and shapes of the legend (default: order of appearance, at most six,
    the rest share the last shape). The list shows `list_limit` places, then `list_url` leads on.
    """

    id: str
    title: Any
    points: Sequence[MapPoint] = ()
    outlines_url: str = ""
    outlines_attribution: str = ""
    center: tuple[float, float] | None = None
    zoom: int | None = None
    height: Literal["small", "medium", "large"] = "medium"
    groups: tuple[str, ...] = ()
    list_limit: int = LIST_LIMIT
    list_url: str = ""
    list_open: bool = False
    note: str = ""

    def legend(self) -> list[dict[str, Any]]:
        """Label, shape, number of places of each group that has a name."""
        names = list(self.groups)
        for point in self.points:
            if point.group and point.group not in names:
                names.append(point.group)
        counts: dict[str, int] = {}
        for point in self.points:
            counts[point.group] = counts.get(point.group, 0) + 1
        last = len(SHAPES) - 1
        return [
            {
                "label": name,
                "index": min(place, last) + 1,
                "shape": SHAPES[min(place, last)],
                "count": counts.get(name, 0),
            }
            for place, name in enumerate(names)
        ]


def map_data(view: MapView) -> dict[str, Any]:
    """What the script reads: plain text only, shapes by group."""
    index = {entry["label"]: entry["index"] for entry in view.legend()}
    return {
        "points": [
            [
                round(point.lon, 6),
                round(point.lat, 6),
                formats.plain(point.title),
                formats.safe_url(point.url),
                index.get(point.group, 1),
                formats.plain(point.text),
                point.group,
            ]
            for point in view.points
        ],
        "outlines": view.outlines_url,
        "center": view.center,
        "zoom": view.zoom,
        "tiles": getattr(settings, "MAP_TILES_URL", ""),
        "attribution": getattr(settings, "MAP_TILES_ATTRIBUTION", ""),
    }


def data_element(view: MapView) -> SafeString:
    """The data as `<script type="application/json">`, escaped; browsers never run it."""
    return json_script(map_data(view), f"{view.id}-data")
