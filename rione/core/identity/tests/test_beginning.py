"""The first administrator: invited once, by nobody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from rione.core import clock
from rione.core.audit.models import Entry
from rione.core.identity.beginning import Offer, invite_administrator
from rione.core.identity.models import Invitation, Membership, Organisation
from rione.core.identity.operations import INVITATION_LASTS, Refused, accept_invitation
from rione.core.identity.rules.roles import Role

from .factories import PASSWORD, person

pytestmark = pytest.mark.django_db
ASKED = {
    "email": "Prima@Finta.example",
    "name": "Prima Inventata",
    "organisation": "Comune di Prova",
    "kind": "city",
    "municipality": "015146",
}


def offer(**changes: object) -> Offer:
    return invite_administrator(**ASKED | changes)  # type: ignore[arg-type]


def test_invite__on_an_empty_platform__makes_body_and_invitation() -> None:
    made = offer()
    invitation = Invitation.objects.get()
    assert made.until == invitation.expires_at
    assert len(made.token) > 40
    assert invitation.email == "prima@finta.example"
    assert (invitation.role, invitation.municipality) == ("administrator", "015146")
    assert invitation.invited_by is None
    assert made.token not in invitation.token_digest
    body = Organisation.objects.get()
    assert (body.kind, body.name, body.municipality) == ("city", "Comune di Prova", "015146")
    verbs = list(Entry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["put_organisation", "invite_member"]


def test_invite__repeated__does_nothing_and_tells_no_link() -> None:
    first, again = offer(), offer()
    assert again == Offer("", first.until)
    assert Invitation.objects.count() == 1


def test_invite__again__closes_the_first_link() -> None:
    first, second = offer(), offer(again=True)
    assert second.token
    with pytest.raises(Refused, match="invitation_closed"):
        accept_invitation(token=first.token, name="x", password=PASSWORD)
    accept_invitation(token=second.token, name="x", password=PASSWORD)


def test_invite__after_it_expired__makes_another() -> None:
    first = offer()
    with clock.frozen_at(clock.now() + INVITATION_LASTS + timedelta(seconds=1)):
        assert offer().token not in ("", first.token)


def test_invite__who_is_an_administrator_already__is_left() -> None:
    accept_invitation(token=offer().token, name="Prima Inventata", password=PASSWORD)
    assert offer() == Offer("", None)
    assert offer(again=True) == Offer("", None)
    membership = Membership.objects.get()
    assert (membership.role, membership.invited_by) == (Role.ADMINISTRATOR, None)


def test_invite__accepted_in_the_browser__proposes_the_name(client: Client) -> None:
    address = reverse("identity:invitation", args=[offer().token])
    assert "Prima Inventata" in client.get(address).content.decode()
    answer = client.post(address, {"name": "Prima Inventata", "password": PASSWORD})
    assert answer.status_code == 302
    assert Membership.objects.get().user.email == "prima@finta.example"


def test_invite__who_has_an_account__keeps_it() -> None:
    user = person("prima@finta.example")
    made = accept_invitation(token=offer().token, account=user)
    assert made.user == user


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": "prima"}, "email"),
        ({"email": ""}, "email"),
        ({"email": "a\x00@finta.example"}, "email"),
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"organisation": ""}, "organisation"),
        ({"organisation": "x" * 201}, "organisation"),
        ({"organisation": "a\x00b"}, "organisation"),
        ({"kind": "club"}, "kind"),
        ({"municipality": ""}, "municipality"),
        ({"municipality": "15146"}, "municipality"),
        ({"municipality": "٠١٥١٤٦"}, "municipality"),
        ({"language": "de"}, "language"),
    ],
)
def test_invite__with_something_wrong__is_refused_and_nothing_is_stored(
    change: dict[str, str], code: str
) -> None:
    with pytest.raises(Refused, match=f"^{code}$"):
        offer(**change)
    assert not Organisation.objects.exists()


def test_invite__for_a_municipality_that_is_there_under_another_name__is_refused() -> None:
    offer()
    with pytest.raises(Refused, match="organisation_other_name"):
        offer(organisation="Comune di Altro")
    assert Organisation.objects.count() == 1


def test_invitation__by_nobody_to_another_role__is_refused_by_the_database() -> None:
    offer()
    with (
        pytest.raises(IntegrityError, match="invitation_by_nobody_is_an_administrators"),
        transaction.atomic(),
    ):
        Invitation.objects.update(role="resident")
