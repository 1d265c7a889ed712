"""The programme's places and links, handed to the territory and to the thread."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from rione.core.periods import PartialDate
from rione.core.thread.operations import LinkData, put_links
from rione.territory import public as territory

from ..rules.catalogue import Catalogue, LinkEntry, PictureEntry, SiteEntry, UnitEntry
from ..rules.problems import LoadRefused, Problem
from .reading import OUTLINES, Folder

PLACES = "places.yaml"


@dataclass(frozen=True)
class Places:
    """What the folder says about places, checked as far as can be without the database."""

    outlines: dict[str, Any] | None
    sites: tuple[territory.SiteData, ...]
    links: tuple[LinkData, ...]


def check_places(content: Folder, catalogue: Catalogue) -> Places:
    """Read outlines and photographs; LoadRefused for those that are none."""
    problems: list[Problem] = []
    outlines = None
    if OUTLINES in content.binaries:
        try:
            outlines = _outlines(content.binaries[OUTLINES])
        except (ValueError, KeyError, TypeError) as error:
            problems.append(
                Problem(OUTLINES, 0, "", f"is no set of outlines ({error})", "export it again")
            )
    sites = []
    for entry in catalogue.places.sites:
        pictures = []
        for index, moment, picture in _pictures(entry):
            where = f"{entry.slug}.photographs[{index - 1}].{moment}"
            try:
                image = content.binaries[picture.file]
                territory.photograph_type(image)
            except KeyError:
                message = f"photograph {picture.file} is missing"
                problems.append(Problem(PLACES, 0, where, message, "add the file"))
            except ValueError as error:
                message, _, remedy = str(error).partition(": ")
                problems.append(Problem(picture.file, 0, "", message, remedy or "replace it"))
            else:
                pictures.append(_photograph(index, moment, picture, image))
        sites.append(_site(entry, tuple(pictures)))
    if problems:
        raise LoadRefused(problems)
    return Places(outlines, tuple(sites), tuple(_links(catalogue)))


def put_places(places: Places, catalogue: Catalogue, before: Catalogue | None) -> None:
    """Write outlines, sites and links; sites that the programme no longer names are removed.

    LoadRefused when the territory refuses one (unknown municipality, point outside it).
    """
    try:
        if places.outlines is not None:
            territory.put_municipalities(collection=places.outlines)
        slugs = {site.slug for site in places.sites}
        gone = {site.slug for site in before.places.sites} - slugs if before else set()
        if gone:
            territory.remove_sites(slugs=gone)
        territory.put_sites(sites=places.sites)
    except territory.PlacesRefused as error:
        slug, _, rest = str(error).partition(": ")
        message, _, remedy = rest.partition(": ")
        problem = Problem(PLACES, 0, slug, message or str(error), remedy or "correct the place")
        raise LoadRefused([problem]) from None
    put_links(owner=f"programme:{catalogue.programme.code}", links=places.links)


def _outlines(content: bytes) -> dict[str, Any]:
    collection: dict[str, Any] = json.loads(content)
    if collection["type"] != "FeatureCollection":
        raise ValueError("not a FeatureCollection")
    for feature in collection["features"]:
        if not feature["properties"]["istat"] or not feature["properties"]["name"]:
            raise ValueError("a feature without istat and name")
        if feature["geometry"]["type"] not in ("Polygon", "MultiPolygon"):
            raise ValueError("an outline that is no polygon")
    return collection


def _pictures(entry: SiteEntry) -> Iterator[tuple[int, str, PictureEntry]]:
    for index, pair in enumerate(entry.photographs, start=1):
        for moment, picture in (("before", pair.before), ("after", pair.after)):
            if picture is not None:
                yield index, moment, picture


def _photograph(
    index: int, moment: str, picture: PictureEntry, image: bytes
) -> territory.PhotographData:
    return territory.PhotographData(
        pair=index,
        moment=moment,
        image=image,
        taken=picture.taken or "",
        credit=picture.credit,
        alt_it=picture.alt.it,
        alt_en=picture.alt.en,
    )


def _site(
    entry: SiteEntry, photographs: tuple[territory.PhotographData, ...]
) -> territory.SiteData:
    building = entry.building_complex
    return territory.SiteData(
        slug=entry.slug,
        name_it=entry.name.it,
        name_en=entry.name.en,
        address=entry.address,
        municipality=entry.municipality,
        lon=entry.lon,
        lat=entry.lat,
        precision=entry.precision,
        coordinates_from=entry.coordinates_from,
        district=entry.district,
        neighbourhood=entry.neighbourhood,
        complex_slug=building.slug if building else "",
        complex_name_it=building.name.it if building else "",
        complex_name_en=building.name.en if building else "",
        spaces=tuple(
            territory.SpaceData(
                slug=space.slug,
                name_it=space.name.it,
                name_en=space.name.en,
                vocation=space.vocation or "",
                citation=space.source or "",
                units=_units(space.units),
            )
            for space in entry.spaces
        ),
        units=_units(entry.units),
        photographs=photographs,
    )


def _units(entries: Iterable[UnitEntry]) -> tuple[territory.UnitData, ...]:
    return tuple(territory.UnitData(u.slug, u.label, u.source or "") for u in entries)


def _links(catalogue: Catalogue) -> Iterator[LinkData]:
    for site in catalogue.places.sites:
        for link in site.links:
            yield _link("site", site.slug, link)
    for project in catalogue.projects:
        for action in project.actions:
            for link in action.links:
                yield _link("action", action.code, link)


def _link(kind: str, key: str, link: LinkEntry) -> LinkData:
    to_kind, _, to_key = link.to.partition(":")
    return LinkData(
        from_kind=kind,
        from_key=key,
        relation=link.relation,
        to_kind=to_kind,
        to_key=to_key,
        since=_day(link.since, last=False),
        until=_day(link.until, last=True),
        citation=link.source or "",
        note_it=link.note.it if link.note else "",
        note_en=link.note.en if link.note else "",
    )


def _day(text: str | None, *, last: bool) -> date | None:
    if text is None:
        return None
    when = PartialDate.parse(text)
    return when.last_day() if last else when.first_day()
