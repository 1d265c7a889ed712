"""Every component in every state, with data that nobody could take for real."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rione.core.access import public, without_database

from . import formats
from .charts import BarChart, BarRow, Progress, ProgressRow, Target
from .figures import (
    Badge,
    Citation,
    CitedValue,
    Comparison,
    Crumb,
    FigureCard,
    TimelineEntry,
)
from .filters import Choice, Facet, Filters
from .maps import MapPoint, MapView
from .tables import Cell, Column, DataTable, Export, TableState

LONG = "Supercalifragilisticoespiralidosissimamenteinterminabile"


def _source() -> Citation:
    return Citation(
        "Relazione immaginaria sul paese di Fantasia",
        place="p. 7, tab. 2",
        printed="2022-01",
        words="Nel paese di Fantasia le aree inventate sono 40.",
        lang="it",
        url="https://example.org/fantasia.pdf",
        as_of="2021-12-31",
        publisher="Comune di Fantasia",
    )


def _older() -> Citation:
    return Citation(
        "Pagina immaginaria", words="Le aree sono trentatré.", lang="it", place="“Le aree”"
    )


def _comparison(*, decided: bool) -> Comparison:
    return Comparison(
        _("Invented areas"),
        (
            CitedValue(formats.number(40), _source(), shown=decided),
            CitedValue(formats.number(33), _older()),
        ),
        reason=_("The report outranks the web page, which prints no date.") if decided else "",
        decided_by=_("Office of Invented Figures") if decided else "",
        decided_on="2024-02-29" if decided else "",
    )


def _cards() -> list[FigureCard]:
    return [
        FigureCard(
            formats.euro_short(1_234_567_89),
            _("Invented money"),
            exact=formats.euro(1_234_567_89),
            source=_source(),
            url="#tables",
        ),
        FigureCard(formats.number(40), _("Invented areas"), comparison=_comparison(decided=True)),
        FigureCard(None, _("A figure that nobody has printed")),
        FigureCard(
            formats.euro(999_999_999_999_99),
            _("A very long figure"),
            note=_("It must not overflow."),
        ),
    ]


def _charts() -> list[BarChart]:
    series = (_("Fund of dreams"), _("Fund of clouds"))
    return [
        BarChart(
            _("Invented money by invented axis"),
            "euro",
            series,
            (
                BarRow(_("Axis of wonders"), (653_348_077, 151_216_000), url="#tables"),
                BarRow(_("Axis of marvels"), (1_005_723_107, None)),
                BarRow(_("Axis with a very long name") + f": {LONG}", (120_000, 3_000_000)),
                BarRow(_("Axis of nothing known"), (None, None)),
            ),
            note=_("All amounts are invented."),
            key="stacked",
            row_heading=_("Axis"),
            source=_source(),
        ),
        BarChart(
            _("Six invented series side by side"),
            "count",
            tuple(_("Series") + f" {number}" for number in range(1, 7)),
            (BarRow(_("One row"), (6, 5, 4, 3, 2, 1)),),
            mode="grouped",
            key="grouped",
        ),
        BarChart(_("A chart without figures"), "count", (_("Series"),), (), key="empty"),
    ]


def _progress() -> Progress:
    return Progress(
        _("Invented indicators"),
        (
            ProgressRow(
                _("Dragons reconciled"),
                120,
                (Target("2018", 80), Target("2023", 200)),
                baseline=0,
                as_of="2022-01",
                source=_source(),
            ),
            ProgressRow(_("Clouds counted"), None, (Target("2023", 1_000),)),
            ProgressRow(_("Castles in the air"), 12, ()),
        ),
        key="indicators",
    )


def _maps() -> list[MapView]:
    kinds = (_("Castle"), _("Cave"), _("Tower"))
    near = [
        MapPoint(
            9.10 + (place * 37 % 97) / 500,
            45.40 + (place * 53 % 89) / 700,
            f"{kinds[place % 3]} {place + 1}",
            url="#tables" if place % 2 else "",
            group=kinds[place % 3],
            text=_("An invented place"),
        )
        for place in range(24)
    ]
    return [
        MapView(
            "map-many",
            _("Invented places"),
            near,
            outlines_url=reverse("design:outlines"),
            outlines_attribution=_("Invented outlines"),
            list_limit=20,
            list_url="#tables",
        ),
        MapView("map-one", _("One invented place"), near[:1], height="small", list_open=True),
        MapView("map-none", _("A map without places")),
    ]


def _table(request: HttpRequest) -> tuple[Filters, DataTable]:
    filters = Filters(
        request.GET,
        (
            Facet(
                "state",
                _("State"),
                (Choice("dreamt", _("Dreamt"), 13), Choice("told", _("Told"), 1_234)),
            ),
            Facet(
                "axis",
                _("Axis"),
                (Choice("w", _("Axis of wonders"), 4), Choice("m", f"{LONG}", 0)),
                kind="radio",
            ),
        ),
        search_label=_("Search the invented actions"),
        open=True,
    )
    columns = (
        Column("name", _("Action"), sortable=True, heading=True),
        Column("state", _("State")),
        Column("sum", _("Sum"), numeric=True, sortable=True),
        Column("year", _("Year"), numeric=True, secondary=True, sortable=True),
    )
    state = TableState.from_request(request, columns, default="name", per_page=6).clamped(230)
    rows: list[dict[str, Any]] = []
    for number in range(state.offset + 1, min(state.offset + state.limit, 230) + 1):
        rows.append(
            {
                "name": Cell(
                    _("Invented action") + f" {number}" + (f" {LONG}" if number % 6 == 2 else ""),
                    url="#tables",
                    note="IN1.1.1.a" if number % 3 else "",
                ),
                "state": Cell("", badge=Badge(_("Dreamt"), "info")) if number % 4 else None,
                "sum": formats.euro(number * 98_765_43 if number % 5 else None),
                "year": str(2000 + number % 25),
            }
        )
    table = DataTable(
        _("Invented actions"),
        columns,
        rows,
        total=230,
        state=state,
        noun=_("invented actions"),
        exports=(
            Export("CSV", "#tables", "text/csv"),
            Export("JSON", "#tables", "application/json"),
        ),
        foot={"name": _("Total"), "sum": formats.euro(1_234_567_890_12)},
        id="invented",
    )
    return filters, table


def _timeline() -> list[TimelineEntry]:
    return [
        TimelineEntry("2014", _("Dreamt"), _("Somebody had an idea."), source=_source()),
        TimelineEntry(
            "2022-01-31",
            _("Told"),
            badge=Badge(_("Waiting for the wind"), "warning"),
            wording="Intervento rinviato a data da inventarsi.",
            lang="it",
            actor=_("Office of Invented Figures"),
        ),
        TimelineEntry("", _("Forgotten"), current=True, badge=Badge(_("In the drawer"), "neutral")),
    ]


class _Untranslated:
    """A thing whose English title is missing: the Italian one is shown, marked."""

    title_it = "Titolo che esiste soltanto in italiano"
    title_en = ""


@public
@without_database
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """`/it/design/`: every component, with invented data."""
    filters, table = _table(request)
    empty = DataTable(
        _("A table without rows"),
        (Column("name", _("Action")),),
        (),
        empty_title=_("No action matches"),
        empty_text=_("Take a filter away, or search for something else."),
        id="empty",
    )
    one = DataTable(
        _("A table with one row"),
        (Column("name", _("Action")), Column("sum", _("Sum"), numeric=True)),
        ({"name": _("Invented action"), "sum": formats.euro(1)},),
        noun=_("invented action"),
        id="one",
    )
    return render(
        request,
        "design/gallery.html",
        {
            "crumbs": [Crumb(_("Invented section"), "#figures"), Crumb(_("Components"))],
            "cards": _cards(),
            "decided": _comparison(decided=True),
            "open_comparison": _comparison(decided=False),
            "source": _source(),
            "untranslated": _Untranslated(),
            "tones": [
                Badge(_("Not begun"), "neutral"),
                Badge(_("In flight"), "info"),
                Badge(_("Landed"), "positive"),
                Badge(_("Waiting for the wind"), "warning"),
                Badge(_("Fallen"), "negative"),
            ],
            "charts": _charts(),
            "progress": _progress(),
            "maps": _maps(),
            "filters": filters,
            "table": table,
            "one_row": one,
            "empty_table": empty,
            "timeline": _timeline(),
            "cents": 4_062_587_325,
        },
    )


@public
@without_database
@require_safe
def outlines(request: HttpRequest) -> HttpResponse:
    """Four invented municipalities, as the GeoJSON that a `MapView` takes."""
    names = ("Fantasia", "Utopia", "Cuccagna", "Bengodi")
    features = []
    for place, name in enumerate(names):
        west, south = 9.05 + 0.15 * (place % 2), 45.35 + 0.1 * (place // 2)
        east, north = west + 0.15, south + 0.1
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        features.append(
            {
                "type": "Feature",
                "properties": {"name": name},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return JsonResponse(
        {"type": "FeatureCollection", "features": features}, content_type="application/geo+json"
    )
