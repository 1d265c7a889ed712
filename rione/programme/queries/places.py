"""Places of actions, through the thread."""

from collections.abc import Collection, Iterable

from rione.core.thread.models import Link
from rione.territory import public as territory

from .shapes import PlaceLine, Text

RELATIONS = ("paid_for_by", "served_by")


def places_of(codes: Collection[str]) -> tuple[PlaceLine, ...]:
    """Sites that actions paid for or that they serve, each once per relation. Two SQL."""
    found = Link.objects.filter(
        from_kind="site",
        to_kind="action",
        to_key__in=codes,
        relation__in=RELATIONS,
        retired_at=None,
    ).order_by("relation", "from_key", "pk")
    links = {(row.relation, row.from_key): row for row in reversed(found)}
    return _lines(links.values())


def _lines(links: Iterable[Link]) -> tuple[PlaceLine, ...]:
    kept = sorted(links, key=lambda row: (row.relation, row.from_key))
    sites = {site.slug: site for site in territory.sites({row.from_key for row in kept})}
    lines = []
    for row in kept:
        site = sites.get(row.from_key)
        if site is None:
            continue
        lines.append(
            PlaceLine(
                relation=row.relation,
                slug=site.slug,
                name=Text(site.name_it, site.name_en),
                address=site.address,
                municipality=site.municipality,
                istat=site.municipality_istat,
                district=site.district,
                neighbourhood=site.neighbourhood,
                lon=site.lon,
                lat=site.lat,
                precision=site.precision,
                citation=row.citation,
                note=Text(row.note_it, row.note_en) or None,
            )
        )
    return tuple(lines)
