"""Maps of places, with the outlines of the municipalities under them."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from rione.core.design import formats
from rione.core.design.maps import MapPoint, MapView
from rione.territory.public import SiteView

from ..queries.shapes import PlaceLine
from . import words

ZOOM_OF_ONE = 11
"""A single place is shown with the municipalities around it."""


def outlines_url() -> str:
    """GeoJSON of the municipalities, of this host."""
    return reverse("api:territory_municipalities")


def sites_map(sites: Iterable[SiteView]) -> MapView:
    """Every place that the documents name; empty when there is none."""
    return MapView(
        id="map",
        title=_("The places of the programme"),
        points=[
            MapPoint(
                lon=site.lon,
                lat=site.lat,
                title=site.name_en if formats.language() == "en" else site.name_it,
                url=reverse("territory:site", args=[site.slug]),
                text=site.address,
            )
            for site in sites
        ],
        outlines_url=outlines_url(),
        height="large",
        list_limit=60,
        list_url=reverse("territory:sites"),
    )


def places_map(places: Iterable[PlaceLine]) -> MapView | None:
    """The places of an action or a project; None without any."""
    points = [
        MapPoint(
            lon=place.lon,
            lat=place.lat,
            title=words.text(place.name),
            url=reverse("territory:site", args=[place.slug]),
            group=words.relation(place.relation),
            text=place.address,
        )
        for place in places
    ]
    if not points:
        return None
    alone = len(points) == 1
    return MapView(
        id="map",
        title=_("Where it is"),
        points=points,
        outlines_url=outlines_url(),
        center=(points[0].lon, points[0].lat) if alone else None,
        zoom=ZOOM_OF_ONE if alone else None,
    )
