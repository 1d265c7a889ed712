"""Tables and filters: what the address says, and nothing more."""

import re
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from rione.core.design.figures import Badge
from rione.core.design.filters import MOST_CHOICES, Choice, Facet, Filters, filters_view, fullest
from rione.core.design.tables import (
    Cell,
    Column,
    DataTable,
    Export,
    TableState,
    _page_numbers,
    table_view,
)

COLUMNS = (
    Column("name", "Name", sortable=True),
    Column("sum", "Sum", numeric=True, sortable=True),
    Column("note", "Note", secondary=True),
)
HOSTILE = "\"'><script>alert(1)</script>"


def state_of(query, **more):
    return TableState.from_request(RequestFactory().get("/?" + query), COLUMNS, **more)


def draw(tag, thing):
    return Template("{% " + tag + " thing %}").render(Context({"thing": thing}))


@pytest.mark.parametrize(
    ("query", "order", "page"),
    [
        ("", "name", 1),
        ("sort=sum", "sum", 1),
        ("sort=-sum&page=3", "-sum", 3),
        ("sort=note", "name", 1),
        ("sort=password&page=-1", "name", 1),
        ("page=0", "name", 1),
        ("page=99999999999999999999", "name", 1),
        ("page=²", "name", 1),
        ("page=1%00", "name", 1),
    ],
)
def test_state__whatever_the_address_says__is_sortable_and_in_bounds(query, order, page):
    state = state_of(query, default="name")
    assert (state.order, state.page) == (order, page)


@given(
    page=st.text(max_size=8),
    sort=st.text(max_size=8),
    total=st.integers(min_value=0, max_value=10_000),
    per_page=st.integers(min_value=1, max_value=100),
)
def test_state__any_address__gives_a_page_that_exists(page, sort, total, per_page):
    query = QueryDict(mutable=True)
    query.update({"page": page, "sort": sort})
    request = RequestFactory().get("/")
    request.GET = query
    state = TableState.from_request(request, COLUMNS, per_page=per_page).clamped(total)
    assert 0 <= state.offset <= max(0, total - 1) or total == 0
    rows = list(state.slice(range(total)))
    assert len(rows) <= per_page
    assert bool(rows) == bool(total)


@given(last=st.integers(min_value=1, max_value=500), data=st.data())
def test_pages__numbers__lead_everywhere_without_a_gap_of_one(last, data):
    page = data.draw(st.integers(min_value=1, max_value=last))
    numbers = _page_numbers(page, last)
    assert numbers[0] == 1
    assert numbers[-1] == last
    assert page in numbers
    known = [number for number in numbers if number]
    assert known == sorted(set(known))
    for before, gap, after in zip(numbers, numbers[1:], numbers[2:], strict=False):
        if gap is None:
            assert after - before > 2


def test_table__sort_link__turns_and_forgets_the_page():
    state = state_of("sort=name&page=2&axis=1&axis=2", default="name", per_page=1)
    view = table_view(DataTable("t", COLUMNS, [{"name": "a"}], total=9, state=state))
    name, total, note = view["headers"]
    assert parse_qs(name["url"][1:]) == {"sort": ["-name"], "axis": ["1", "2"]}
    assert parse_qs(total["url"][1:]) == {"sort": ["sum"], "axis": ["1", "2"]}
    assert name["aria"] == "ascending"
    assert note["url"] == ""


def test_table__cells__carry_their_column_language_and_links():
    row = {
        "name": Cell("Casa", url="/it/casa/", lang="it", note="MI1", badge=Badge("Aperta", "info")),
        "sum": None,
        "note": HOSTILE,
    }
    with override("it"):
        html = draw("datatable", DataTable("t", COLUMNS, [row]))
    assert '<th scope="row"' in html
    assert 'data-label="Name"' in html
    assert '<span class="cell-body" lang="it"><a href="/it/casa/">Casa</a>' in html
    assert "nessun valore" in html
    assert "<script" not in html


def test_table__hostile_address__is_escaped_in_links():
    state = state_of("q=" + HOSTILE + "&page=2", per_page=1)
    html = draw("datatable", DataTable(HOSTILE, COLUMNS, [{"name": "a"}], total=3, state=state))
    assert "<script" not in html


def test_table__no_rows__says_so_and_draws_no_table():
    table = DataTable("t", COLUMNS, [], empty_title="Vuoto", exports=(Export("CSV", "/x"),))
    html = draw("datatable", table)
    assert "Vuoto" in html
    assert "<table" not in html


def test_table__page_past_the_end__shows_the_last():
    state = state_of("page=99", per_page=10)
    with override("en"):
        html = draw("datatable", DataTable("t", COLUMNS, [{"name": "a"}], total=11, state=state))
    assert "11–11 of 11 results" in html


FACETS = (
    Facet("state", "State", (Choice("a", "Alpha", 3), Choice("b", "Beta", 0))),
    Facet("axis", "Axis", (Choice("1", "One"), Choice("2", "Two")), kind="radio"),
)


def test_filters__values_not_offered__are_ignored():
    filters = Filters(QueryDict("state=a&state=zzz&state=a&axis=1&axis=2"), FACETS)
    assert filters.chosen("state") == ["a"]
    assert filters.chosen("axis") == ["1"]
    assert filters.chosen("other") == []


def test_filters__chips__each_remove_themselves_only():
    filters = Filters(QueryDict("q=casa&state=a&state=b&sort=-sum&page=4"), FACETS)
    chips = {
        str(chip["label"]): parse_qs(chip["url"][1:]) for chip in filters_view(filters)["chips"]
    }
    assert chips["“casa”"] == {"state": ["a", "b"], "sort": ["-sum"]}
    assert chips["Alpha"] == {"q": ["casa"], "state": ["b"], "sort": ["-sum"]}
    assert parse_qs(filters_view(filters)["clear"][1:]) == {"sort": ["-sum"]}


def test_filters__form__keeps_the_order_and_escapes_the_search():
    html = draw("filters", Filters(QueryDict("sort=-sum&q=" + HOSTILE), FACETS))
    assert '<input type="hidden" name="sort" value="-sum">' in html
    assert "<script" not in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for label in re.findall(r'<label for="([^"]+)"', html):
        assert label in ids


def test_filters__more_choices_than_anybody_reads__draws_the_chosen_and_the_fullest():
    numbers, left_out = fullest(range(MOST_CHOICES + 10), lambda n: n, lambda n: n == 0)
    assert numbers == [0, *range(10, MOST_CHOICES + 10)]
    assert fullest([2, 1], lambda n: n, lambda n: False) == ([2, 1], 0)
    choices = tuple(Choice(f"v{n}", f"Value {n}", n) for n in numbers)
    filters = Filters(QueryDict(""), (Facet("many", "Many", choices, left_out=left_out),))
    with override("en"):
        assert "9 more choices, with fewer rows" in draw("filters", filters)


@given(text=st.text(max_size=300))
def test_filters__any_search__is_short_and_without_nul(text):
    query = QueryDict(mutable=True)
    query["q"] = text
    search = Filters(query).search
    assert len(search) <= 200
    assert "\0" not in search
