"""The programme at a glance: the first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rione.core.access import public
from rione.territory import public as territory

from ... import queries
from .. import indicators, maps, money, words


@public
@require_safe
def glance(request: HttpRequest) -> HttpResponse:
    """Totals, axes, funds, states, places, indicators, documents, and where to go next."""
    summary = queries.summary()
    if not summary.loaded:
        return render(request, "programme/empty.html")
    return render(
        request,
        "programme/glance.html",
        {
            "summary": summary,
            "title": words.text(summary.programme.title) if summary.programme else "",
            "totals": money.total_cards(summary.as_printed, summary.net),
            "axes_chart": money.axes_chart(summary),
            "axes_table": money.axes_table(summary),
            "funds_table": money.funds_table(summary),
            "states_chart": money.states_chart(summary),
            "map": maps.sites_map(territory.sites()),
            "indicators": indicators.table(queries.list_indicators()),
        },
    )
