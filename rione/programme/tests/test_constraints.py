"""The database refuses by itself what the operations refuse in friendlier words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from rione.core import clock
from rione.programme.models import (
    Action,
    Conflict,
    Dependency,
    Fact,
    Financing,
    Fund,
    Gap,
    Load,
    Party,
    Procurement,
    Project,
    Quantity,
    Resolution,
    Statement,
    WebLink,
)
from rione.programme.operations import load_folder

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(folder: Path) -> None:
    load_folder(folder=folder)


def refused(write: Callable[[], Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def copied(row: models.Model, **changes: object) -> Callable[[], Any]:
    """The same row once more, with changes."""

    def write() -> None:
        row.pk = None
        row._state.adding = True
        for name, value in changes.items():
            setattr(row, name, value)
        row.save(force_insert=True)

    return write


def money() -> Statement:
    return Statement.objects.filter(kind="money").first()  # type: ignore[return-value]


def later() -> Load:
    return Load.objects.create(
        at=clock.now(), digest="x", stated=0, added=0, retired=0, catalogue={}
    )


def test_statement__deleted__is_refused() -> None:
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute("DELETE FROM programme_statement"), "only ever added")


def test_statement__changed__is_refused() -> None:
    for change in ({"amount_cents": 1}, {"quote": "x"}, {"loaded_in": later()}):
        refused(lambda c=change: Statement.objects.update(**c), "can only be retired, once")


def test_statement__retired_twice_or_brought_back__is_refused() -> None:
    one, two = later(), later()
    Statement.objects.update(retired_in=one)
    refused(lambda: Statement.objects.update(retired_in=two), "retired, once")
    refused(lambda: Statement.objects.update(retired_in=None), "retired, once")


def test_statement__retired_by_its_own_load__is_refused() -> None:
    load = Load.objects.get()
    refused(lambda: Statement.objects.update(retired_in=load), "statement_retired_later")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({}, "statement_current_once"),
        ({"identity": "n", "amount_cents": -1}, "statement_amount_not_negative"),
        ({"identity": "n", "amount_cents": None}, "statement_money_has_amount"),
        ({"identity": "n", "kind": "guess"}, "statement_kind"),
        ({"identity": "n", "subject_kind": "city"}, "statement_subject_kind"),
        ({"identity": "n", "qualifier": "maybe"}, "statement_qualifier"),
        ({"identity": "n", "locator": "top"}, "statement_has_a_place"),
        ({"identity": "n", "as_of": "soon"}, "statement_as_of"),
        ({"identity": "n", "kind": "unknown", "amount_cents": None}, "statement_unknown_is_quoted"),
        ({"identity": "n", "kind": "quantity"}, "statement_quantity_has_number"),
    ],
)
def test_statement__that_contradicts_itself__is_refused(
    changes: dict[str, object], constraint: str
) -> None:
    refused(copied(money(), **changes), constraint)


def test_load__changed_or_deleted__is_refused() -> None:
    refused(lambda: Load.objects.update(digest="y"), "only ever added")
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute("DELETE FROM programme_load"), "only ever added")


def test_resolution__changed_deleted_or_anonymous__is_refused() -> None:
    given = {
        "subject_kind": "action",
        "subject_key": "MI1.1.1.a",
        "field": "state",
        "decided_at": clock.now(),
    }
    said = {"decided_by": "me", "why": "so"}
    Resolution.objects.create(**given, **said)
    refused(lambda: Resolution.objects.update(why="because"), "only ever added")
    refused(lambda: Resolution.objects.all().delete(), "only ever added")
    for name in said:
        empty = {**said, name: ""}
        refused(lambda e=empty: Resolution.objects.create(**given, **e), "says_who_and_why")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({}, "programme_action_code"),
        ({"code": "MI-1"}, "action_code"),
        ({"code": "MI9.9.9.z", "state": "gone"}, "action_state_is_known"),
        ({"code": "MI9.9.9.z", "own_state": "gone"}, "action_own_state_is_known"),
        ({"code": "MI9.9.9.z", "known_cents": -1}, "action_sum_not_negative"),
        ({"code": "MI9.9.9.z", "title_en": ""}, "action_title_in_both_languages"),
        ({"code": "MI9.9.9.z", "summary_it": ""}, "action_summary_in_both_languages"),
    ],
)
def test_action__that_cannot_be__is_refused(changes: dict[str, object], constraint: str) -> None:
    refused(copied(Action.objects.defer("search").first(), **changes), constraint)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({}, "financing_once"),
        ({"fund_id": None, "amount_cents": -1}, "null value|financing_not_negative"),
        ({"statement": None}, "financing_once|financing_amount_is_stated"),
    ],
)
def test_financing__that_cannot_be__is_refused(changes: dict[str, object], constraint: str) -> None:
    refused(copied(Financing.objects.first(), **changes), constraint)  # type: ignore[arg-type]


def test_financing__negative_or_unstated__is_refused() -> None:
    refused(lambda: Financing.objects.update(amount_cents=-1), "financing_not_negative")
    refused(lambda: Financing.objects.update(statement=None), "financing_amount_is_stated")


def test_dependency__on_itself_or_twice__is_refused() -> None:
    one, two = Action.objects.order_by("code")
    given = {
        "milestone_it": "a",
        "milestone_en": "b",
        "until": "operational",
        "statement": money(),
    }

    def make(target: Action) -> Callable[[], Any]:
        return lambda: Dependency.objects.create(waiting=one, target=target, **given)

    refused(make(one), "dependency_on_another")
    make(two)()
    refused(make(two), "dependency_once")


ABOUT = {"subject_kind": "action", "subject_key": "MI1.1.1.a", "key": "k"}


@pytest.mark.parametrize(
    ("model", "values", "constraint"),
    [
        (Quantity, {"number": 3}, "quantity_is_stated_with_unit"),
        (Fact, {"date": "tomorrow"}, "fact_date"),
        (Party, {"name": "x", "role": "friend"}, "party_role_is_known"),
        (Procurement, {"kind": "gift", "title_it": "a", "title_en": "b"}, "procurement_kind"),
        (
            Procurement,
            {"kind": "works", "title_it": "a", "title_en": "b", "state": "gone"},
            "procurement_state",
        ),
        (WebLink, {"url": "javascript:1", "label_it": "a", "label_en": "b"}, "weblink_is_http"),
    ],
)
def test_detail__that_cannot_be__is_refused(
    model: type[models.Model], values: dict[str, object], constraint: str
) -> None:
    stated = {} if model in (Quantity, Fact) else {"statement": money()}
    refused(lambda: model._default_manager.create(**ABOUT, **values, **stated), constraint)


def test_detail__twice_under_one_key__is_refused() -> None:
    Fact.objects.create(**ABOUT)
    refused(lambda: Fact.objects.create(**ABOUT), "fact_once")


def test_conflict__decided_without_statement_or_open_with_one__is_refused() -> None:
    given = {
        "subject_kind": "action",
        "subject_key": "MI1.1.1.a",
        "field": "state",
        "about": "values",
        "kind": "state",
        "position": 1,
    }
    for shown, reason in ((None, "by_rank"), (money(), "unknown_date"), (money(), "by_dice")):
        refused(
            lambda s=shown, r=reason: Conflict.objects.create(**given, shown=s, reason=r),
            "conflict_is_decided_or_open",
        )
    Conflict.objects.create(**given, reason="equal_date")
    refused(lambda: Conflict.objects.create(**given, reason="equal_date"), "conflict_once")


def test_gap__twice__is_refused() -> None:
    given = {"subject_kind": "a", "subject_key": "b", "field": "c", "reason": "d", "position": 1}
    Gap.objects.create(**given)
    refused(lambda: Gap.objects.create(**given), "gap_once")


def test_names__in_one_language_only__are_refused() -> None:
    refused(lambda: Fund.objects.update(name_en=""), "fund_name_in_both_languages")
    refused(lambda: Project.objects.update(title_it=""), "project_title_in_both_languages")
    refused(lambda: Project.objects.update(state="gone"), "project_state_is_known")
