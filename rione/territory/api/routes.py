"""`/api/territory/v1/…`: municipalities and sites for maps and programs."""

from django.http import HttpRequest, HttpResponse

from rione.core.access import PUBLIC
from rione.core.api import Routes, known_by, not_found
from rione.core.thread.queries import links_of
from rione.territory import queries

from . import outlines
from .bodies import (
    MunicipalityCollection,
    SiteBody,
    SiteCollection,
    site_body,
    site_feature,
)
from .version import outlines_version, sites_version

router = Routes()


@router.read(
    "/municipalities.geojson",
    body=MunicipalityCollection,
    access=PUBLIC,
    name="territory_municipalities",
    summary="Outlines of the municipalities",
    version=outlines_version,
    max_age=300,
    media_type=outlines.GEOJSON,
)
def municipalities(request: HttpRequest) -> HttpResponse:
    """GeoJSON (RFC 7946); the source and licence of the outlines are in `attribution`."""
    return outlines.respond(request, outlines_version())


@router.read(
    "/sites.geojson",
    body=SiteCollection,
    access=PUBLIC,
    name="territory_sites",
    summary="Sites that the programme pays for or serves, as points",
    version=sites_version,
    media_type=outlines.GEOJSON,
)
def sites(request: HttpRequest) -> SiteCollection:
    """GeoJSON (RFC 7946)."""
    return SiteCollection("FeatureCollection", tuple(site_feature(v) for v in queries.sites()))


@router.read(
    "/sites/{slug}",
    body=SiteBody,
    access=PUBLIC,
    name="territory_site",
    summary="One site, what stands on it, and what it is linked to",
    version=sites_version,
    missing=True,
)
def site(
    request: HttpRequest, slug: str = known_by("cascina-de-lemene", "Slug of the site.")
) -> SiteBody:
    found = queries.site(slug)
    if found is None:
        raise not_found("There is no site of that slug.")
    return site_body(found, links_of("site", [slug])[slug])
