"""Sums in every file equal the books of the offices and the programme's totals, to the cent."""

import csv
import io
import json
from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.opendata import exporting
from rione.programme import operations as do
from rione.programme.models import Action, Financing, Operation
from rione.programme.queries.books import accounts_of
from rione.programme.tests.factories import MILANO
from rione.programme.tests.office.factories import done, within
from rione.programme.tests.office.money_factories import Office, an_office

pytestmark = pytest.mark.django_db
PLACES = ("099001", "099002")
cents = st.integers(1, 10_000_000)
offices = st.lists(
    st.tuples(
        st.sampled_from(PLACES),
        st.lists(
            st.tuples(st.sampled_from(["pon_metro", "comune"]), cents), min_size=1, max_size=3
        ),
        st.lists(
            st.tuples(st.integers(1, 90), st.integers(4, 12), st.integers(0, 100)), max_size=4
        ),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
)


def rows(name: str) -> list[dict[str, str]]:
    stream = io.BytesIO()
    exporting.write(f"{name}.csv", stream)
    return list(csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8"))))


def total(found: list[dict[str, str]], column: str) -> int:
    return sum(round(float(row[column]) * 100) if row[column] else 0 for row in found)


def put(place: str, grants: list[Any], payments: list[Any], certify: bool) -> Office:
    """An operation with its money, as a person would enter it."""
    office = an_office(place)
    granted: dict[str, int] = defaultdict(int)
    for fund, amount in grants:
        office.grant(amount, fund=fund)
        granted[fund] += amount
    left = sum(granted.values())
    fund = grants[0][0]
    if left > 100:
        done(
            do.record_saving,
            actor=office.officer,
            operation=office.operation.pk,
            fund=fund,
            amount_cents=1,
            day=date(2021, 1, 1),
            decision="Ribasso inventato",
        )
        left -= 1
    for share, month, recovered in payments:
        amount = left * share // 100
        if not amount:
            continue
        payment = office.pay(office.commit(amount), amount, day=date(2021, month, 1))
        left -= amount
        if back := amount * recovered // 100:
            done(
                do.recover_payment,
                actor=office.officer,
                payment=payment,
                day=date(2021, 12, 31),
                amount_cents=back,
                reason="Recupero inventato",
            )
        if certify and amount - back:
            expense = office.enter(payment, amount - back)
            office.verify(expense, amount - back)
    return office


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(offices)
def test_files__of_any_offices__add_up_to_their_books(plan: list[Any]) -> None:
    with transaction.atomic(), acting(AuditActor("job", "tests")):
        made = [put(*one) for one in plan]
        books: dict[str, int] = defaultdict(int)
        for office in made:
            with within(office.operation.municipality):
                for name, view in accounts_of(office.operation, NAMES).items():
                    books[name.partition("/")[0]] += view.balance
        operations = rows("operations")
        assert len(operations) == len(made)
        left = total(operations, "granted") - total(operations, "savings")
        assert left == books["financing"] == total(rows("financing"), "net")
        assert total(operations, "committed") == left - books["available"]
        paid = rows("payments")
        assert total(operations, "paid") == books["paid"]
        assert total(paid, "paid") - total(paid, "recovered") == books["paid"]
        assert total(operations, "declared") == (
            books["declared"] + books["accepted"] + books["certified"]
        )
        stream = io.BytesIO()
        exporting.write("payments.json", stream)
        assert len(json.loads(stream.getvalue())) == len(paid)
        transaction.set_rollback(True)


NAMES = (
    *("financing/pon_metro", "financing/comune", "available", "paid"),
    *("declared", "accepted", "certified"),
)


def test_files__of_milan__add_up_to_the_programme() -> None:
    do.load_folder(folder=MILANO)
    known = Financing.objects.aggregate(all=Sum("amount_cents"))["all"]
    assert known == Action.objects.aggregate(all=Sum("known_cents"))["all"]
    listed = rows("list-of-operations")
    assert total(listed, "totale_importi_noti") == known
    funds = [name for name in listed[0] if name.startswith("risorse_")]
    assert sum(total(listed, fund) for fund in funds) == known
    assert total(rows("financing-of-actions"), "amount") == known
    assert not Operation.objects.exists()
