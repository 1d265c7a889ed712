"""What the programme publishes as open data: each data set with its columns and their meaning."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rione.core.design.charts import BarChart, BarRow
from rione.core.opendata import writing
from rione.core.opendata.datasets import CSV, JSON, XLSX, Column, Dataset, Form, register

from .. import queries
from ..queries import exports
from ..queries.shapes import Text
from ..queries.version import version
from ..rules.states import ORDER
from .dataset_columns import CONFLICT, GAP, OPERATION, OPERATION_SUMS, SITE, STATEMENT, about_fund
from .record_words import ACTION_STATES

SOURCE = _("The documents of the programme, line by line; each statement names its own.")
ART_115 = "http://data.europa.eu/eli/reg/2013/1303/oj"
KEYWORDS = (_("European funds"), _("public spending"), _("cohesion policy"))
TRANSCRIBED = _(
    "What the documents do not say is an empty cell, never zero. Where they disagree, the value "
    "shown is the one that the declared rule or a person has chosen."
)


def in_language(text: Text) -> str:
    """Our own words in the reader's language; the other one if it is missing."""
    return text.of(get_language() or "it") or text.it or text.en


in_language_lazy = lazy(in_language, str)


def operation_columns() -> tuple[Column, ...]:
    """Those of the regulation, our own, and one for each fund that any action names. One SQL."""
    funds = (
        Column(f"risorse_{fund.code}", in_language_lazy(fund.name), "amount", about_fund(fund))
        for fund in exports.named_funds()
    )
    return (*OPERATION, *funds, *OPERATION_SUMS)


def site_points(dataset: Dataset) -> Iterator[bytes]:
    """Each place as a point with its other cells; the codes of its actions as a list."""

    def features() -> Iterator[dict[str, Any]]:
        for row in dataset.rows():
            properties = {name: cell for name, cell in row.items() if name not in ("lon", "lat")}
            yield {
                "id": row["slug"],
                "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
                "properties": {**properties, "actions": str(row["actions"]).split()},
            }

    return writing.feature_collection(features())


def glance(_dataset: Dataset) -> Iterator[bytes]:
    """The figures of the first page."""
    return writing.json_document(asdict(queries.summary()))


def states_drawn() -> BarChart | None:
    """Actions by state. One SQL."""
    found = exports.actions_by_state()
    if not found:
        return None
    return BarChart(
        title=str(_("Actions by state")),
        unit="count",
        series=(str(_("Actions")),),
        rows=tuple(
            BarRow(str(ACTION_STATES[state]), (found[state],)) for state in ORDER if state in found
        ),
        key="states",
        row_heading=str(_("State")),
    )


DATASETS = (
    Dataset(
        name="list-of-operations",
        title=_("List of operations"),
        about=_(
            "Every action, with the columns of Art. 115(2) and Annex XII of Regulation (EU) No "
            "1303/2013. Operations of this programme carry the code of their action."
        ),
        columns=operation_columns,
        rows=exports.operations,
        modified=exports.modified,
        version=version,
        theme="GOVE",
        key=("codice",),
        chart=states_drawn,
        conforms_to=(ART_115,),
        source=SOURCE,
        keywords=KEYWORDS,
        limits=_(
            "What no document gives is an empty cell, never zero: those of Milan give no eligible "
            "expenditure, Union rate, postcode or category of intervention, and a day of start or "
            "end seldom. What Art. 49(3) of Regulation (EU) 2021/1060 asks for besides is in other "
            "data sets: contractors in procurements, funds in financing of actions; no document "
            "gives specific objectives. Where documents disagree, the value shown is the one that "
            "the declared rule or a person has chosen."
        ),
        api="api:programme_actions",
    ),
    Dataset(
        name="statements",
        title=_("Statements"),
        about=_("Everything read from the documents, one by one, with document, line and words."),
        columns=lambda: STATEMENT,
        rows=exports.statements,
        modified=exports.modified,
        version=version,
        source=SOURCE,
        keywords=KEYWORDS,
        limits=_("Statements that a newer reading has replaced are not in this file."),
    ),
    Dataset(
        name="conflicts",
        title=_("Disagreements"),
        about=_("Where documents disagree: every value, which is shown and why."),
        columns=lambda: CONFLICT,
        rows=exports.conflicts,
        modified=exports.modified,
        version=version,
        source=SOURCE,
        keywords=KEYWORDS,
        limits=_("One row per value and statement: a disagreement has several rows."),
    ),
    Dataset(
        name="gaps",
        title=_("Gaps"),
        about=_("What no document says."),
        columns=lambda: GAP,
        rows=exports.gaps,
        modified=exports.modified,
        version=version,
        key=("subject_kind", "subject_key", "field", "reason"),
        source=SOURCE,
        keywords=KEYWORDS,
        limits=_("Only gaps that the programme itself shows; what nobody asked for is not listed."),
    ),
    Dataset(
        name="sites",
        title=_("Places"),
        about=_("Every place with its address, its point and what it is tied to."),
        columns=lambda: SITE,
        rows=exports.sites,
        modified=exports.modified,
        version=version,
        theme="REGI",
        key=("slug",),
        forms=(CSV, XLSX, JSON, Form("geojson", writing.GEOJSON_TYPE, "GeoJSON", site_points)),
        source=_("The documents of the programme; points from the open data of the Comune."),
        keywords=(*KEYWORDS, _("places of works")),
        limits=_("The column “precision” says how exact each point is."),
        api="api:territory_sites",
    ),
    Dataset(
        name="summary",
        title=_("The programme at a glance"),
        about=_("The figures of the first page: sums by axis, fund, state and field."),
        columns=tuple,
        rows=lambda: iter(()),
        modified=exports.modified,
        version=version,
        forms=(Form("json", "application/json", "JSON", glance),),
        source=SOURCE,
        keywords=KEYWORDS,
        limits=_("Amounts in this file are integer cents."),
        api="api:programme_summary",
    ),
)


def register_datasets() -> None:
    """Make all of them known; when the app starts."""
    for dataset in DATASETS:
        register(dataset)
