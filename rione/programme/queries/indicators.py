"""Indicators: targets, baselines and achieved values."""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from rione.core.thread.models import Link

from ..models import Conflict, Indicator, IndicatorValue
from . import facts
from .reading import Row, Sources, decimal, exact, rows, sources, text
from .references import actions_by_code, axis_ref
from .shapes import IndicatorLine, IndicatorValueLine
from .words import Words


def list_indicators() -> tuple[IndicatorLine, ...]:
    """All indicators in the order of the slides' table. Four SQL."""
    values = IndicatorValue.objects.filter(indicator=OuterRef("pk")).order_by("kind", "when")
    conflicts = Conflict.objects.filter(subject_kind="indicator", subject_key=OuterRef("code"))
    links = Link.objects.filter(
        to_kind="indicator",
        to_key=OuterRef("code"),
        relation="contributes_to",
        retired_at=None,
    ).order_by("from_kind", "from_key")
    found: list[Any] = list(
        Indicator.objects.select_related("axis")
        .annotate(
            value_rows=rows(
                values,
                *("kind", "when", "qualifier", "statement_id", "in_conflict"),
                number=exact("number"),
            ),
            conflict_rows=rows(conflicts.order_by("position"), "field", "about"),
            contributors=rows(links, "from_kind", "from_key"),
            **_details(),
        )
        .order_by("position")
    )
    words = Words()
    ids: set[int | None] = {row.unit_statement_id for row in found}
    for row in found:
        ids |= {*facts.detail_ids(row), *(one["statement_id"] for one in row.value_rows)}
    stated = sources(ids, words)
    actions = actions_by_code({code for row in found for code in _keys(row, "action")})
    return tuple(
        IndicatorLine(
            code=row.code,
            axis=axis_ref(row.axis),
            title=text(row, "name"),
            official_title=facts.title_source(row.fact_rows, stated),
            unit=words.unit(row.unit),
            unit_inferred=row.unit_inferred,
            unit_source=stated.get(row.unit_statement_id or 0),
            baseline=next(iter(_values(row, "baseline", stated)), None),
            targets=tuple(_values(row, "target", stated)),
            achieved=tuple(_values(row, "achieved", stated)),
            actions=tuple(actions[code] for code in _keys(row, "action") if code in actions),
            places=len(_keys(row, "site")),
            facts=facts.facts(row.fact_rows, stated, words),
            quantities=facts.quantities(row.quantity_rows, stated, words),
            conflicts=tuple(
                f"indicator/{row.code}/{one['field']}/{one['about']}" for one in row.conflict_rows
            ),
        )
        for row in found
    )


def indicators_of(actions: Collection[str], words: Words) -> tuple[IndicatorLine, ...]:
    """Targets and achieved values of the indicators to which any of these actions (codes)
    contributes, without sources and without what else is known of each. One SQL."""
    links = Link.objects.filter(
        from_kind="action",
        from_key__in=actions,
        to_kind="indicator",
        relation="contributes_to",
        retired_at=None,
    )
    values = IndicatorValue.objects.filter(indicator=OuterRef("pk")).order_by("kind", "when")
    found: list[Any] = list(
        Indicator.objects.filter(code__in=links.values("to_key"))
        .select_related("axis")
        .annotate(
            value_rows=rows(
                values,
                *("kind", "when", "qualifier", "statement_id", "in_conflict"),
                number=exact("number"),
            )
        )
        .order_by("position")
    )
    return tuple(
        IndicatorLine(
            code=row.code,
            axis=axis_ref(row.axis),
            title=text(row, "name"),
            official_title=None,
            unit=words.unit(row.unit),
            unit_inferred=row.unit_inferred,
            unit_source=None,
            baseline=None,
            targets=tuple(_values(row, "target", {})),
            achieved=tuple(_values(row, "achieved", {})),
            actions=(),
            places=0,
            facts=(),
            quantities=(),
            conflicts=(),
        )
        for row in found
    )


def _details() -> dict[str, ArraySubquery]:
    return facts.detail_columns("indicator")


def _keys(row: Any, kind: str) -> list[str]:
    """Things of a kind that contribute, each once."""
    return sorted({one["from_key"] for one in row.contributors if one["from_kind"] == kind})


def _values(row: Any, kind: str, stated: Sources) -> Iterable[IndicatorValueLine]:
    for one in row.value_rows:
        if one["kind"] == kind:
            yield _value(one, stated)


def _value(one: Row, stated: Sources) -> IndicatorValueLine:
    return IndicatorValueLine(
        when=one["when"],
        number=decimal(one["number"]),
        qualifier=one["qualifier"],
        source=stated.get(one["statement_id"] or 0),
        in_conflict=one["in_conflict"],
    )
