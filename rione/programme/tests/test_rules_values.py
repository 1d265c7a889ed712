from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rione.core.money import format_italian
from rione.programme.rules import values
from rione.programme.rules.values import QUALIFIERS, ValueRefused


@given(st.integers(0, 10**15))
def test_money__formatted_and_read__is_itself(cents: int) -> None:
    assert values.money(format_italian(cents)).amount_cents == cents


@given(
    st.sampled_from(QUALIFIERS),
    st.decimals(min_value=0, max_value=10**8, places=4, allow_nan=False),
)
def test_number__formatted_and_read__is_itself(qualifier: str, number: Decimal) -> None:
    read = values.number(values.format_number(qualifier, number))
    assert read == (qualifier, number)


@given(st.text(max_size=60))
def test_values__any_text__is_read_or_refused_with_a_remedy(text: str) -> None:
    for read in (values.money, values.number, values.date_value, values.action_code):
        refused = None
        try:
            read(text)
        except ValueRefused as error:
            refused = error
        assert refused is None or (refused.message and refused.remedy)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40", ("exact", Decimal(40))),
        ("about 28", ("about", Decimal(28))),
        ("at least 2", ("at_least", Decimal(2))),
        ("at most 25.000", ("at_most", Decimal(25000))),
        ("over 150", ("over", Decimal(150))),
        ("1.000", ("exact", Decimal(1000))),
        ("4,5", ("exact", Decimal("4.5"))),
    ],
)
def test_number__as_documents_print_it__is_read(text: str, expected: tuple[str, Decimal]) -> None:
    assert values.number(text) == expected


@pytest.mark.parametrize("text", ["4,500", "1.5", "-3", "1,000.50", "ca. 20", "", "1e3", "²"])
def test_number__ambiguous_or_foreign__is_refused(text: str) -> None:
    with pytest.raises(ValueRefused):
        values.number(text)


@pytest.mark.parametrize("text", ["MI4.2.1.b", "MI.4.2.1.b", "MI 4.2.1.b", "mi4.2.1.B"])
def test_action_code__in_every_printed_spelling__is_one(text: str) -> None:
    assert values.action_code(text) == "MI4.2.1.b"


@pytest.mark.parametrize("text", ["2022-02-30", "2022-13", "22", "31/01/2022", "2022-1"])
def test_date__that_no_calendar_has__is_refused(text: str) -> None:
    with pytest.raises(ValueRefused):
        values.date_value(text)


@pytest.mark.parametrize(
    ("text", "today", "fine"),
    [
        ("2022", "2022-01-01", True),
        ("2022-02", "2022-01-31", False),
        ("2022-01-31", "2022-01-31", True),
        ("2023", "2022-12-31", False),
    ],
)
def test_past__against_a_day__allows_only_what_may_have_been(
    text: str, today: str, fine: bool
) -> None:
    try:
        values.past(text, today, "as_of")
        assert fine
    except ValueRefused:
        assert not fine
