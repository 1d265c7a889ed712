"""Money as charts, tables and big numbers."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from rione.core.design import formats
from rione.core.design.charts import BarChart, BarRow
from rione.core.design.figures import Badge, FigureCard
from rione.core.design.tables import Cell, Column, DataTable

from ..queries.shapes import ActionDetail, Amount, FacetValue, Sum, Summary
from . import parts, values, words


def total_cards(as_printed: Sum, net: Sum) -> list[FigureCard]:
    """A total twice: over all actions, and without those postponed or moved to another fund."""
    return [
        FigureCard(
            value=formats.euro_short(as_printed.total_cents),
            label=_("As printed in the documents"),
            exact=formats.euro(as_printed.total_cents),
            note=_told(
                _("Over %(actions)s: the sum of the amounts printed for each one.")
                % {"actions": words.actions(as_printed.actions)},
                as_printed.unknown,
            ),
        ),
        FigureCard(
            value=formats.euro_short(net.total_cents),
            label=_("Without what has been postponed or moved"),
            exact=formats.euro(net.total_cents),
            note=_told(
                _(
                    "Over %(actions)s: the same sum, leaving out the actions put off to a later"
                    " programme or passed to another fund."
                )
                % {"actions": words.actions(net.actions)},
                net.unknown,
            ),
        ),
    ]


def _told(sentence: str, unknown: int) -> str:
    more = words.unknown_amounts(unknown)
    return f"{sentence} ({more})" if more else sentence


def axes_chart(summary: Summary) -> BarChart:
    """Printed amounts of each axis, split by the funds that carry any money."""
    funds = [line for line in summary.funds if line.as_printed_cents]
    actions = reverse("programme:actions")
    return BarChart(
        title=_("Money by axis and fund, as printed"),
        unit="euro",
        series=tuple(words.label(line.fund) for line in funds) or (_("Amount"),),
        rows=tuple(
            BarRow(
                label=f"{line.axis.code}. {words.text(line.axis.title)}",
                values=tuple(line.as_printed.by_fund.get(fund.fund.code, 0) for fund in funds)
                or (line.as_printed.total_cents,),
                url=f"{actions}?axis={line.axis.code}",
            )
            for line in summary.axes
        ),
        row_heading=_("Axis"),
        key="axes",
    )


def axes_table(summary: Summary) -> DataTable:
    """Both totals of each axis."""
    actions = reverse("programme:actions")
    return DataTable(
        caption=_("The two totals of each axis"),
        caption_hidden=True,
        columns=(
            Column("axis", _("Axis"), heading=True),
            Column("actions", _("Actions"), numeric=True),
            Column("printed", _("As printed"), numeric=True),
            Column("net", _("Without postponed or moved"), numeric=True),
        ),
        rows=[
            {
                "axis": Cell(
                    f"{line.axis.code}. {words.text(line.axis.title)}",
                    url=f"{actions}?axis={line.axis.code}",
                ),
                "actions": formats.number(line.as_printed.actions),
                "printed": formats.euro(line.as_printed.total_cents),
                "net": formats.euro(line.net.total_cents),
            }
            for line in summary.axes
        ],
        foot={
            "axis": _("All axes"),
            "actions": formats.number(summary.as_printed.actions),
            "printed": formats.euro(summary.as_printed.total_cents),
            "net": formats.euro(summary.net.total_cents),
        },
        noun=_("axes"),
        id="axes",
    )


def funds_table(summary: Summary) -> DataTable:
    """What each fund gives; a fund named without an amount says so."""
    actions = reverse("programme:actions")
    rows = []
    for line in summary.funds:
        named = line.actions > line.unknown
        rows.append(
            {
                "fund": Cell(
                    words.label(line.fund),
                    url=f"{actions}?fund={line.fund.code}" if line.actions else "",
                ),
                "actions": formats.number(line.actions),
                "printed": formats.euro(line.as_printed_cents)
                if named or not line.actions
                else formats.euro(None),
                "net": formats.euro(line.net_cents)
                if named or not line.actions
                else formats.euro(None),
                "unknown": formats.number(line.unknown) if line.unknown else "",
            }
        )
    return DataTable(
        caption=_("The two sums of each fund"),
        columns=(
            Column("fund", _("Fund"), heading=True),
            Column("actions", _("Actions that name it"), numeric=True),
            Column("printed", _("As printed"), numeric=True),
            Column("net", _("Without postponed or moved"), numeric=True),
            Column("unknown", _("Amounts not given"), numeric=True),
        ),
        rows=rows,
        noun=_("funds"),
        id="funds",
    )


def sum_table(sums: Sum, funds: Iterable[FacetValue]) -> DataTable:
    """A sum split by fund. `funds` give the names."""
    names = {value.code: words.text(value.name) for value in funds}
    return DataTable(
        caption=_("By fund, as printed"),
        columns=(
            Column("fund", _("Fund"), heading=True),
            Column("amount", _("Known amounts"), numeric=True),
        ),
        rows=[
            {"fund": names.get(code, "") or code, "amount": formats.euro(cents)}
            for code, cents in sums.by_fund.items()
            if cents
        ],
        foot={"fund": _("Total"), "amount": formats.euro(sums.total_cents)},
        noun=_("funds"),
        id="sum",
    )


def states_chart(summary: Summary) -> BarChart:
    """How many actions stand where."""
    actions = reverse("programme:actions")
    return BarChart(
        title=_("Actions by state"),
        unit="count",
        series=(_("Actions"),),
        rows=tuple(
            BarRow(words.state(line.state), (line.actions,), f"{actions}?state={line.state}")
            for line in summary.states
            if line.actions
        ),
        row_heading=_("State"),
        key="states",
    )


def action_chart(action: ActionDetail) -> BarChart | None:
    """Money of one action by fund; None when a drawing would say nothing."""
    if sum(1 for amount in action.financing if amount.amount_cents) < 2:
        return None
    return BarChart(
        title=_("Who pays how much"),
        unit="euro",
        series=(_("Amount"),),
        rows=tuple(
            BarRow(words.label(amount.fund), (amount.amount_cents,)) for amount in action.financing
        ),
        row_heading=_("Fund"),
        key="money",
    )


def amount_words(amount: Amount) -> str:
    """An amount, or in words why there is none."""
    if amount.amount_cents is not None:
        return formats.euro(amount.amount_cents)
    if amount.in_conflict:
        return parts.undecided()
    return parts.not_given()


def amounts(action: ActionDetail) -> list[dict[str, object]]:
    """Rows for `parts/money.html`: fund, words, source, and whether documents disagree."""
    disputed = {line.field for line in action.conflicts}
    return [
        {
            "fund": words.label(amount.fund),
            "amount": amount_words(amount),
            "known": amount.amount_cents is not None,
            "source": values.citation(amount.source),
            "badge": Badge(_("Documents disagree"), "warning")
            if amount.in_conflict or f"financing.{amount.fund.code}" in disputed
            else None,
        }
        for amount in action.financing
    ]
