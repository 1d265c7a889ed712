"""The programme at a glance."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, OuterRef, Q
from django.db.models import Sum as SumOf
from django.db.models.functions import Coalesce

from rione.core.thread.models import Link

from .. import models
from ..rules.states import ORDER, OUTSIDE
from .reading import Row, citation, count, document_ref, maybe_text, rows, text
from .references import axis_ref
from .shapes import (
    AxisLine,
    FieldLine,
    FundLine,
    Label,
    LoadLine,
    ProgrammeRef,
    StateLine,
    Sum,
    Summary,
)

Rows = Sequence[Row]
NOTHING = Sum(0, 0, {}, 0)
EMPTY = Summary(
    loaded=False,
    programme=None,
    as_printed=NOTHING,
    net=NOTHING,
    axes=(),
    funds=(),
    states=(),
    fields=(),
    fields_note=None,
    projects=0,
    actions=0,
    indicators=0,
    sites=0,
    statements=0,
    conflicts=0,
    conflicts_open=0,
    gaps=0,
    documents=(),
    last_load=None,
)


def summary() -> Summary:
    """Axes, funds, states and fields with counts and sums, as printed and net of what was
    postponed or moved; counts of everything else. Five SQL, one before the first load."""
    row = _programme()
    if row is None:
        return EMPTY
    money: Rows = list(
        models.Financing.objects.values(
            "fund__code", axis=F("action__axis__code"), state=F("action__state")
        ).annotate(
            cents=Coalesce(SumOf("amount_cents"), 0),
            blank=Count("pk", filter=Q(amount_cents=None)),
            lines=Count("pk"),
        )
    )
    counts: Rows = list(
        models.Action.objects.order_by()
        .values("state", axis_code=F("axis__code"))
        .annotate(
            actions=Count("pk"),
            cents=SumOf("known_cents"),
            projects=ArrayAgg("project", distinct=True),
        )
    )
    axes = models.Axis.objects.select_related("document").order_by("code")
    return Summary(
        loaded=True,
        programme=_named(row),
        as_printed=_sum(money, counts),
        net=_sum(money, counts, net=True),
        axes=tuple(_axis(axis, money, counts) for axis in axes),
        funds=tuple(_fund(one, money) for one in row.fund_rows if _used(one, money)),
        states=tuple(
            StateLine(state, *_of_state(state, counts))
            for state in ORDER
            if any(one["state"] == state for one in counts)
        ),
        fields=_fields(),
        fields_note=maybe_text(row, "fields_note"),
        projects=row.projects,
        actions=sum(one["actions"] for one in counts),
        indicators=row.indicators,
        sites=row.sites,
        statements=row.statements,
        conflicts=row.conflicts,
        conflicts_open=row.conflicts_open,
        gaps=row.gaps,
        documents=tuple(document_ref(one) for one in row.document_rows),
        last_load=_load(row),
    )


def _programme() -> Any:
    """The programme with all that has no sums. One SQL."""
    links = Link.objects.filter(from_kind="site", to_kind="action", retired_at=None)
    current = models.Statement.objects.filter(retired_in=None)
    return models.Programme.objects.annotate(
        fund_rows=rows(
            models.Fund.objects.order_by("position"),
            *("code", "name_it", "name_en", "public", "note_it", "note_en"),
        ),
        document_rows=rows(
            models.SourceDocument.objects.filter(listed=True).order_by("rank", "position"),
            *("code", "title", "kind", "language", "rank", "printed_date", "content_date"),
        ),
        text_rows=rows(
            models.Fact.objects.filter(
                subject_kind="programme", subject_key=OuterRef("code"), key__startswith="text."
            ).exclude(text_it=""),
            *("key", "text_it", "text_en"),
        ),
        load_rows=rows(
            models.Load.objects.order_by("-pk")[:1], "at", "digest", "stated", "added", "retired"
        ),
        projects=count(models.Project.objects.exclude(number=None)),
        indicators=count(models.Indicator.objects.all()),
        statements=count(current),
        conflicts=count(models.Conflict.objects.all()),
        conflicts_open=count(models.Conflict.objects.filter(shown=None)),
        gaps=count(models.Gap.objects.all()),
        sites=count(links, "from_key"),
    ).first()


def _sum(money: Rows, counts: Rows, *, net: bool = False, axis: str | None = None) -> Sum:
    def counted(one: Mapping[str, Any], code: str) -> bool:
        return (not net or one["state"] not in OUTSIDE) and (axis is None or one[code] == axis)

    by_fund: dict[str, int] = {}
    unknown = 0
    for one in money:
        if counted(one, "axis"):
            by_fund[one["fund__code"]] = by_fund.get(one["fund__code"], 0) + int(one["cents"])
            unknown += one["blank"]
    actions = sum(one["actions"] for one in counts if counted(one, "axis_code"))
    return Sum(actions, sum(by_fund.values()), by_fund, unknown)


def _axis(axis: models.Axis, money: Rows, counts: Rows) -> AxisLine:
    projects = {key for one in counts if one["axis_code"] == axis.code for key in one["projects"]}
    return AxisLine(
        axis=axis_ref(axis),
        citation=citation(axis.document, axis.locator),
        note=maybe_text(axis, "note"),
        projects=len(projects),
        as_printed=_sum(money, counts, axis=axis.code),
        net=_sum(money, counts, net=True, axis=axis.code),
    )


def _used(fund: Row, money: Rows) -> bool:
    return any(one["fund__code"] == fund["code"] for one in money)


def _fund(fund: Row, money: Rows) -> FundLine:
    mine = [one for one in money if one["fund__code"] == fund["code"]]
    return FundLine(
        fund=Label(fund["code"], text(fund, "name")),
        kind="public" if fund["public"] else "private",
        note=maybe_text(fund, "note"),
        as_printed_cents=sum(int(one["cents"]) for one in mine),
        net_cents=sum(int(one["cents"]) for one in mine if one["state"] not in OUTSIDE),
        actions=sum(one["lines"] for one in mine),
        unknown=sum(one["blank"] for one in mine),
    )


def _of_state(state: str, counts: Rows) -> tuple[int, int]:
    mine = [one for one in counts if one["state"] == state]
    return sum(one["actions"] for one in mine), sum(int(one["cents"]) for one in mine)


def _fields() -> tuple[FieldLine, ...]:
    """Fields of intervention; an action may belong to several, so they do not sum up."""
    found = (
        models.FieldOfIntervention.objects.select_related("document")
        .annotate(
            tagged=Count("actionfield"),
            cents=Coalesce(SumOf("actionfield__action__known_cents"), 0),
        )
        .order_by("position")
    )
    lines = []
    for row in found:
        where = citation(row.document, row.locator, row.quote)
        assert where is not None  # noqa: S101 — the column is not null
        lines.append(
            FieldLine(
                field=Label(row.code, text(row, "name")),
                citation=where,
                actions=row.tagged,
                total_cents=int(row.cents),
            )
        )
    return tuple(lines)


def _named(row: Any) -> ProgrammeRef:
    return ProgrammeRef(
        code=row.code,
        cci=row.cci,
        cci_note=maybe_text(row, "cci_note"),
        title=text(row, "title"),
        first_year=row.first_year,
        last_year=row.last_year,
        municipality=row.municipality,
        text={one["key"].partition(".")[2]: text(one, "text") for one in row.text_rows},
    )


def _load(row: Any) -> LoadLine | None:
    if not row.load_rows:
        return None
    last = row.load_rows[0]
    return LoadLine(
        at=datetime.fromisoformat(last["at"]),
        digest=last["digest"],
        statements=last["stated"],
        added=last["added"],
        retired=last["retired"],
    )
