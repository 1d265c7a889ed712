"""Reads: what they show, how many SQL statements they need, at 30 actions and at many."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from rione.core.opendata.datasets import registered
from rione.programme import queries
from rione.programme.operations import load_folder
from rione.programme.queries import exports
from rione.programme.queries.shapes import ActionFilters, ConflictFilters

from .factories import STATE, action, amount, multiplied, small, statement

pytestmark = pytest.mark.django_db

# Every read with its budget; the busiest thing of each kind.
BUDGETS: dict[str, tuple[Callable[[], Any], int]] = {
    "summary": (queries.summary, 5),
    "list_actions": (queries.list_actions, 4),
    "list_actions filtered": (
        lambda: queries.list_actions(
            ActionFilters(
                q="abitare MI4",
                axis=("3", "4"),
                field=("innovation", "accompaniment"),
                fund=("pon_metro",),
                municipality=("015146",),
                district=("015146:8",),
                kind=("works",),
                has_conflict=True,
                has_unknown=False,
            ),
            sort="-total",
        ),
        4,
    ),
    "get_action": (lambda: queries.get_action("MI3.3.1.b"), 8),
    "get_action with conflicts": (lambda: queries.get_action("MI3.2.2.a"), 8),
    "list_projects": (queries.list_projects, 3),
    "get_project": (lambda: queries.get_project("quartieri-connessi"), 9),
    "list_conflicts": (queries.list_conflicts, 5),
    "list_gaps": (queries.list_gaps, 5),
    "list_dependencies": (queries.list_dependencies, 3),
    "list_indicators": (queries.list_indicators, 4),
    "list_documents": (queries.list_documents, 1),
    "get_document": (lambda: queries.get_document("progetti-2022"), 8),
    "list_communication": (queries.list_communication, 2),
    "list_statements": (lambda: queries.list_statements("action", "MI3.2.2.a"), 2),
    **{
        f"export {name}": (lambda rows=one.rows: list(rows()), 3)  # type: ignore[misc]
        for name, one in registered().items()
        if one.form("csv") and one.modified is exports.modified
    },
}


@pytest.mark.parametrize("name", BUDGETS)
def test_reads__of_milan__stay_within_their_budget(
    name: str, milano: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    read, most = BUDGETS[name]
    with django_assert_max_num_queries(most):
        assert read()


@pytest.mark.slow
def test_reads__of_ten_times_the_programme__need_no_more(milano: None, tmp_path: Path) -> None:
    once = _counted()
    load_folder(folder=multiplied(tmp_path / "ten", 10))
    assert queries.summary().actions == 300
    many = _counted()
    assert {name: (once[name], n) for name, n in many.items() if n > once[name]} == {}


def _counted() -> dict[str, int]:
    found = {}
    for name, (read, _) in BUDGETS.items():
        with CaptureQueriesContext(connection) as asked:
            read()
        found[name] = len(asked)
    return found


def test_reads__of_an_empty_database__are_empty(db: None) -> None:
    assert not queries.summary().loaded
    listed = queries.list_actions()
    assert (listed.page.total, listed.sums.total_cents, listed.page.pages) == (0, 0, 1)
    assert queries.get_action("MI1.1.1.a") is None
    assert queries.get_project("x") is None
    assert queries.get_document("x") is None
    assert queries.get_conflict("x") is None
    assert queries.list_conflicts().rows == queries.list_gaps().rows == ()
    for read in (
        queries.list_projects,
        queries.list_dependencies,
        queries.list_indicators,
        queries.list_documents,
        queries.list_communication,
    ):
        assert read() == ()
    assert all(list(one.rows()) == [] for one in registered().values())
    assert all(finding.ok for finding in queries.check_programme())


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("MI.4.2.1.b", {"MI4.2.1.b"}),
        ("MI 4.1.1", {"MI4.1.1.a", "MI4.1.1.b", "MI4.1.1.c", "MI4.1.1.d", "MI4.1.1.e"}),
        ("mi2.2.3.A", {"MI2.2.3.a"}),
        ("CICLABILE itinerari", {"MI2.2.3.a", "MI2.2.3.b", "MI2.2.3.c", "MI2.2.3.d"}),
        ("crowdfund", {"MI3.3.1.c"}),
        ("nothing-of-the-kind", set()),
        ("!!!", set()),
        ("\x00", set()),
        ("' UNION SELECT --", set()),
        ("%", set()),
    ],
)
def test_search__words_and_codes__find_actions(query: str, codes: set[str], milano: None) -> None:
    found = queries.list_actions(ActionFilters(q=query))
    assert {row.code for row in found.page.rows} == codes


def test_search__with_and_without_accents__finds_the_same(milano: None) -> None:
    found = [
        queries.list_actions(ActionFilters(q=q)).page.rows for q in ("città", "CITTA", "cittá")
    ]
    assert found[0] == found[1] == found[2] != ()


@pytest.mark.parametrize("sort", ["code", "-code", "title", "-total", "state", "project", "x;drop"])
def test_list__pages_in_any_order__are_the_whole_list_once(sort: str, milano: None) -> None:
    codes: list[str] = []
    for page in range(1, 6):
        listed = queries.list_actions(sort=sort, page=page, page_size=7).page
        assert listed.total == 30
        codes += [row.code for row in listed.rows]
    assert len(codes) == len(set(codes)) == 30
    assert queries.list_actions(page=99).page.rows == ()
    assert queries.list_actions(page=-1, page_size=0).page.page_size == 1


def test_list__sums__are_of_the_whole_filtered_set(milano: None) -> None:
    listed = queries.list_actions(ActionFilters(axis=("4",)), page_size=2)
    assert len(listed.page.rows) == 2
    assert listed.sums.by_fund["pon_metro"] == 904794938
    assert listed.net.by_fund["pon_metro"] == 651669938
    assert (listed.sums.actions, listed.net.actions) == (8, 6)


def test_facets__each_choice__gives_what_it_promises(milano: None) -> None:
    chosen = ActionFilters(axis=("3",))
    listed = queries.list_actions(chosen)
    for name, values in listed.facets.items():
        for value in values:
            wanted: Any = (value.code,)
            if name.startswith("has_"):
                wanted = value.code == "yes"
            base = {"axis": chosen.axis, name: wanted}
            assert queries.list_actions(ActionFilters(**base)).page.total == value.count, value
    assert [value.code for value in listed.facets["axis"] if value.chosen] == ["3"]


def test_facets__an_unknown_choice__is_shown_as_chosen_with_none(milano: None) -> None:
    listed = queries.list_actions(ActionFilters(state=("gone",), district=("x:y",)))
    assert listed.page.total == 0
    assert [(v.code, v.count, v.chosen) for v in listed.facets["state"] if v.chosen] == [
        ("gone", 0, True)
    ]


def test_conflicts__filters__narrow(milano: None) -> None:
    everything = queries.list_conflicts(page_size=500)
    left = queries.list_conflicts(ConflictFilters(open=True), page_size=500)
    decided = queries.list_conflicts(ConflictFilters(open=False), page_size=500)
    assert left.total + decided.total == everything.total
    assert all(line.open for line in left.rows)
    slides = queries.list_conflicts(ConflictFilters(document="slides-inclusione"), page_size=500)
    assert 0 < slides.total < everything.total
    money = queries.list_conflicts(ConflictFilters(kind=("money",), axis=("3",)))
    assert {line.field for line in money.rows} == {"financing.pon_metro", "financing.total"}
    assert all(queries.get_conflict(line.key) == line for line in everything.rows)


def test_action__what_waits__names_what_blocks_it(milano: None) -> None:
    found = queries.get_action("MI1.1.1.a")
    assert found is not None
    assert {line.target.code for line in found.blocked_by} <= {
        line.target.code for line in found.waits_for
    }
    target = found.blocked_by[0].target.code
    other = queries.get_action(target)
    assert other is not None
    assert "MI1.1.1.a" in {line.waiting.code for line in other.awaited_by}


def test_action__moved_with_its_project__says_so(milano: None) -> None:
    found = queries.get_action("MI 4.1.1.a")
    assert found is not None
    assert (found.state.own, found.state.effective) == ("procurement", "moved")
    assert found.state.reason == "project_moved"
    assert found.state.project_source is not None
    assert found.partnership is not None
    assert found.partnership.private_cents is None
    assert found.partnership.private_per_public is None
    assert found.unknown == 1
    assert found.places


def test_action__neighbours__lead_through_all_of_them(milano: None) -> None:
    code, seen = "MI1.1.1.a", []
    while code:
        found = queries.get_action(code)
        assert found is not None
        assert found.previous == (seen[-1] if seen else None)
        seen.append(code)
        code = found.next or ""
    assert len(seen) == 30


def test_action__a_total_left_to_a_person__is_open_and_not_printed(
    folder: Path, tmp_path: Path
) -> None:
    made = small(
        action(
            "MI1.1.1.a",
            amount("pon_metro", "100,00"),
            amount("total", "120,00"),
            statement("text.equipment", "{it: Luce, en: Light}"),
            STATE,
        )
    )
    load_folder(folder=made.write(tmp_path / "other"))
    found = queries.get_action("MI1.1.1.a")
    assert found is not None
    assert found.total_cents == 10000
    assert not found.total_is_ours
    (line,) = found.conflicts
    assert line.about == "parts"
    assert line.open
    assert line.params["difference_cents"] == 2000
    assert [value.computed_cents for value in line.values] == [None, 10000]


def test_history__of_a_subject__keeps_what_was_retired(folder: Path, tmp_path: Path) -> None:
    load_folder(folder=folder)
    other = small().replaced("projects/01-uno.yaml", "150,00", "175,00").write(tmp_path / "other")
    load_folder(folder=other)
    current = queries.list_statements("action", "MI3.1.1.a")
    history = queries.list_statements("action", "MI3.1.1.a", retired=True)
    assert len(history) == len(current) + 1
    assert [one.amount_cents for one in history if one.retired] == [15000]
