"""Reading the physical tree. Every function says how many SQL statements it takes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Max

from rione.core.selfcheck import Finding
from rione.core.sitemap import Entry

from .models import Complex, Municipality, Photograph, Site, Space, Unit


@dataclass(frozen=True)
class PhotographView:
    """A picture without its bytes; `moment` is before or after."""

    pk: int
    pair: int
    moment: str
    taken: str
    credit: str
    alt_it: str
    alt_en: str


@dataclass(frozen=True)
class SpaceView:
    """A space with the labels of its units."""

    slug: str
    name_it: str
    name_en: str
    vocation: str
    citation: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class SiteView:
    """A site with what stands on it; coordinates in WGS84 degrees."""

    slug: str
    name_it: str
    name_en: str
    address: str
    municipality: str
    municipality_istat: str
    district: int | None
    neighbourhood: str
    lon: float
    lat: float
    precision: str
    coordinates_from: str
    complexes: tuple[tuple[str, str], ...] = ()
    spaces: tuple[SpaceView, ...] = ()
    units: tuple[str, ...] = ()
    photographs: tuple[PhotographView, ...] = ()


@dataclass
class _Below:
    """What stands on one site, while it is being gathered."""

    complexes: list[tuple[str, str]] = field(default_factory=list)
    spaces: list[SpaceView] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    photographs: list[PhotographView] = field(default_factory=list)


def sites(slugs: Collection[str] | None = None) -> list[SiteView]:
    """Sites by name, all of them or those asked for, without what stands on them. One SQL."""
    rows = Site.objects.select_related("municipality").defer("municipality__outline")
    if slugs is not None:
        rows = rows.filter(slug__in=slugs)
    return [_view(row, _Below()) for row in rows.order_by("name_it", "slug")]


def municipality_names() -> dict[str, str]:
    """Names of municipalities by ISTAT code. One SQL."""
    return dict(Municipality.objects.values_list("istat", "name"))


def site(slug: str) -> SiteView | None:
    """One site with its complexes, spaces, units and photographs, or None. Five SQL."""
    row = (
        Site.objects.select_related("municipality")
        .defer("municipality__outline")
        .filter(slug=slug)
        .first()
    )
    if row is None:
        return None
    units = list(Unit.objects.filter(site=row).order_by("label", "slug"))
    below = _Below(
        complexes=list(Complex.objects.filter(site=row).values_list("name_it", "name_en")),
        spaces=[
            SpaceView(
                slug=space.slug,
                name_it=space.name_it,
                name_en=space.name_en,
                vocation=space.vocation,
                citation=space.citation,
                units=tuple(u.label for u in units if u.space_id == space.pk),
            )
            for space in Space.objects.filter(site=row).order_by("name_it", "slug")
        ],
        units=[u.label for u in units if u.space_id is None],
        photographs=[
            PhotographView(p.pk, p.pair, p.moment, p.taken, p.credit, p.alt_it, p.alt_en)
            for p in Photograph.objects.filter(site=row).defer("image").order_by("pair", "-moment")
        ],
    )
    return _view(row, below)


def photographs(slugs: Collection[str]) -> dict[str, list[PhotographView]]:
    """Pictures of several sites without their bytes, by slug of the site. One SQL."""
    found: dict[str, list[PhotographView]] = {}
    rows = Photograph.objects.filter(site__slug__in=slugs).defer("image").select_related("site")
    for row in rows.order_by("site__slug", "pair", "-moment"):
        found.setdefault(row.site.slug, []).append(
            PhotographView(
                row.pk, row.pair, row.moment, row.taken, row.credit, row.alt_it, row.alt_en
            )
        )
    return found


def spaces(slugs: Collection[str]) -> list[tuple[Space, str]]:
    """Spaces asked for, each with the slug of its site. One SQL."""
    rows = Space.objects.select_related("site").filter(slug__in=slugs).order_by("slug")
    return [(row, row.site.slug) for row in rows]


def photograph(pk: int) -> Photograph | None:
    """A picture with its bytes, or None. One SQL."""
    return Photograph.objects.filter(pk=pk).first()


def outlines() -> dict[str, Any]:
    """All municipalities as a GeoJSON FeatureCollection with its attribution. One SQL."""
    rows = list(Municipality.objects.order_by("istat"))
    return {
        "type": "FeatureCollection",
        "attribution": rows[0].attribution if rows else "",
        "features": [
            {
                "type": "Feature",
                "properties": {"istat": row.istat, "name": row.name},
                "bbox": row.bbox,
                "geometry": row.outline,
            }
            for row in rows
        ],
    }


def public_pages() -> Iterator[Entry]:
    """The list of places and the page of each, for search engines. One SQL."""
    yield Entry("territory:sites")
    for slug in Site.objects.order_by("slug").values_list("slug", flat=True):
        yield Entry("territory:site", (slug,))


def check_tree() -> list[Finding]:
    """Units of a space stand on the space's own site. Two SQL."""
    strays = Unit.objects.filter(space__isnull=False).exclude(site=F("space__site")).count()
    newest = Site.objects.aggregate(last=Max("pk"))["last"]
    return [
        Finding(
            "territory: every unit stands on the site of its space",
            ok=strays == 0,
            detail=f"{strays} units elsewhere" if strays else f"checked up to site {newest or 0}",
        )
    ]


def _view(row: Site, below: _Below) -> SiteView:
    return SiteView(
        slug=row.slug,
        name_it=row.name_it,
        name_en=row.name_en,
        address=row.address,
        municipality=row.municipality.name,
        municipality_istat=row.municipality_id,
        district=row.district,
        neighbourhood=row.neighbourhood,
        lon=row.lon,
        lat=row.lat,
        precision=row.precision,
        coordinates_from=row.coordinates_from,
        complexes=tuple(below.complexes),
        spaces=tuple(below.spaces),
        units=tuple(below.units),
        photographs=tuple(below.photographs),
    )
