"""An operation is done once, however often it is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from rione.core.scope import scope
from rione.core.scope.extent import Extent
from rione.core.writes import KeyReused, Refused, operation, registered, registry
from rione.core.writes.models import Request
from rione.core.writes.problems import BadKey
from rione.core.writes.rules import fingerprint


@dataclass(frozen=True)
class Somebody:
    account: str = "6e0b1b5a-4a59-4d5c-9c39-0d0a6f5b8a11"


@dataclass(frozen=True)
class Amount:
    cents: int


DONE: list[int] = []


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    before = dict(registry._functions)
    DONE.clear()
    yield
    registry._functions.clear()
    registry._functions.update(before)


def doubling(verb: str = "double_it"):
    @operation(verb)
    def double_it(*, actor: Somebody, key: str, amount: int) -> int:
        if amount < 0:
            raise Refused("Give an amount above zero.", field="amount")
        DONE.append(amount)
        return amount * 2

    return double_it


def test_fingerprint__equal_arguments__are_equal_whatever_their_order() -> None:
    first = {"a": 1, "b": UUID(int=3), "c": date(2024, 1, 2), "d": (Amount(5), Decimal("1.50"))}
    second = dict(reversed(first.items()), d=(Amount(5), Decimal("1.5")))
    assert fingerprint("v", first) == fingerprint("v", second)
    assert fingerprint("v", first) != fingerprint("w", first)


@given(st.text(), st.text())
def test_fingerprint__different_texts__differ(one: str, other: str) -> None:
    equal = fingerprint("v", {"a": one}) == fingerprint("v", {"a": other})
    assert equal == (one == other)


def test_fingerprint__kinds_that_look_alike__differ() -> None:
    day = date(2024, 1, 2)
    values = [day, day.isoformat(), {"date": day.isoformat()}, 1, "1", Decimal(1), None, "", 0]
    assert len({fingerprint("v", {"a": value}) for value in values}) == len(values)


def test_fingerprint__what_cannot_be_written_down__is_an_error() -> None:
    with pytest.raises(TypeError, match="object"):
        fingerprint("v", {"a": object()})


@pytest.mark.django_db
def test_operation__repeated__is_done_once_with_the_first_answer() -> None:
    double_it = doubling()
    assert double_it(actor=Somebody(), key="form-0001", amount=4) == 8
    assert double_it(actor=Somebody(), key="form-0001", amount=4) == 8
    assert DONE == [4]
    assert registered()["double_it"] is double_it


@pytest.mark.django_db
def test_operation__key_with_other_arguments__is_refused() -> None:
    double_it, other = doubling(), doubling("double_other")
    double_it(actor=Somebody(), key="form-0001", amount=4)
    for again, amount in ((double_it, 5), (other, 4)):
        with pytest.raises(KeyReused):
            again(actor=Somebody(), key="form-0001", amount=amount)
    assert DONE == [4]


@pytest.mark.django_db
def test_operation__same_key_of_another_account__is_another_request() -> None:
    double_it = doubling()
    double_it(actor=Somebody(), key="form-0001", amount=4)
    double_it(actor=Somebody(str(uuid4())), key="form-0001", amount=5)
    double_it(actor=Somebody(""), key="form-0001", amount=6)
    assert DONE == [4, 5, 6]


@pytest.mark.django_db
def test_operation__refused__leaves_the_key_free() -> None:
    double_it = doubling()
    with pytest.raises(Refused) as refused:
        double_it(actor=Somebody(), key="form-0001", amount=-1)
    assert refused.value.field == "amount"
    assert double_it(actor=Somebody(), key="form-0001", amount=1) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "short", "with space 1", "x" * 101, "nul\x00nul-1", "è" * 9])
def test_operation__what_is_no_key__is_refused(key: str) -> None:
    with pytest.raises(BadKey):
        doubling()(actor=Somebody(), key=key, amount=1)


@pytest.mark.django_db
def test_operation__inside_another__is_an_error() -> None:
    double_it = doubling()

    @operation("outer_one")
    def outer_one(*, actor: Somebody, key: str) -> int:
        return double_it(actor=actor, key="form-0002", amount=1)

    with pytest.raises(RuntimeError, match="share a plain function"):
        outer_one(actor=Somebody(), key="form-0001")


def test_operation__two_of_one_verb__are_an_error() -> None:
    doubling()
    with pytest.raises(ValueError, match="double_it"):
        doubling()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("key", "", "request_is_named"),
        ("verb", "", "request_is_named"),
        ("fingerprint", "Z", "request_fingerprint"),
    ],
)
def test_request__what_names_nothing__is_no_row(column: str, value: str, constraint: str) -> None:
    row = {"account": "", "key": "form-0001", "verb": "v", "fingerprint": "a" * 64, column: value}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Request.objects.create(**row)


@pytest.mark.django_db(transaction=True)
def test_operation__twelve_at_once_with_one_key__is_done_once() -> None:
    double_it = doubling()
    barrier, answers = Barrier(12), []

    def rival() -> None:
        barrier.wait()
        try:
            with scope(Extent(account=Somebody().account)):
                answers.append(double_it(actor=Somebody(), key="form-0001", amount=4))
        finally:
            connection.close()

    rivals = [Thread(target=rival) for _ in range(12)]
    for thread in rivals:
        thread.start()
    for thread in rivals:
        thread.join()
    assert answers == [8] * 12
    assert DONE == [4]
