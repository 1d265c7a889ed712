"""What documents say of money and indicators, as tables."""

from django.utils.translation import gettext_lazy as _

from rione.core.opendata.datasets import Dataset

from ...queries import exports, figures
from ...queries.version import version
from ..datasets import KEYWORDS, SOURCE, TRANSCRIBED
from . import columns

RECORD = (
    Dataset(
        name="financing-of-actions",
        title=_("Financing of actions"),
        about=_("What the documents say that each fund gives each action."),
        columns=lambda: columns.FINANCING_OF_ACTIONS,
        rows=figures.financing_of_actions,
        modified=exports.modified,
        version=version,
        theme="ECON",
        key=("action", "fund"),
        source=SOURCE,
        keywords=KEYWORDS,
        limits=TRANSCRIBED,
    ),
    Dataset(
        name="indicators",
        title=_("Indicators"),
        about=_("Values at the start, targets and values reached, each with its source."),
        columns=lambda: columns.INDICATORS,
        rows=figures.indicators,
        modified=exports.modified,
        version=version,
        theme="GOVE",
        source=SOURCE,
        keywords=KEYWORDS,
        limits=TRANSCRIBED,
    ),
)
