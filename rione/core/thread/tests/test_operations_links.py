"""Links: stated once, retired when no longer stated, seen from both ends."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from rione.core import clock
from rione.core.thread import queries
from rione.core.thread.models import Link
from rione.core.thread.operations import LinkData, put_links

pytestmark = pytest.mark.django_db

PAID = LinkData("place", "mill", "paid_for_by", "operation", "OP1", citation="plan:3")
SERVED = LinkData("place", "mill", "served_by", "operation", "OP2", since=date(2022, 1, 1))


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    def known(kind: str, *names: str) -> queries.Resolver:
        return lambda keys: {
            key: queries.Node(kind, key, key.upper()) for key in keys if key in names
        }

    monkeypatch.setattr(
        queries,
        "_resolvers",
        {"place": known("place", "mill"), "operation": known("operation", "OP1", "OP2")},
    )


def test_put_links__twice__changes_nothing() -> None:
    assert put_links(owner="a", links=[PAID, SERVED]) == (2, 0)
    assert put_links(owner="a", links=[SERVED, PAID, PAID]) == (0, 0)


def test_put_links__no_longer_stated__is_retired_and_kept() -> None:
    put_links(owner="a", links=[PAID, SERVED])
    put_links(owner="b", links=[PAID])
    assert put_links(owner="a", links=[SERVED]) == (0, 1)
    retired = Link.objects.get(owner="a", relation="paid_for_by")
    assert retired.retired_at is not None
    assert Link.objects.get(owner="b").retired_at is None
    assert put_links(owner="a", links=[PAID, SERVED]) == (1, 0)


@pytest.mark.usefixtures("kinds")
def test_links_of__either_end__sees_the_other() -> None:
    put_links(owner="a", links=[PAID, SERVED])
    place = queries.links_of("place", ["mill"])["mill"]
    assert [(v.relation, v.outward, v.other.title) for v in place] == [
        ("paid_for_by", True, "OP1"),
        ("served_by", True, "OP2"),
    ]
    (seen,) = queries.links_of("operation", ["OP1"])["OP1"]
    assert (seen.outward, seen.other.key, seen.citation) == (False, "mill", "plan:3")


@pytest.mark.usefixtures("kinds")
def test_links_of__far_end_unknown__is_left_out() -> None:
    put_links(owner="a", links=[LinkData("place", "mill", "run_by", "body", "nobody")])
    assert queries.links_of("place", ["mill"]) == {"mill": []}


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("link_joins_two_things", {"to_kind": "place", "to_key": "mill"}),
        ("link_relation_is_known", {"relation": "likes"}),
        (
            "link_ends_after_it_begins",
            {"since": date(2022, 2, 1), "until": date(2022, 1, 1)},
        ),
    ],
)
def test_link__against_a_constraint__is_stopped_by_the_database(
    constraint: str, changes: dict[str, object]
) -> None:
    row = Link(
        owner="a",
        from_kind="place",
        from_key="mill",
        relation="run_by",
        to_kind="body",
        to_key="x",
        created_at=clock.now(),
    )
    for name, value in changes.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save()


def test_link__stated_twice_at_once__is_stopped_by_the_database() -> None:
    put_links(owner="a", links=[PAID])
    row = Link.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError, match="link_stated_once"), transaction.atomic():
        row.save()
