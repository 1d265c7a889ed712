"""Money, dates and geometry: what must hold whatever the input."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rione.core import money
from rione.core.geo import geometry
from rione.core.periods import PartialDate

cents = st.integers(min_value=0, max_value=money.MAX_CENTS)
lons = st.floats(-180, 180, allow_nan=False)
lats = st.floats(-90, 90, allow_nan=False)


@given(cents)
def test_money__printed_and_read_again__is_the_same(amount: int) -> None:
    assert money.parse_italian(money.format_italian(amount)) == amount
    assert money.parse_italian(f"€ {money.format_italian(amount)}") == amount
    assert money.format_english(amount).replace(",", "") == money.format_plain(amount)


@given(st.text(max_size=30))
def test_money__any_text__is_an_amount_or_a_sentence(text: str) -> None:
    try:
        amount = money.parse_italian(text)
    except ValueError as error:
        said = str(error)
    else:
        said = ""
        assert 0 <= amount <= money.MAX_CENTS
    assert not said or "Italian notation" in said or "check the digits" in said


@pytest.mark.parametrize(
    "text", ["", "-1", "1.00", "1,5", "1,000.00", "12.34,00", "1e3", "١٢", "1 000", "€", "1.000.00"]
)
def test_money__other_notations__are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Italian notation"):
        money.parse_italian(text)


@given(st.dates())
def test_partial_date__of_any_precision__keeps_its_text_and_holds_its_day(day: date) -> None:
    for text in (f"{day:%Y-%m-%d}".zfill(10), f"{day:%Y-%m-%d}".zfill(10)[:7], f"{day.year:04d}"):
        parsed = PartialDate.parse(text)
        assert str(parsed) == text
        assert parsed.first_day() <= day <= parsed.last_day()


@pytest.mark.parametrize("text", ["2022-02-30", "2022-13", "0000", "22-01-01", "2022/01", "today"])
def test_partial_date__impossible_or_unclear__is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(ValueError, match=r"write 2022|check it"):
        PartialDate.parse(text)


def test_partial_date__vaguer__comes_first() -> None:
    texts = ["2022-01-31", "2022-01", "2022", "2021-12-31"]
    ordered = sorted(PartialDate.parse(text) for text in texts)
    assert [str(d) for d in ordered] == ["2021-12-31", "2022", "2022-01", "2022-01-31"]


@given(lons, lats, lons, lats)
def test_distance__is_symmetric_and_at_most_half_the_earth(
    lon1: float, lat1: float, lon2: float, lat2: float
) -> None:
    there = geometry.distance_m(lon1, lat1, lon2, lat2)
    back = geometry.distance_m(lon2, lat2, lon1, lat1)
    assert math.isclose(there, back, abs_tol=1e-3)
    assert 0 <= there <= math.pi * geometry.EARTH_RADIUS_M + 1


@given(st.lists(st.tuples(lons, lats), min_size=4, max_size=12))
def test_bbox__holds_every_position(points: list[tuple[float, float]]) -> None:
    west, south, east, north = geometry.bbox({"type": "LineString", "coordinates": points})
    assert all(west <= lon <= east and south <= lat <= north for lon, lat in points)


def test_contains__a_square_with_a_hole__leaves_the_hole_out() -> None:
    outer = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]]
    hole = [[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 2.0], [1.0, 1.0]]
    square = {"type": "Polygon", "coordinates": [outer, hole]}
    assert geometry.contains(square, 3, 3)
    assert not geometry.contains(square, 1.5, 1.5)
    assert not geometry.contains(square, 5, 1)
    assert geometry.contains({"type": "MultiPolygon", "coordinates": [[outer]]}, 1.5, 1.5)
    with pytest.raises(ValueError, match="contains no point"):
        geometry.contains({"type": "Point", "coordinates": [0, 0]}, 0, 0)
