"""Places as the pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from rione.core.design import formats
from rione.core.design.figures import Crumb
from rione.core.design.filters import Choice, Facet, Filters
from rione.core.design.maps import MapPoint, MapView
from rione.core.design.tables import Cell, Column, DataTable, TableState
from rione.core.thread.queries import LinkView

from ..queries import PhotographView, SiteView
from . import words

PER_PAGE = 50
ZOOM_OF_ONE = 11


@dataclass(frozen=True, slots=True)
class Tie:
    """One link of the thread, seen from the place."""

    title: str
    url: str
    detail: str
    when: str
    note: str
    place: str


def name(view: SiteView) -> str:
    """The place in the reader's language."""
    return (view.name_en if formats.language() == "en" else view.name_it) or view.name_it


def same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def where(view: SiteView) -> str:
    """Municipality and district on one line."""
    parts = [view.municipality]
    if view.district:
        parts.append(f"Municipio {view.district}")
    return ", ".join(parts)


def outlines_url() -> str:
    return reverse("api:territory_municipalities")


def columns() -> tuple[Column, ...]:
    return (
        Column("name", _("Place"), heading=True, sortable=True),
        Column("address", _("Address")),
        Column("where", _("Municipality and district")),
        Column("neighbourhood", _("Neighbourhood"), secondary=True),
    )


def form(query: QueryDict, views: Iterable[SiteView]) -> Filters:
    """Search, municipality (when there are several) and district."""
    municipalities: dict[str, list[Any]] = {}
    districts: dict[int, int] = {}
    for view in views:
        entry = municipalities.setdefault(view.municipality_istat, [view.municipality, 0])
        entry[1] += 1
        if view.district:
            districts[view.district] = districts.get(view.district, 0) + 1
    facets = []
    if len(municipalities) > 1:
        facets.append(
            Facet(
                "municipality",
                _("Municipality"),
                [Choice(code, title, n) for code, (title, n) in sorted(municipalities.items())],
            )
        )
    if districts:
        facets.append(
            Facet(
                "district",
                _("District of Milan"),
                [Choice(str(d), f"Municipio {d}", n) for d, n in sorted(districts.items())],
            )
        )
    return Filters(
        query=query,
        facets=facets,
        search_label=_("Search among the places"),
        action=reverse("territory:sites"),
    )


def chosen(views: Sequence[SiteView], filters: Filters) -> list[SiteView]:
    """The places that pass the filters; words may stand in name, address or neighbourhood."""
    found = []
    municipalities, districts = filters.chosen("municipality"), filters.chosen("district")
    sought = filters.search.casefold().split()
    for view in views:
        text = " ".join(
            (view.name_it, view.name_en, view.address, view.neighbourhood, view.municipality)
        ).casefold()
        if (
            (not municipalities or view.municipality_istat in municipalities)
            and (not districts or str(view.district) in districts)
            and all(word in text for word in sought)
        ):
            found.append(view)
    return found


def table(views: Sequence[SiteView], state: TableState) -> DataTable:
    """One page of the places by name."""
    ordered = sorted(views, key=lambda view: name(view).casefold(), reverse=state.descending)
    state = state.clamped(len(ordered))
    return DataTable(
        caption=_("Places"),
        caption_hidden=True,
        columns=columns(),
        rows=[
            {
                "name": Cell(name(view), url=reverse("territory:site", args=[view.slug])),
                "address": Cell(
                    "" if same(view.address, view.name_it) else view.address, lang="it"
                ),
                "where": where(view),
                "neighbourhood": Cell(view.neighbourhood, lang="it"),
            }
            for view in state.slice(ordered)
        ],
        total=len(ordered),
        state=state,
        noun=_("place") if len(ordered) == 1 else _("places"),
        empty_title=_("No place matches"),
        empty_text=_("Take a filter away, or try fewer or other words."),
        id="sites",
    )


def map_of(views: Iterable[SiteView], ident: str = "map", title: str = "") -> MapView:
    """The places on the outlines of the municipalities."""
    return MapView(
        id=ident,
        title=title or _("The places on the map"),
        points=[
            MapPoint(
                view.lon,
                view.lat,
                name(view),
                reverse("territory:site", args=[view.slug]),
                text=view.address,
            )
            for view in views
        ],
        outlines_url=outlines_url(),
        height="large",
        list_limit=100,
    )


def place(view: SiteView, links: dict[str, list[LinkView]]) -> dict[str, Any]:
    """Everything that `territory/site.html` shows. `links`: by slug of the site and its spaces."""
    groups: dict[str, list[Tie]] = {}
    names = {view.slug: ""}
    names |= {s.slug: s.name_en if formats.language() == "en" else s.name_it for s in view.spaces}
    for key, found in links.items():
        for link in found:
            title = words.relation(link.relation, link.outward)
            tie = _tie(link, names.get(key, ""))
            if tie not in groups.setdefault(title, []):
                groups[title].append(tie)
    map_view = replace(
        map_of([view], title=_("Where it is")),
        center=(view.lon, view.lat),
        zoom=ZOOM_OF_ONE,
        height="medium",
    )
    return {
        "crumbs": [Crumb(_("Places"), reverse("territory:sites")), Crumb(name(view))],
        "site": view,
        "title": name(view),
        "address": "" if same(view.address, view.name_it) else view.address,
        "where": where(view),
        "precision": words.precision(view.precision),
        "complexes": [en if formats.language() == "en" else it for it, en in view.complexes],
        "spaces": [
            {
                "slug": space.slug,
                "name": space.name_en if formats.language() == "en" else space.name_it,
                "vocation": words.vocation(space.vocation),
                "units": space.units,
            }
            for space in view.spaces
        ],
        "groups": [(title, groups[title]) for title in words.in_order(groups)],
        "pairs": pairs(view.photographs),
        "map": map_view,
    }


def pairs(photographs: Iterable[PhotographView]) -> list[list[dict[str, Any]]]:
    """Before and after, side by side."""
    found: dict[int, list[dict[str, Any]]] = {}
    for one in sorted(photographs, key=lambda p: (p.pair, p.moment != "before")):
        found.setdefault(one.pair, []).append(
            {
                "url": reverse("territory:photograph", args=[one.pk]),
                "alt": one.alt_en if formats.language() == "en" else one.alt_it,
                "moment": words.moment(one.moment),
                "taken": one.taken,
                "credit": one.credit,
            }
        )
    return list(found.values())


def _tie(link: LinkView, place_name: str) -> Tie:
    note = link.note_en if formats.language() == "en" else link.note_it
    when = ""
    if link.since and link.until:
        when = f"{formats.partial_date(link.since)} – {formats.partial_date(link.until)}"
    elif link.since:
        when = _("since %(date)s") % {"date": formats.partial_date(link.since)}
    elif link.until:
        when = _("until %(date)s") % {"date": formats.partial_date(link.until)}
    return Tie(
        link.other.title, link.other.url, link.other.detail, when, note or link.note_it, place_name
    )
