"""What the demo shows of money is put once, in all states, and adds up."""

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from rione.config.demo import money
from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.demo import MILAN, put_people
from rione.core.identity.models import Membership
from rione.core.identity.rules.roles import Role
from rione.programme.models import Expense, Fund, Operation
from rione.programme.operations import load_folder
from rione.programme.queries.money_check import check_money
from rione.programme.rules.expenses import State
from rione.programme.tests.factories import MILANO
from rione.programme.tests.office.factories import logged_in, within

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people():
    with acting(AuditActor("job", "tests")):
        put_people()
        load_folder(folder=MILANO)
        yield


def test_put__twice__puts_it_once_in_all_states(client: Client) -> None:
    assert money.put() == "3 operations with 42 expenses"
    assert money.put() == "all there"
    with within(MILAN):
        states = Counter(Expense.objects.values_list("state", flat=True))
        titles = list(Operation.objects.values_list("title", flat=True))
    assert set(states) == {state.value for state in State}
    assert sum(states.values()) == 42
    assert all("inventat" in title for title in titles)
    assert all(found.ok for found in check_money())
    logged_in(client, Membership.objects.get(role=Role.AUDITOR))
    for code, _action, _title in money.OPERATIONS:
        page = client.get(reverse("office:operation_money", args=[code]))
        assert page.status_code == 200
        assert "IMP-" in page.content.decode()


def test_put__without_a_programme__puts_nothing() -> None:
    Fund.objects.update(public=False)
    assert money.put() == "no programme, no money"
