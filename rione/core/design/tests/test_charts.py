"""Charts: sums, proportions, unknown amounts and hostile titles."""

import re
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from rione.core.design import formats
from rione.core.design.charts import (
    BarChart,
    BarRow,
    Progress,
    ProgressRow,
    Target,
    bar_view,
    progress_view,
)
from rione.core.design.figures import Citation

HOSTILE = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
AMOUNT = st.one_of(st.none(), st.integers(min_value=0, max_value=10**13))


def draw(tag, thing):
    return Template("{% " + tag + " thing %}").render(Context({"thing": thing}))


def share(text):
    return Decimal(text.removesuffix("%"))


@given(rows=st.lists(st.tuples(AMOUNT, AMOUNT, AMOUNT), max_size=8))
def test_chart__any_amounts__totals_agree_and_bars_stay_inside(rows):
    chart = BarChart(
        "t", "euro", ("a", "b", "c"), tuple(BarRow(str(n), row) for n, row in enumerate(rows))
    )
    known = [value for row in rows for value in row if value is not None]
    assert chart.grand_total() == sum(known)
    assert sum(chart.series_total(index) for index in range(3)) == sum(known)
    with override("it"):
        view = bar_view(chart)
        assert view["grand_total"] == formats.euro(sum(known))
    for row in view["rows"]:
        for bar in row["bars"]:
            assert share(bar["x"]) + share(bar["width"]) <= Decimal("101")
        widths = sum((share(bar["width"]) for bar in row["bars"]), start=Decimal(0))
        assert widths <= Decimal("101.2")


@given(values=st.lists(st.integers(min_value=1, max_value=10**12), min_size=1, max_size=6))
def test_chart__longest_row__fills_the_width(values):
    chart = BarChart("t", "count", ("a",), tuple(BarRow("r", (value,)) for value in values))
    widths = [share(row["bars"][0]["width"]) for row in bar_view(chart)["rows"]]
    assert max(widths) == 100
    assert all(width >= Decimal("0.4") for width in widths)


def test_chart__unknown_amount__is_said_and_not_drawn_as_zero():
    chart = BarChart("t", "euro", ("a", "b"), (BarRow("x", (100, None)), BarRow("y", (None, None))))
    with override("en"):
        first, second = bar_view(chart)["rows"]
        assert first["end"] == "€1 + unknown part"
        assert second["end"] == "amount unknown"
        assert second["bars"] == []
        html = draw("chart", chart)
    assert "they are not zero" in html
    assert html.count("amount unknown") >= 3


def test_chart__table__holds_the_exact_amounts_and_their_total():
    chart = BarChart(
        "t", "euro", ("a", "b"), (BarRow("x", (653_348_077, 151_216_000)), BarRow("y", (1, 2)))
    )
    with override("it"):
        html = draw("chart", chart)
    for cents in (653_348_077, 151_216_000, 804_564_077, 653_348_078, 151_216_002, 804_564_080):
        assert f'<td class="number">{formats.format_italian(cents)}' in html


@pytest.mark.parametrize(
    "rows", [(BarRow("x", (1,)),), (BarRow("x", (1, -1)),), (BarRow("x", (1, 2, 3)),)]
)
def test_chart__row_that_does_not_fit__is_refused(rows):
    with pytest.raises(ValueError, match="row"):
        BarChart("t", "count", ("a", "b"), rows)


def test_chart__too_many_series__is_refused():
    with pytest.raises(ValueError, match="1 to 6"):
        BarChart("t", "count", tuple("abcdefg"), ())


def test_chart__hostile_words__are_text_everywhere():
    source = Citation(HOSTILE, words=HOSTILE, place=HOSTILE, url="javascript:alert(1)")
    chart = BarChart(
        HOSTILE,
        "count",
        (HOSTILE, "b"),
        (BarRow(HOSTILE, (1, 2), url="javascript:alert(1)"),),
        note=HOSTILE,
        row_heading=HOSTILE,
        source=source,
    )
    progress = Progress(
        HOSTILE, (ProgressRow(HOSTILE, 1, (Target(HOSTILE, 2),), unit=HOSTILE, source=source),)
    )
    html = draw("chart", chart) + draw("progress", progress)
    assert "<script" not in html
    assert "<img" not in html
    assert "javascript:" not in html


def test_chart__accessible_name__points_to_an_element_of_the_page():
    chart = BarChart("Titolo", "count", ("a",), (BarRow("x", (1,)),), note="n", key="k")
    html = draw("chart", chart)
    for attribute in ("aria-labelledby", "aria-describedby"):
        target = re.search(f'{attribute}="([^"]+)"', html)[1]
        assert f'id="{target}"' in html
    assert 'role="img" aria-label="a: 1"' in html


def test_chart__lengths__have_a_point_in_every_language():
    chart = BarChart("t", "count", ("a",), (BarRow("x", (1,)), BarRow("y", (3,))))
    with override("it"):
        assert 'width="33.33%"' in draw("chart", chart)


@given(
    achieved=AMOUNT,
    targets=st.lists(st.integers(min_value=0, max_value=10**9), max_size=3),
)
def test_progress__any_indicator__marks_stay_inside(achieved, targets):
    rows = (ProgressRow("x", achieved, tuple(Target("t", value) for value in targets)),)
    row = progress_view(Progress("p", rows))["rows"][0]
    assert share(row["width"]) <= 100
    assert all(share(target["x"]) <= 100 for target in row["targets"])


def test_progress__achieved_against_the_last_target__is_a_percentage():
    rows = (ProgressRow("x", 120, (Target("2018", 80), Target("2023", 200))),)
    with override("en"):
        html = draw("progress", Progress("p", rows))
    assert "60% of the target 2023" in html
