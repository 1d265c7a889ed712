"""What the demo shows of procurements and checks is put once, in several states."""

import pytest
from django.test import Client
from django.urls import reverse

from rione.config.demo import checks
from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.demo import MILAN, put_people
from rione.core.identity.models import Membership
from rione.core.identity.rules.roles import Role
from rione.programme.models import Action, Check, Contract, Finding, Recovery
from rione.programme.operations import load_folder
from rione.programme.tests.factories import MILANO
from rione.programme.tests.office.factories import logged_in, within

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people():
    with acting(AuditActor("job", "tests")):
        put_people()
        yield


def test_put__twice__puts_it_once_in_several_states(client: Client) -> None:
    load_folder(folder=MILANO)
    assert "procurements, checks and a recovery" in checks.put()
    assert checks.put() == "all there"
    with within(MILAN):
        assert Contract.objects.count() == 2
        assert Check.objects.exclude(finished_at=None).count() == 2
        assert set(Finding.objects.values_list("state", flat=True)) == {
            "answered",
            "open",
            "accepted",
        }
        assert Recovery.objects.count() == 1
    logged_in(client, Membership.objects.get(role=Role.AUDITOR))
    for name in ("procurements", "contracts", "checks", "findings", "irregularities", "samples"):
        page = client.get(reverse(f"office:{name}"))
        assert page.context["found"], name


def test_put__without_a_programme__puts_nothing() -> None:
    assert not Action.objects.exists()
    assert checks.put() == "no programme, no procurements"
