"""Bars drawn by the server as SVG, with their table; no script, no inline style.

Lengths are percentages of the SVG's own width, so the letters keep their size at 320 px; series
differ by pattern as well as colour, so they stay apart in print and for colour-blind readers.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.utils.text import slugify
from django.utils.translation import gettext

from . import formats
from .figures import Citation

Unit = Literal["euro", "count", "percent"]
Amount = int | Decimal
MAX_SERIES = 6


def shown(value: Amount | None, unit: str) -> str:
    """A value in full, in its unit: euro takes integer cents, percent is already in percent."""
    if unit == "euro":
        return formats.euro(None if value is None else int(value))
    if unit == "percent":
        return formats.percent(value, _decimals(value))
    if unit == "count" or value is None:
        return formats.number(value)
    return f"{formats.number(value)}{formats.NBSP}{unit}"


def shown_short(value: Amount | None, unit: str) -> str:
    """The same for a bar's end: millions instead of cents."""
    if unit == "euro":
        return formats.euro_short(None if value is None else int(value))
    return shown(value, unit)


def _decimals(value: Amount | None) -> int:
    if value is None:
        return 0
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return min(2, max(0, -int(exponent)))


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar: a value per series, in the chart's unit; None = unknown; negatives are refused."""

    label: Any
    values: tuple[Amount | None, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars, stacked (parts of a whole) or grouped (side by side).

    `unit`: "euro" (integer cents), "count" or "percent". Every row has one value per series, at
    most six series. `key` must be unique among the charts of a page (default: from the title).
    Raises ValueError on a row of the wrong length, a negative value or too many series.
    """

    title: str
    unit: Unit
    series: tuple[str, ...]
    rows: tuple[BarRow, ...]
    note: str = ""
    mode: Literal["stacked", "grouped"] = "stacked"
    key: str = ""
    row_heading: str = ""
    source: Citation | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= MAX_SERIES:
            raise ValueError(f"a chart has 1 to {MAX_SERIES} series, not {len(self.series)}")
        for row in self.rows:
            if len(row.values) != len(self.series):
                raise ValueError(f"row {row.label!r} has not one value per series")
            if any(value is not None and value < 0 for value in row.values):
                raise ValueError(f"row {row.label!r} has a negative value")

    @property
    def ident(self) -> str:
        return "chart-" + (self.key or slugify(formats.plain(self.title))[:40] or "1")

    def total(self, row: BarRow) -> Amount:
        """Sum of the known values of a row."""
        return sum((value for value in row.values if value is not None), start=0)

    def series_total(self, index: int) -> Amount:
        """Sum of the known values of a series."""
        return sum(
            (row.values[index] for row in self.rows if row.values[index] is not None),  # type: ignore[misc]
            start=0,
        )

    def grand_total(self) -> Amount:
        return sum((self.total(row) for row in self.rows), start=0)


@dataclass(frozen=True, slots=True)
class Target:
    """A promised value, drawn as a mark: "2018" or "December 2023" and the value."""

    label: str
    value: Amount


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One indicator on its own scale. `unit`: "euro" (cents), "count", "percent" or a word.

    `achieved` None = not known yet. `as_of`: ISO date, may be partial, of the achieved value.
    """

    label: Any
    achieved: Amount | None
    targets: tuple[Target, ...] = ()
    unit: str = "count"
    baseline: Amount | None = None
    as_of: str = ""
    url: str = ""
    source: Citation | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Promised against achieved, one bar per indicator, each on its own scale."""

    title: str
    rows: tuple[ProgressRow, ...]
    note: str = ""
    key: str = ""
    source: Citation | None = None

    @property
    def ident(self) -> str:
        return "progress-" + (self.key or slugify(formats.plain(self.title))[:40] or "1")


def _share(value: Amount, scale: Amount) -> str:
    """A length as an SVG percentage with two digits, never locale-formatted."""
    if not scale:
        return "0%"
    return f"{float(value) / float(scale) * 100:.2f}%"


def _width(value: Amount, scale: Amount) -> str:
    """A bar's length; what is more than nothing is at least a hair wide, so that it is seen."""
    return _share(max(Decimal(value), Decimal(scale) / 250), scale)


def bar_view(chart: BarChart) -> dict[str, Any]:
    """Everything the template `components/chart.html` draws; lengths as percentages."""
    unit = chart.unit
    stacked = chart.mode == "stacked"
    known = [value for row in chart.rows for value in row.values if value is not None]
    if stacked:
        scale = max((chart.total(row) for row in chart.rows), default=0)
    else:
        scale = max(known, default=0)
    rows = []
    for row in chart.rows:
        bars, x = [], Decimal(0)
        spoken = []
        for index, value in enumerate(row.values):
            spoken.append(f"{formats.plain(chart.series[index])}: {shown(value, unit)}")
            if value is not None and value > 0:
                bars.append(
                    {
                        "x": _share(x, scale) if stacked else "0%",
                        "width": _width(value, scale),
                        "y": 0 if stacked else index * 20,
                        "pattern": index + 1,
                        "title": spoken[-1],
                    }
                )
                if stacked:
                    x += Decimal(value)
        unknown = any(value is None for value in row.values)
        total = chart.total(row)
        if all(value is None for value in row.values):
            end = shown(None, unit)
        elif stacked or len(chart.series) == 1:
            end = shown_short(total, unit)
            if unknown:
                end = gettext("%(amount)s + unknown part") % {"amount": end}
        else:
            end = " / ".join(shown_short(value, unit) for value in row.values)
        rows.append(
            {
                "label": row.label,
                "url": row.url,
                "end": end,
                "bars": bars,
                "spoken": "; ".join(spoken),
                "unknown": unknown,
                "height": 24 if stacked else len(chart.series) * 20,
                "bar_height": 24 if stacked else 16,
                "cells": [shown(value, unit) for value in row.values],
                "total": shown(total, unit),
            }
        )
    summable = stacked and len(chart.series) > 1
    return {
        "chart": chart,
        "id": chart.ident,
        "series": [
            {"index": index + 1, "label": label} for index, label in enumerate(chart.series)
        ],
        "rows": rows,
        "with_totals": summable,
        "with_foot": stacked and len(chart.rows) > 1 and unit != "percent",
        "foot": [shown(chart.series_total(index), unit) for index in range(len(chart.series))],
        "grand_total": shown(chart.grand_total(), unit),
        "any_unknown": any(row["unknown"] for row in rows),
    }


def progress_view(progress: Progress) -> dict[str, Any]:
    """Everything the template `components/progress.html` draws."""
    rows = []
    for row in progress.rows:
        values = [target.value for target in row.targets]
        if row.achieved is not None:
            values.append(row.achieved)
        scale = max(values, default=0)
        last = row.targets[-1] if row.targets else None
        reached = None
        if last is not None and row.achieved is not None and last.value:
            reached = formats.percent(Decimal(row.achieved) * 100 / Decimal(last.value), 0)
        rows.append(
            {
                "label": row.label,
                "url": row.url,
                "as_of": row.as_of,
                "source": row.source,
                "achieved": shown(row.achieved, row.unit),
                "known": row.achieved is not None,
                "width": _share(max(row.achieved or 0, 0), scale),
                "reached": reached,
                "last": last,
                "baseline": None if row.baseline is None else shown(row.baseline, row.unit),
                "targets": [
                    {
                        "label": target.label,
                        "value": shown(target.value, row.unit),
                        "x": _share(max(target.value, 0), scale),
                    }
                    for target in row.targets
                ],
            }
        )
    return {"progress": progress, "id": progress.ident, "rows": rows}
