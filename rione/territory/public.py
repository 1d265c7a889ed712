"""What other contexts may call of the territory."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import get_language

from rione.core.thread.queries import Node

from .operations import PlacesRefused, put_municipalities, put_sites, remove_sites
from .queries import (
    PhotographView,
    SiteView,
    municipality_names,
    outlines,
    photographs,
    sites,
    spaces,
)
from .rules.places import (
    MAX_PHOTOGRAPH_BYTES,
    PhotographData,
    SiteData,
    SpaceData,
    UnitData,
    photograph_type,
)

__all__ = [
    "MAX_PHOTOGRAPH_BYTES",
    "PhotographData",
    "PhotographView",
    "PlacesRefused",
    "SiteData",
    "SiteView",
    "SpaceData",
    "UnitData",
    "municipality_names",
    "outlines",
    "photograph_type",
    "photographs",
    "put_municipalities",
    "put_sites",
    "remove_sites",
    "site_nodes",
    "sites",
    "space_nodes",
]


def site_nodes(slugs: Collection[str]) -> dict[str, Node]:
    """Sites as ends of links, in the active language. One SQL."""
    return {
        view.slug: Node(
            kind="site",
            key=view.slug,
            title=view.name_en if get_language() == "en" else view.name_it,
            url=reverse("territory:site", args=[view.slug]),
            detail=view.address,
        )
        for view in sites(slugs)
    }


def space_nodes(slugs: Collection[str]) -> dict[str, Node]:
    """Spaces as ends of links, in the active language; they show on their site's page. One SQL."""
    return {
        space.slug: Node(
            kind="space",
            key=space.slug,
            title=space.name_en if get_language() == "en" else space.name_it,
            url=reverse("territory:site", args=[site_slug]) + f"#{space.slug}",
        )
        for space, site_slug in spaces(slugs)
    }
