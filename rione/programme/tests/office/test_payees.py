"""The name of a payee is corrected with a reason, and what it was stays."""

import pytest
from django.test import Client
from django.urls import reverse

from rione.core.audit.models import Entry
from rione.core.identity.models import Membership
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import BASSO
from rione.core.writes import Refused
from rione.programme.models import CaseEvent, Payee
from rione.programme.operations import correct_payee

from .factories import acting_as, done, logged_in, within
from .money_factories import an_office

pytestmark = pytest.mark.django_db


def test_correct_payee__with_a_reason__keeps_what_the_name_was() -> None:
    office = an_office()
    payee = office.payee()
    done(correct_payee, actor=office.officer, payee=payee, name=" Ditta Vera ", reason="Refuso")
    with within():
        row = Payee.objects.get(pk=payee)
        event = CaseEvent.objects.get(case=payee)
        entry = Entry.objects.get(verb="correct_payee")
    assert row.name == "Ditta Vera"
    assert event.reason == "Ditta Finta → Ditta Vera\nRefuso"
    assert f"payee:{payee}" in entry.subjects
    assert "Ditta" not in str(entry.details)
    client = logged_in(Client(), Membership.objects.get(pk=office.officer.membership))
    page = client.get(reverse("office:correct_payee", args=[payee])).content.decode()
    assert "Ditta Finta → Ditta Vera" in page


@pytest.mark.parametrize(
    ("name", "reason", "field"),
    [
        ("", "Refuso", "name"),
        ("Ditta Finta", "Refuso", "name"),
        ("D" * 201, "Refuso", "name"),
        ("Ditta Vera", " ", "reason"),
    ],
)
def test_correct_payee__with_what_is_not_enough__is_refused_there(
    name: str, reason: str, field: str
) -> None:
    office = an_office()
    payee = office.payee()
    with pytest.raises(Refused) as refused:
        done(correct_payee, actor=office.officer, payee=payee, name=name, reason=reason)
    assert refused.value.field == field
    with within():
        assert Payee.objects.get(pk=payee).name == "Ditta Finta"
        assert not CaseEvent.objects.exists()


def test_correct_payee__by_others__is_refused() -> None:
    office = an_office()
    payee = office.payee()
    stranger = acting_as(Role.PROGRAMME_OFFICER, BASSO)
    for actor in (office.beneficiary, office.certifier, stranger):
        with pytest.raises(Refused):
            done(correct_payee, actor=actor, payee=payee, name="Altra", reason="Refuso")
