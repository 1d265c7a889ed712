"""Filters and tags of every template (a builtin library: no `{% load %}` needed).

`docs/design.md` shows each with an example; the dataclasses that the tags take say their shapes.
"""

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .. import formats
from ..charts import BarChart, Progress, bar_view, progress_view
from ..figures import (
    Badge,
    Citation,
    Comparison,
    Crumb,
    EmptyState,
    FigureCard,
    TimelineEntry,
    Tone,
)
from ..filters import Filters, filters_view
from ..maps import MapView, data_element
from ..markup import badge_html
from ..tables import DataTable, table_view

register = template.Library()

register.filter("euro", formats.euro)
register.filter("euro_short", formats.euro_short)
register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("partial_date", formats.partial_date)
register.filter("iso_date", formats.iso_date)
register.filter("safe_url", formats.safe_url)


@register.filter
def bilingual(obj: Any, stem: str) -> SafeString:
    """`{{ action|bilingual:"title" }}`: the reader's language, else the other one, marked."""
    return SafeString(formats.bilingual(obj, stem))


@register.filter
def plain(text: Any) -> str:
    """Without markup: for `<title>`, attributes and descriptions."""
    return formats.plain(text)


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """`{% icon "download" %}`: an icon of the theme, ignored by screen readers unless labelled."""
    address = f"{static('svg/sprites.svg')}#it-{name}"
    classes = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>',
            classes,
            label,
            address,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        classes,
        address,
    )


@register.inclusion_tag("design/components/chart.html")
def chart(bars: BarChart) -> dict[str, Any]:
    """`{% chart bars %}`: a `charts.BarChart`."""
    return bar_view(bars)


@register.inclusion_tag("design/components/progress.html")
def progress(view: Progress) -> dict[str, Any]:
    """`{% progress view %}`: a `charts.Progress`, promised against achieved."""
    return progress_view(view)


@register.inclusion_tag("design/components/map.html", takes_context=True)
def map(context: Context, view: MapView) -> dict[str, Any]:
    """`{% map view %}`: a `maps.MapView`; brings its own script and style, once a page."""
    request = context.get("request")
    first = not getattr(request, "rione_map_loaded", False)
    if request is not None:
        request.rione_map_loaded = True
    shown = list(view.points[: view.list_limit])
    return {
        "view": view,
        "legend": view.legend(),
        "data": data_element(view),
        "shown": shown,
        "rest": len(view.points) - len(shown),
        "first": first,
        "attribution": view.outlines_attribution
        or getattr(settings, "MAP_OUTLINES_ATTRIBUTION", ""),
    }


@register.inclusion_tag("design/components/table.html")
def datatable(table: DataTable) -> dict[str, Any]:
    """`{% datatable table %}`: a `tables.DataTable`."""
    return table_view(table)


@register.inclusion_tag("design/components/filters.html")
def filters(form: Filters) -> dict[str, Any]:
    """`{% filters form %}`: a `tables.Filters`, a GET form with chips."""
    return filters_view(form)


@register.inclusion_tag("design/components/timeline.html")
def timeline(entries: Sequence[TimelineEntry], label: str = "") -> dict[str, Any]:
    """`{% timeline entries %}`: `figures.TimelineEntry`, in the order given."""
    return {"entries": entries, "label": label}


@register.simple_tag
def badge(state: Badge | str, tone: Tone = "neutral") -> SafeString:
    """`{% badge state %}`: a `figures.Badge`, or a text and a tone."""
    return badge_html(state if isinstance(state, Badge) else Badge(state, tone))


@register.inclusion_tag("design/components/empty_state.html")
def empty_state(
    title: EmptyState | str, text: str = "", action_url: str = "", action_label: str = ""
) -> dict[str, Any]:
    """`{% empty_state title text action_url action_label %}`, or one `figures.EmptyState`."""
    if isinstance(title, EmptyState):
        return {"state": title}
    return {"state": EmptyState(title, text, action_url, action_label)}


@register.inclusion_tag("design/components/breadcrumbs.html", takes_context=True)
def breadcrumbs(context: Context, items: Sequence[Crumb | tuple[Any, ...]]) -> dict[str, Any]:
    """`{% breadcrumbs items %}`: `figures.Crumb` or (label, url) pairs; "Home" comes by itself."""
    crumbs = [item if isinstance(item, Crumb) else Crumb(*item) for item in items or ()]
    return {"crumbs": crumbs, "home_url": context.get("home_url", "/")}


@register.inclusion_tag("design/components/source.html")
def source(citation: Citation | None, label: str = "") -> dict[str, Any]:
    """`{% source citation %}`: where a figure comes from, as a disclosure; nothing for None.

    `label` says of what ("Sum of the axes"), so that several on a page can be told apart.
    """
    return {"source": citation, "label": label}


@register.inclusion_tag("design/components/figure_card.html")
def figure_card(value: FigureCard | Any, label: str = "", **more: Any) -> dict[str, Any]:
    """`{% figure_card card %}` or `{% figure_card value "label" source=citation url=… %}`."""
    return {"card": value if isinstance(value, FigureCard) else FigureCard(value, label, **more)}


@register.inclusion_tag("design/components/compare.html")
def compare(values: Comparison) -> dict[str, Any]:
    """`{% compare values %}`: a `figures.Comparison`; all values stay visible, one is marked."""
    return {"comparison": values}
