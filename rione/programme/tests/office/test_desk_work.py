"""What waits in the money and the checks of operations stands on the office's first page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rione.core.identity.models import Membership
from rione.core.identity.rules.actors import Actor
from rione.core.scope import scope
from rione.core.scope.tests.statements import own_statements
from rione.programme.queries.todo import Todos
from rione.programme.queries.todo_work import WORK, expenses_waiting, findings_waiting

from .check_factories import World
from .factories import logged_in
from .money_factories import an_office

pytestmark = pytest.mark.django_db


def read(source, actor: Actor) -> Todos:
    with scope(actor), CaptureQueriesContext(connection) as queries:
        found = source(actor)
    assert len(queries) <= 1
    return found


def test_expenses__entered_then_verified__wait_for_officer_then_certifier() -> None:
    office = an_office()
    expense = office.enter(office.paid(1000), 900)
    assert read(expenses_waiting, office.officer).total == 1
    assert read(expenses_waiting, office.certifier).total == 0
    assert read(expenses_waiting, office.beneficiary) == Todos()
    office.verify(expense, 900)
    assert read(expenses_waiting, office.officer).total == 0
    (todo,) = read(expenses_waiting, office.certifier).items
    assert str(expense) in todo.url


def test_findings__raised_then_answered__wait_for_beneficiary_then_office() -> None:
    world = World()
    finding = world.finding()
    mine = read(findings_waiting, world.beneficiary)
    assert (mine.total, mine.late) == (1, 0)
    assert mine.items[0].due is not None
    assert read(findings_waiting, world.officer).total == 0
    assert read(findings_waiting, world.stranger).total == 0
    assert read(findings_waiting, world.certifier) == Todos()
    world.answer(finding)
    assert read(findings_waiting, world.beneficiary).total == 0
    for reader in (world.officer, world.auditor):
        (todo,) = read(findings_waiting, reader).items
        assert todo.due is None


def test_home__of_an_officer_with_all_sources__takes_at_most_ten_statements(client: Client) -> None:
    world = World()
    world.answer(world.finding())
    logged_in(client, Membership.objects.get(pk=world.officer.membership))
    with CaptureQueriesContext(connection) as queries:
        content = client.get(reverse("office:home")).content.decode()
    assert world.operation.code in content
    assert len(own_statements(queries.captured_queries)) <= 10
    assert {source.name for source in WORK} == {"expenses", "papers", "findings"}
