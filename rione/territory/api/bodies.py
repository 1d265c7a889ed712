"""Bodies of the territory's answers. Coordinates are WGS84 degrees, longitude first in GeoJSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rione.core.thread.queries import LinkView
from rione.territory.queries import PhotographView, SiteView, SpaceView


@dataclass(frozen=True, slots=True)
class BothLanguages:
    it: str
    en: str


@dataclass(frozen=True, slots=True)
class MunicipalityRef:
    istat: str
    name: str


@dataclass(frozen=True, slots=True)
class MunicipalityFeature:
    type: Literal["Feature"]
    properties: MunicipalityRef
    bbox: tuple[float, ...]
    geometry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MunicipalityCollection:
    """RFC 7946; `attribution` names the source of the outlines and its licence."""

    type: Literal["FeatureCollection"]
    attribution: str
    features: tuple[MunicipalityFeature, ...]


@dataclass(frozen=True, slots=True)
class SiteProperties:
    """`precision` of the point: civic, street, area or point; `coordinates_from` its source."""

    slug: str
    name: BothLanguages
    address: str
    municipality: MunicipalityRef
    district: int | None
    neighbourhood: str
    precision: str
    coordinates_from: str


@dataclass(frozen=True, slots=True)
class Point:
    type: Literal["Point"]
    coordinates: tuple[float, float]


@dataclass(frozen=True, slots=True)
class SiteFeature:
    type: Literal["Feature"]
    id: str
    geometry: Point
    properties: SiteProperties


@dataclass(frozen=True, slots=True)
class SiteCollection:
    """RFC 7946: every site as a point."""

    type: Literal["FeatureCollection"]
    features: tuple[SiteFeature, ...]


@dataclass(frozen=True, slots=True)
class SpaceBody:
    """A room or set of rooms used as one; `vocation` is empty when no document says."""

    slug: str
    name: BothLanguages
    vocation: str
    citation: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhotographBody:
    """One picture of a before/after pair."""

    pair: int
    moment: str
    taken: str
    credit: str
    alt: BothLanguages


@dataclass(frozen=True, slots=True)
class LinkBody:
    """A link of the thread: this site → `kind` `key` (`outward`), or the other way round."""

    relation: str
    outward: bool
    kind: str
    key: str
    since: date | None
    until: date | None
    citation: str
    note: BothLanguages


@dataclass(frozen=True, slots=True)
class SiteBody:
    """A site, what stands on it, and what pays for it, serves it or counts it."""

    slug: str
    name: BothLanguages
    address: str
    municipality: MunicipalityRef
    district: int | None
    neighbourhood: str
    lon: float
    lat: float
    precision: str
    coordinates_from: str
    complexes: tuple[BothLanguages, ...]
    spaces: tuple[SpaceBody, ...]
    units: tuple[str, ...]
    photographs: tuple[PhotographBody, ...]
    links: tuple[LinkBody, ...]


def site_feature(view: SiteView) -> SiteFeature:
    return SiteFeature(
        type="Feature",
        id=view.slug,
        geometry=Point("Point", (view.lon, view.lat)),
        properties=SiteProperties(
            slug=view.slug,
            name=BothLanguages(view.name_it, view.name_en),
            address=view.address,
            municipality=MunicipalityRef(view.municipality_istat, view.municipality),
            district=view.district,
            neighbourhood=view.neighbourhood,
            precision=view.precision,
            coordinates_from=view.coordinates_from,
        ),
    )


def site_body(view: SiteView, links: Iterable[LinkView]) -> SiteBody:
    return SiteBody(
        slug=view.slug,
        name=BothLanguages(view.name_it, view.name_en),
        address=view.address,
        municipality=MunicipalityRef(view.municipality_istat, view.municipality),
        district=view.district,
        neighbourhood=view.neighbourhood,
        lon=view.lon,
        lat=view.lat,
        precision=view.precision,
        coordinates_from=view.coordinates_from,
        complexes=tuple(BothLanguages(it, en) for it, en in view.complexes),
        spaces=tuple(_space(space) for space in view.spaces),
        units=view.units,
        photographs=tuple(_photograph(photo) for photo in view.photographs),
        links=tuple(_link(link) for link in links),
    )


def _space(view: SpaceView) -> SpaceBody:
    name = BothLanguages(view.name_it, view.name_en)
    return SpaceBody(view.slug, name, view.vocation, view.citation, view.units)


def _photograph(view: PhotographView) -> PhotographBody:
    alt = BothLanguages(view.alt_it, view.alt_en)
    return PhotographBody(view.pair, view.moment, view.taken, view.credit, alt)


def _link(view: LinkView) -> LinkBody:
    return LinkBody(
        relation=view.relation,
        outward=view.outward,
        kind=view.other.kind,
        key=view.other.key,
        since=view.since,
        until=view.until,
        citation=view.citation,
        note=BothLanguages(view.note_it, view.note_en),
    )
