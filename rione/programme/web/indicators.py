"""Indicators: promised against achieved."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rione.core.design import formats
from rione.core.design.charts import Progress, ProgressRow, Target
from rione.core.design.figures import Citation
from rione.core.design.tables import Cell, Column, DataTable

from ..queries.shapes import ActionRef, IndicatorLine, IndicatorValueLine
from . import parts, values, words
from .parts import Fact


@dataclass(frozen=True, slots=True)
class Value:
    """A target or an achieved value with its year or date."""

    when: str
    shown: str
    source: Citation | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator as its part of the page shows it."""

    code: str
    anchor: str
    title: str
    official: SafeString | str
    official_source: Citation | None
    unit: str
    unit_inferred: bool
    unit_source: Citation | None
    baseline: Value | None
    targets: tuple[Value, ...]
    achieved: tuple[Value, ...]
    actions: tuple[tuple[ActionRef, str, str], ...]
    places: int
    conflicts: int
    facts: tuple[Fact, ...]


def table(lines: Iterable[IndicatorLine]) -> DataTable:
    """All indicators in brief: a column for each year that any of them has a target for."""
    found = tuple(lines)
    years = sorted({value.when for line in found for value in line.targets})
    return DataTable(
        caption=_("Promised and achieved"),
        caption_hidden=True,
        columns=(
            Column("title", _("Indicator"), heading=True),
            *(Column(year, _("Target %(when)s") % {"when": year}, numeric=True) for year in years),
            Column("achieved", _("Achieved"), numeric=True),
        ),
        rows=[_cells(line) for line in found],
        noun=_("indicators"),
        id="indicators-table",
    )


def _cells(line: IndicatorLine) -> dict[str, Cell | str]:
    unit = words.label(line.unit)
    last = _last(line)
    return {
        "title": Cell(
            f"{line.code} {words.text(line.title)}",
            url=reverse("programme:indicators") + f"#indicator-{line.code}",
        ),
        **{
            value.when: words.quantity(value.number, value.qualifier, unit)
            for value in line.targets
            if value.number is not None
        },
        "achieved": words.quantity(last.number, last.qualifier, unit)
        if last
        else _("no value published"),
    }


def progress(lines: Iterable[IndicatorLine]) -> Progress:
    """All indicators in one figure."""
    found = tuple(lines)
    return Progress(
        title=_("Promised and achieved"),
        rows=tuple(_row(line) for line in found),
        note="" if any(map(_last, found)) else _("No achieved value has been published."),
        key="indicators",
    )


def indicator(line: IndicatorLine) -> Indicator:
    """One indicator with the sources of all its figures."""
    title = words.text(line.title)
    official: SafeString | str = ""
    if line.official_title is not None:
        said = str(line.official_title.value.get("text", ""))
        if said and said != title:
            official = format_html(
                '<span lang="{}">{}</span>', line.official_title.document.language, said
            )
    return Indicator(
        code=line.code,
        anchor=f"indicator-{line.code}",
        title=title,
        official=official,
        official_source=values.citation(line.official_title),
        unit=words.label(line.unit),
        unit_inferred=line.unit_inferred,
        unit_source=values.citation(line.unit_source),
        baseline=_value(line.baseline) if line.baseline else None,
        targets=tuple(_value(value) for value in line.targets),
        achieved=tuple(_value(value) for value in line.achieved),
        actions=tuple(
            (action, words.text(action.title), reverse("programme:action", args=[action.code]))
            for action in line.actions
        ),
        places=line.places,
        conflicts=len(line.conflicts),
        facts=(*parts.quantities(line.quantities), *parts.facts(line.facts)),
    )


def _last(line: IndicatorLine) -> IndicatorValueLine | None:
    known = [value for value in line.achieved if value.number is not None]
    return known[-1] if known else None


def _row(line: IndicatorLine) -> ProgressRow:
    last = _last(line)
    return ProgressRow(
        label=f"{line.code} {words.text(line.title)}",
        achieved=last.number if last else None,
        as_of=last.when if last else "",
        targets=tuple(
            Target(formats.partial_date(value.when), value.number)
            for value in line.targets
            if value.number is not None
        ),
        unit=words.label(line.unit) or "count",
        baseline=line.baseline.number if line.baseline else None,
        url=f"#indicator-{line.code}",
    )


def _value(line: IndicatorValueLine) -> Value:
    if line.number is not None:
        shown = words.quantity(line.number, line.qualifier)
    elif line.in_conflict:
        shown = _("the documents disagree and nobody has chosen yet")
    else:
        shown = _("a dash: no number")
    return Value(
        when=formats.partial_date(line.when) if line.when else "",
        shown=shown,
        source=values.citation(line.source),
    )
