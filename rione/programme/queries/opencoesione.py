"""Projects for OpenCoesione: operations of offices, and actions that have none."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F, OuterRef

from rione.territory.public import municipality_names

from .. import models
from ..rules.opencoesione import Granted, Project
from .figures import CHUNK
from .published import published
from .reading import rows

WHOLE_DAY = len("2022-01-31")


def projects() -> Iterator[Project]:
    """Actions in their order, each replaced by its operations where it has some; demonstrations
    are left out. The same number of SQL statements for any number of rows (five)."""
    names, public = municipality_names(), _public_funds()
    given: dict[tuple[str, str], list[Granted]] = defaultdict(list)
    for row in published("financing"):
        if not row["demonstration"]:
            fund = row["fund"]
            given[row["municipality"], row["operation"]].append(
                Granted(fund, public.get(fund, True), row["granted"])
            )
    with_operations: set[str] = set()
    for row in published("operations"):
        if row["demonstration"]:
            continue
        with_operations.add(row["action"])
        yield Project(
            code=row["code"],
            title=row["title"],
            cup=row["cup"] or "",
            places=[names.get(row["municipality"], row["municipality"])],
            funds=given.get((row["municipality"], row["code"]), ()),
            saved=row["saved"],
            committed=row["committed"],
            paid=row["paid"],
            beneficiaries=[row["beneficiary"]],
        )
    yield from _actions(with_operations, names)


def _actions(left_out: set[str], names: dict[str, str]) -> Iterator[Project]:
    mine = {"subject_kind": "action", "subject_key": OuterRef("code")}
    days = models.Fact.objects.filter(**mine, key__in=["date.start", "date.end"])
    found = (
        models.Action.objects.defer("search", "context")
        .annotate(
            shares=rows(
                models.Financing.objects.filter(action=OuterRef("pk")).order_by("fund__position"),
                "amount_cents",
                fund_code=F("fund__code"),
                fund_public=F("fund__public"),
            ),
            days=rows(days, "key", "date"),
            bodies=rows(
                models.Party.objects.filter(**mine, role="beneficiary").order_by("key"), "name"
            ),
            spots=rows(
                models.ActionPlace.objects.filter(action=OuterRef("pk"))
                .order_by("municipality")
                .distinct("municipality"),
                "municipality",
            ),
        )
        .order_by("position")
    )
    for row in found.iterator(CHUNK):
        if row.code in left_out:
            continue
        day = {one["key"]: one["date"] for one in row.days if len(one["date"]) == WHOLE_DAY}
        yield Project(
            code=row.code,
            title=row.title_it,
            summary=row.summary_it,
            places=[names.get(one["municipality"], one["municipality"]) for one in row.spots],
            funds=[
                Granted(one["fund_code"], one["fund_public"], one["amount_cents"])
                for one in row.shares
            ],
            start=day.get("date.start", ""),
            end=day.get("date.end", ""),
            beneficiaries=[one["name"] for one in row.bodies],
        )


def _public_funds() -> dict[str, bool]:
    return dict(models.Fund.objects.values_list("code", "public"))
