"""Works of the programme with all that is known of them, for the standard of infrastructure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F, OuterRef, QuerySet

from rione.core.thread.models import Link
from rione.territory import public as territory

from .. import models
from ..rules.infrastructure import Body, Buying, Page, Share, Spot, Works
from .figures import day
from .published import published
from .reading import rows

CHUNK = 200
WHOLE_DAY = len("2022-01-31")


def works() -> Iterator[Works]:
    """Actions that are works, in their order; demonstrations of the office are left out. The same
    number of SQL statements for any number of actions (five)."""
    spots, bought = _spots(), _bought()
    for row in _actions().iterator(CHUNK):
        days = {one["key"]: one["date"] for one in row.days if len(one["date"]) == WHOLE_DAY}
        yield Works(
            code=row.code,
            title=row.title_it,
            summary=row.summary_it,
            state=row.state,
            start=days.pop("date.start", ""),
            end=days.pop("date.end", ""),
            spots=spots.get(row.code, ()),
            shares=[
                Share(one["fund_code"], one["fund_name"], one["amount_cents"]) for one in row.shares
            ],
            bodies=[Body(one["name"], one["role"]) for one in row.bodies],
            buying=[*(_stated(one) for one in row.buying), *bought.get(row.code, ())],
            pages=_pages(row),
            milestones=days,
        )


def _actions() -> "QuerySet[models.Action, Any]":
    mine = {"subject_kind": "action", "subject_key": OuterRef("code")}
    current = models.Statement.objects.filter(
        subject_kind="action", subject_key=OuterRef(OuterRef("code")), retired_in=None
    )
    documents = models.SourceDocument.objects.filter(
        pk__in=current.values("document"), listed=True
    ).order_by("position", "pk")
    return (
        models.Action.objects.filter(kinds__contains=["works"])
        .defer("search", "context")
        .annotate(
            shares=rows(
                models.Financing.objects.filter(action=OuterRef("pk")).order_by("fund__position"),
                "amount_cents",
                fund_code=F("fund__code"),
                fund_name=F("fund__name_it"),
            ),
            days=rows(
                models.Fact.objects.filter(**mine, key__startswith="date.").order_by("key"),
                *("key", "date"),
            ),
            bodies=rows(models.Party.objects.filter(**mine).order_by("key"), "name", "role"),
            buying=rows(
                models.Procurement.objects.filter(**mine).order_by("key"),
                *("key", "kind", "title_it", "state"),
            ),
            links=rows(
                models.WebLink.objects.filter(**mine).order_by("key"), "key", "url", "label_it"
            ),
            sources=rows(documents, "code", "title", "language"),
        )
        .order_by("position")
    )


def _pages(row: Any) -> list[Page]:
    return [
        *(Page(one["key"], one["label_it"], url=one["url"]) for one in row.links),
        *(Page(one["code"], one["title"], language=one["language"]) for one in row.sources),
    ]


def _stated(one: Mapping[str, Any]) -> Buying:
    return Buying(
        key=one["key"], title=one["title_it"], works=one["kind"] == "works", state=one["state"]
    )


def _spots() -> dict[str, list[Spot]]:
    """The places that actions paid for, by action. Two SQL statements."""
    found: dict[str, set[str]] = defaultdict(set)
    links = Link.objects.filter(
        from_kind="site", to_kind="action", relation="paid_for_by", retired_at=None
    )
    for slug, code in links.values_list("from_key", "to_key"):
        found[code].add(slug)
    sites = {one.slug: one for one in territory.sites(set().union(*found.values()))}
    return {
        code: [
            Spot(one.slug, one.name_it, one.address, one.municipality, one.lon, one.lat)
            for one in (sites[slug] for slug in sorted(slugs & set(sites)))
        ]
        for code, slugs in found.items()
    }


def _bought() -> dict[str, list[Buying]]:
    """What the office buys for operations that are none of a demonstration, by action."""
    found: dict[str, list[Buying]] = defaultdict(list)
    for row in published("procurements"):
        if row["demonstration"]:
            continue
        contract = row["contract"]
        found[row["action"]].append(
            Buying(
                key=f"{row['procedure']}/{contract}" if contract else str(row["procedure"]),
                title=row["title"] or "",
                works=row["kind"] == "works",
                method=row["method"],
                cig=row["cig"] or "",
                published=day(row["notice_on"]) or "",
                base_cents=row["base"] or None,
                supplier=row["contractor"] or "",
                supplier_code=row["contractor_code"] or "",
                signed=day(row["signed_on"]) or "",
                closed=day(row["closed_on"]) or "",
                cents=row["amount"],
                net_cents=row["net"],
                awarded=row["awarded_on"] is not None or contract is not None,
            )
        )
    return found
