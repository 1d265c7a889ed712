"""What the demo shows of the desk is put once and stands on its pages."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from rione.config.demo import desk
from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.demo import MILAN, put_people
from rione.core.identity.models import Membership
from rione.core.identity.rules.roles import Role
from rione.programme.models import (
    CommunicationPlanItem,
    Deadline,
    FaqEntry,
    MissingItem,
    Operation,
    Question,
)
from rione.programme.operations import load_folder
from rione.programme.tests.factories import MILANO
from rione.programme.tests.office.factories import logged_in, within

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people():
    with acting(AuditActor("job", "tests")):
        put_people()
        load_folder(folder=MILANO)
        yield


def counts() -> list[int]:
    with within(MILAN):
        return [
            model.objects.count()  # type: ignore[attr-defined]
            for model in (
                Operation, Question, FaqEntry, MissingItem, Deadline, CommunicationPlanItem,
            )
        ]  # fmt: skip


def test_put__twice__puts_it_once(db: None) -> None:
    assert "MI1.1.1.A-DEMO1" in desk.put()
    first = counts()
    assert first == [1, 3, 1, 2, 5, 2]
    assert desk.put() == "all there"
    assert counts() == first


def test_put__stands_on_the_pages_of_officer_and_beneficiary(client: Client) -> None:
    desk.put()
    for role, words in (
        (Role.PROGRAMME_OFFICER, ["Misure della targa temporanea", "Relazione di avanzamento"]),
        (Role.BENEFICIARY, ["Fogli ore firmati", "Domanda di pagamento intermedia"]),
    ):
        membership = (
            Membership.objects.filter(role=role, municipality=MILAN).order_by("made_at").first()
        )
        logged_in(client, membership)
        with override("it"):
            content = client.get(reverse("office:home")).content.decode()
        for word in words:
            assert word in content
        assert "Esempio di nota interna" not in content
