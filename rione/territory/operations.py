"""Writing the physical tree."""

import hashlib
from collections.abc import Collection
from typing import Any

from django.db import transaction

from rione.core.geo.geometry import bbox, contains

from .models import Complex, Municipality, Photograph, Site, Space, Unit
from .rules.places import SiteData, UnitData, photograph_type


class PlacesRefused(ValueError):
    """Places that cannot be written; the message says which and what to do."""


@transaction.atomic
def put_municipalities(*, collection: dict[str, Any]) -> int:
    """Write the outlines of a GeoJSON FeatureCollection with `istat` and `name`.

    Municipalities already known are brought up to date; none is removed. Returns how many
    the collection holds.
    """
    rows = [
        Municipality(
            istat=feature["properties"]["istat"],
            name=feature["properties"]["name"],
            outline=feature["geometry"],
            bbox=list(bbox(feature["geometry"])),
            attribution=collection.get("attribution", ""),
        )
        for feature in collection["features"]
    ]
    Municipality.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["istat"],
        update_fields=["name", "outline", "bbox", "attribution"],
    )
    return len(rows)


@transaction.atomic
def put_sites(*, sites: Collection[SiteData]) -> int:
    """Make the tree below each given site exactly what is given; other sites stay.

    Raises PlacesRefused when a municipality is unknown or a point lies outside the
    municipality that it names. Returns how many sites were written.
    """
    named = {site.municipality for site in sites}
    known = {row.istat: row for row in Municipality.objects.filter(istat__in=named)}
    for site in sites:
        municipality = known.get(site.municipality)
        if municipality is None:
            raise PlacesRefused(
                f"{site.slug}: municipality {site.municipality} is unknown: use an ISTAT code"
                " of municipalities.geojson"
            )
        if not contains(municipality.outline, site.lon, site.lat):
            raise PlacesRefused(
                f"{site.slug}: {site.lat}, {site.lon} lies outside {municipality.name}:"
                " check that longitude and latitude are not exchanged"
            )
    Site.objects.bulk_create(
        [
            Site(
                slug=s.slug,
                name_it=s.name_it,
                name_en=s.name_en,
                address=s.address,
                municipality=known[s.municipality],
                district=s.district,
                neighbourhood=s.neighbourhood,
                lon=s.lon,
                lat=s.lat,
                precision=s.precision,
                coordinates_from=s.coordinates_from,
            )
            for s in sites
        ],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=[
            "name_it",
            "name_en",
            "address",
            "municipality",
            "district",
            "neighbourhood",
            "lon",
            "lat",
            "precision",
            "coordinates_from",
        ],
    )
    rows = {row.slug: row for row in Site.objects.filter(slug__in=[s.slug for s in sites])}
    _put_below(sites, rows)
    return len(sites)


@transaction.atomic
def remove_sites(*, slugs: Collection[str]) -> int:
    """Remove sites and all that stands on them; returns how many there were."""
    return Site.objects.filter(slug__in=slugs).delete()[1].get("territory.Site", 0)


def _put_below(sites: Collection[SiteData], rows: dict[str, Site]) -> None:
    """Complexes, spaces, units and photographs: replaced by what is given."""
    for model in (Photograph, Unit, Space, Complex):
        model.objects.filter(site__in=rows.values()).delete()
    Complex.objects.bulk_create(
        Complex(
            slug=s.complex_slug,
            site=rows[s.slug],
            name_it=s.complex_name_it,
            name_en=s.complex_name_en,
        )
        for s in sites
        if s.complex_slug
    )
    spaces = Space.objects.bulk_create(
        Space(
            slug=space.slug,
            site=rows[s.slug],
            name_it=space.name_it,
            name_en=space.name_en,
            vocation=space.vocation,
            citation=space.citation,
        )
        for s in sites
        for space in s.spaces
    )
    by_slug = {space.slug: space for space in spaces}
    units = Unit.objects.bulk_create(
        [
            _unit(u, rows[s.slug], by_slug[space.slug])
            for s in sites
            for space in s.spaces
            for u in space.units
        ]
        + [_unit(u, rows[s.slug], None) for s in sites for u in s.units]
    )
    unit_by_slug = {unit.slug: unit for unit in units}
    Photograph.objects.bulk_create(
        Photograph(
            site=rows[s.slug],
            unit=unit_by_slug[photo.unit] if photo.unit else None,
            pair=photo.pair,
            moment=photo.moment,
            image=photo.image,
            media_type=photograph_type(photo.image),
            sha256=hashlib.sha256(photo.image).hexdigest(),
            taken=photo.taken,
            credit=photo.credit,
            alt_it=photo.alt_it,
            alt_en=photo.alt_en,
        )
        for s in sites
        for photo in s.photographs
    )


def _unit(unit: UnitData, site: Site, space: Space | None) -> Unit:
    return Unit(slug=unit.slug, site=site, space=space, label=unit.label, citation=unit.citation)
