"""The facts of Milan's programme, as the documents print them."""

import pytest

from rione.programme import queries
from rione.programme.models import Action, Statement
from rione.programme.operations import load_folder

from .factories import MILANO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("milano")]
# Axis: actions, PON Metro, other public, in cents.
AXES = {
    "1": (4, 653348077, 151216000),
    "2": (6, 1005723107, 533376893),
    "3": (10, 1393172632, 514020659),
    "4": (8, 904794938, 170685658),
    "5": (2, 105548571, 0),
}


def test_milano__sums_by_axis__are_those_of_the_documents() -> None:
    for line in queries.summary().axes:
        actions, pon_metro, other = AXES[line.axis.code]
        assert line.as_printed.actions == actions
        assert line.as_printed.by_fund["pon_metro"] == pon_metro
        assert line.as_printed.by_fund.get("other_public", 0) == other


def test_milano__totals__as_printed_and_net() -> None:
    found = queries.summary()
    assert (found.projects, found.actions, found.indicators) == (13, 30, 9)
    assert found.as_printed.by_fund["pon_metro"] == 4062587325
    assert found.as_printed.by_fund["other_public"] == 1369299210
    assert found.as_printed.total_cents == 5431886535
    assert (found.net.actions, found.net.total_cents) == (26, 5150636535)
    assert found.as_printed.unknown == 2
    assert sum(line.actions for line in found.states) == 30
    assert sum(line.total_cents for line in found.states) == 5431886535
    assert sum(line.as_printed_cents for line in found.funds) == 5431886535


def test_milano__projects__are_thirteen_and_technical_assistance() -> None:
    found = queries.list_projects()
    assert [line.project.number for line in found] == [*range(1, 14), None]
    assert sum(line.as_printed.total_cents for line in found) == 5431886535
    assert {line.project.number for line in found if line.state in ("moved", "postponed")} == {1, 3}


def test_milano__disagreements__are_at_least_thirty() -> None:
    found = queries.list_conflicts(page_size=500)
    assert found.total >= 30
    by_key = {line.key: line for line in found.rows}
    areas = by_key["action/MI2.2.4.a/quantity.mobility_areas/values"]
    assert areas.reason == "by_rank"
    shown = next(value for value in areas.values if value.shown)
    assert shown.statements[0].number == 40
    assert by_key["action/MI4.1.1.a/state/project"].reason == "covered_by_project"
    for line in found.rows:
        assert len(line.values) > 1
        assert line.open == (line.shown_statement_id is None)


def test_milano__gaps__name_what_no_document_says() -> None:
    gaps = {(line.subject.key, line.field, line.reason) for line in queries.list_gaps().rows}
    assert ("MI4.1.1.a", "financing.private", "unknown_value") in gaps
    assert ("MI3.1.1.a", "financing.private", "unknown_value") in gaps
    assert ("4.3", "unit", "inferred_unit") in gaps
    assert sum(reason == "total_not_printed" for *_, reason in gaps) == 14


def test_milano__indicators__have_their_targets() -> None:
    found = {line.code: line for line in queries.list_indicators()}
    targets = {code: tuple(value.number for value in line.targets) for code, line in found.items()}
    assert targets["3.1"] == (65, 270)
    assert targets["3.3"] == (None, 2)
    assert targets["4.2"] == (None, 145)
    assert targets["4.3"] == (None, 4500)
    assert found["4.3"].unit_inferred


def test_milano__everything_shown__has_a_source() -> None:
    for code in Action.objects.values_list("code", flat=True):
        found = queries.get_action(code)
        assert found is not None
        assert all(line.source is not None or line.in_conflict for line in found.financing)
        assert all(line.source is not None or line.in_conflict for line in found.facts)
        assert all(line.source is not None or line.in_conflict for line in found.quantities)
    assert all(finding.ok for finding in queries.check_programme())


def test_milano__loaded_again__changes_nothing() -> None:
    before = Statement.objects.count()
    report = load_folder(folder=MILANO)
    assert not report.changed
    assert Statement.objects.count() == before


def test_milano__every_page_of_the_office__is_reached_from_the_summary() -> None:
    found = queries.summary()
    assert [document.rank for document in found.documents] == sorted(
        document.rank for document in found.documents
    )
    for document in found.documents:
        detail = queries.get_document(document.code, page_size=500)
        assert detail is not None
        assert detail.line.statements == detail.statements.total > 0
        assert 0 <= detail.line.shown <= detail.line.statements
