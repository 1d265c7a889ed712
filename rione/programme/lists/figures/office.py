"""What is published of the office's work. Rows come out of closed functions of the database."""

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from rione.core.design.charts import BarChart, BarRow
from rione.core.opendata.datasets import Dataset

from ...queries import figures
from ...queries.published import published, published_mark
from ...queries.version import version
from . import columns

LAST_MONTHS = 24
SOURCE = _("The books of the programme offices, as the operations themselves are kept.")
KEYWORDS = (_("European funds"), _("public spending"), _("cohesion policy"))
LIMITS = _(
    "Rows with “yes” under demonstration are invented, to show how the platform works. Natural "
    "persons are not named, unless they trade under the tax code of a business. Several "
    "municipalities may publish here."
)


def changed() -> datetime | None:
    """When an office last changed something. One SQL statement."""
    return published_mark()[1]


def mark() -> str:
    """What changes with every write of an office. One SQL statement."""
    return published_mark()[0]


def mark_of_both() -> str:
    """What changes with the record or with what an office writes. Two SQL statements."""
    return f"{version()}{mark()}"


def months_drawn() -> BarChart | None:
    """What was paid in each of the last months, net; demonstrations apart. One SQL statement."""
    paid: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in published("payments"):
        paid[row["month"]][row["demonstration"]] += row["paid"] - row["recovered"]
    return _drawn(
        str(_("Payments by month")),
        str(_("Month")),
        [(month, paid[month]) for month in sorted(paid)[-LAST_MONTHS:]],
        "payments",
    )


def funds_drawn() -> BarChart | None:
    """What each fund gives, less savings; demonstrations apart. One SQL statement."""
    given: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in published("financing"):
        given[row["fund"]][row["demonstration"]] += row["net"]
    return _drawn(str(_("Financing by fund")), str(_("Fund")), sorted(given.items()), "financing")


def _drawn(
    title: str, heading: str, lines: list[tuple[str, list[int]]], key: str
) -> BarChart | None:
    """A bar for each line; a month in which more was recovered than paid is drawn as nought."""
    if not lines:
        return None
    return BarChart(
        title=title,
        unit="euro",
        series=(str(_("Operations")), str(_("Demonstrations (invented)"))),
        rows=tuple(BarRow(name, tuple(max(0, cents) for cents in sums)) for name, sums in lines),
        key=key,
        row_heading=heading,
    )


OFFICE = (
    Dataset(
        name="operations",
        title=_("Operations"),
        about=_("Every operation with what was granted, committed, paid, declared and certified."),
        columns=lambda: columns.OPERATIONS,
        rows=figures.operations,
        modified=changed,
        version=mark,
        theme="GOVE",
        key=("municipality", "operation"),
        source=SOURCE,
        keywords=KEYWORDS,
        limits=LIMITS,
        frequency="CONT",
    ),
    Dataset(
        name="financing",
        title=_("Financing of operations"),
        about=_("What each fund gives each operation, less what was saved."),
        columns=lambda: columns.FINANCING,
        rows=figures.financing,
        modified=changed,
        version=mark,
        theme="ECON",
        key=("municipality", "operation", "fund"),
        chart=funds_drawn,
        source=SOURCE,
        keywords=KEYWORDS,
        limits=LIMITS,
        frequency="CONT",
    ),
    Dataset(
        name="payments",
        title=_("Payments"),
        about=_("What was paid and recovered for each operation, month by month."),
        columns=lambda: columns.PAYMENTS,
        rows=figures.payments,
        modified=changed,
        version=mark,
        theme="ECON",
        key=("municipality", "operation", "month"),
        chart=months_drawn,
        source=SOURCE,
        keywords=KEYWORDS,
        limits=LIMITS,
        frequency="CONT",
    ),
    Dataset(
        name="procurements",
        title=_("Procurements and contracts"),
        about=_("What is bought for the actions, how, from whom and for how much."),
        columns=lambda: columns.PROCUREMENTS,
        rows=figures.procurements,
        modified=changed,
        version=mark_of_both,
        theme="ECON",
        key=("id",),
        source=_("The documents of the programme, and the files of the programme offices."),
        keywords=(*KEYWORDS, _("public procurement")),
        limits=LIMITS,
        frequency="CONT",
    ),
)
