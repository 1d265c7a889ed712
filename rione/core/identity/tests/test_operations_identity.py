"""Accounts, memberships, invitations, second factors: what is stored and what is refused."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from rione.core import clock
from rione.core.identity import operations
from rione.core.identity.adapters.factors import FactorAdapter
from rione.core.identity.attempts import (
    forget_failures,
    forget_old_failures,
    note_failure,
    wait_left,
)
from rione.core.identity.demo import MILAN, PEOPLE, SESTO, put_people
from rione.core.identity.models import (
    FactorReset,
    Invitation,
    LoginFailure,
    Membership,
    Organisation,
    User,
)
from rione.core.identity.operations import Refused, forget_expired_sessions
from rione.core.identity.ports import Wired
from rione.core.identity.queries import (
    invitation_for,
    members,
    memberships_of,
    open_invitations,
)
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.limits import FREE
from rione.core.identity.rules.roles import Role
from rione.core.scope import NOWHERE, WORKER, scope

from .factories import ALTO, BASSO, PASSWORD, actor_of, add_factor, body, member, person

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    monkeypatch.setattr(Wired, "record", staticmethod(lambda **entry: entries.append(entry)))
    return entries


@pytest.fixture
def administrator() -> Actor:
    return actor_of(member(Role.ADMINISTRATOR, factor=True))


def refused(code: str):
    return pytest.raises(Refused, match=f"^{code}$")


# Accounts


def test_account__address_in_capitals__is_one_and_the_same() -> None:
    made = person("Ugo@Finta.Example")
    assert made.email == "ugo@finta.example"
    with refused("email_taken"):
        person("UGO@finta.example")
    assert authenticate(email="UGO@finta.example", password=PASSWORD) == made


@pytest.mark.parametrize(
    "change", [{"email": "Ugo@finta.example"}, {"name": ""}, {"language": "de"}]
)
def test_account__against_a_constraint__is_refused_by_the_database(change: dict[str, str]) -> None:
    made = person()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=made.pk).update(**change)


def test_organisation__put_twice__is_one() -> None:
    assert body() == body()
    assert body(ALTO) != body(BASSO)


# Memberships


def test_membership__same_role_at_the_same_time__is_refused() -> None:
    first = member(Role.RESIDENT)
    with refused("already_member"):
        member(Role.RESIDENT, user=first.user)
    member(Role.COMMITTEE, user=first.user)
    member(Role.RESIDENT, BASSO, user=first.user)


def test_membership__overlap_on_a_way_around__is_refused_by_the_database() -> None:
    first = member(Role.RESIDENT)
    with pytest.raises(IntegrityError, match="membership_role_once_at_a_time"):
        Membership.objects.create(
            user=first.user,
            organisation=first.organisation,
            municipality=first.municipality,
            role=first.role,
            since=date(2100, 1, 1),
        )


@pytest.mark.parametrize(
    "change", [{"role": "king"}, {"municipality": "99"}, {"until": date(1999, 1, 1)}]
)
def test_membership__against_a_constraint__is_refused_by_the_database(
    change: dict[str, Any],
) -> None:
    made = member(Role.RESIDENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=made.pk).update(**change)


def test_membership__ended_today__is_out_of_force_and_may_be_granted_anew(
    recorded: list[dict[str, Any]],
) -> None:
    made = member(Role.RESIDENT)
    assert len(memberships_of(made.user_id)) == 1
    operations.end_membership(membership=made.pk)
    assert memberships_of(made.user_id) == ()
    with refused("not_in_force"):
        operations.end_membership(membership=made.pk)
    member(Role.RESIDENT, user=made.user)
    assert [entry["verb"] for entry in recorded[-2:]] == ["end_membership", "grant_membership"]
    assert recorded[-2]["subjects"][0] == ("membership", str(made.pk))


def test_membership__its_dates__decide_whether_it_is_in_force() -> None:
    user = person()
    with clock.frozen_at(DAY):
        operations.grant_membership(
            user=user,
            organisation=body(),
            role=Role.RESIDENT,
            municipality=ALTO,
            since=date(2026, 3, 2),
            until=date(2026, 3, 4),
        )
    for day, count in ((1, 0), (2, 1), (3, 1), (4, 0)):
        with clock.frozen_at(datetime(2026, 3, day, 12, tzinfo=UTC)):
            assert len(memberships_of(user.pk)) == count


def test_membership__closed_account__has_none() -> None:
    made = member(Role.RESIDENT)
    User.objects.filter(pk=made.user_id).update(is_active=False)
    assert memberships_of(made.user_id) == ()


def test_members__colliding_municipalities__are_kept_apart() -> None:
    for place in (ALTO, BASSO):
        member(Role.RESIDENT, place)
    assert {row.municipality for row in members(ALTO)} == {ALTO}
    assert {row.municipality for row in members(None)} == {ALTO, BASSO}


# Invitations


def invite(actor: Actor, email: str = "nuova@finta.example", **changes: Any) -> operations.Invited:
    values = {"organisation": body(), "role": Role.RESIDENT, "municipality": ALTO, **changes}
    return operations.invite(actor=actor, email=email, **values)


def test_invitation__accepted__makes_account_and_membership_once(
    administrator: Actor, recorded: list[dict[str, Any]]
) -> None:
    invited = invite(administrator, "Nuova@Finta.example", role=Role.SOCIAL_WORKER)
    assert invited.token not in str(Invitation.objects.filter().values().get())
    made = operations.accept_invitation(token=invited.token, name="Nuova Finta", password=PASSWORD)
    assert made.user.email == "nuova@finta.example"
    assert made.user.check_password(PASSWORD)
    assert (made.role, made.municipality) == (Role.SOCIAL_WORKER, ALTO)
    assert str(made.invited_by_id) == administrator.account
    with refused("invitation_closed"):
        operations.accept_invitation(token=invited.token, account=made.user)
    assert [entry["verb"] for entry in recorded] == [
        "invite_member",
        "create_account",
        "grant_membership",
    ]
    assert "nuova" not in str(recorded)


def test_invitation__address_with_an_account__asks_to_log_in(administrator: Actor) -> None:
    known = person()
    invited = invite(administrator, known.email)
    with refused("log_in"):
        operations.accept_invitation(token=invited.token, name="X", password=PASSWORD)
    with refused("other_account"):
        operations.accept_invitation(token=invited.token, account=person())
    assert operations.accept_invitation(token=invited.token, account=known).user == known


def test_invitation__expired_withdrawn_or_unknown__opens_nothing(administrator: Actor) -> None:
    expired = invite(administrator)
    with (
        clock.frozen_at(clock.now() + operations.INVITATION_LASTS),
        refused("invitation_closed"),
    ):
        operations.accept_invitation(token=expired.token, name="X", password=PASSWORD)
    withdrawn = invite(administrator, "altra@finta.example")
    operations.withdraw_invitation(actor=administrator, invitation=withdrawn.invitation.pk)
    for token in (withdrawn.token, "unknown"):
        assert invitation_for(token) is None
        with refused("invitation_closed"):
            operations.accept_invitation(token=token, name="X", password=PASSWORD)


def test_invitation__sent_again__closes_the_earlier_link(administrator: Actor) -> None:
    first, second = invite(administrator), invite(administrator)
    assert invitation_for(first.token) is None
    assert invitation_for(second.token) is not None
    assert len(open_invitations(ALTO)) == 1
    assert not open_invitations(BASSO)


def test_invitation__membership_refused__stays_open(administrator: Actor) -> None:
    held = member(Role.RESIDENT)
    invited = invite(administrator, held.user.email)
    with refused("already_member"):
        operations.accept_invitation(token=invited.token, account=held.user)
    assert invitation_for(invited.token) is not None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"municipality": BASSO}, "out_of_reach"),
        ({"municipality": ""}, "out_of_reach"),
    ],
)
def test_invitation__beyond_the_inviters_reach__is_refused(
    administrator: Actor, changes: dict[str, Any], code: str
) -> None:
    with refused(code):
        invite(administrator, **changes)


def test_invitation__body_of_another_municipality__is_refused(administrator: Actor) -> None:
    with refused("organisation_elsewhere"):
        invite(administrator, organisation=body(BASSO))


def test_invitation__by_a_resident_or_without_factor__is_refused() -> None:
    with refused("role"):
        invite(actor_of(member(Role.RESIDENT)))
    with refused("second_factor"):
        invite(actor_of(member(Role.ADMINISTRATOR)))


# Second factors


def test_factor__reset_by_an_administrator__is_gone_and_the_reason_kept(
    administrator: Actor, recorded: list[dict[str, Any]]
) -> None:
    officer = member(Role.SOCIAL_WORKER, factor=True)
    operations.reset_factor(
        actor=administrator, user=officer.user, municipality=ALTO, reason="Telefono perso"
    )
    assert not Authenticator.objects.filter(user=officer.user).exists()
    assert not memberships_of(officer.user_id)[0].second_factor
    assert FactorReset.objects.get().reason == "Telefono perso"
    assert recorded[-1]["verb"] == "reset_factor"
    assert "Telefono" not in str(recorded)
    with refused("no_factor"):
        operations.reset_factor(
            actor=administrator, user=officer.user, municipality=ALTO, reason="again"
        )


def test_factor__own_or_without_reason__is_not_reset(administrator: Actor) -> None:
    own = User.objects.get(pk=administrator.account)
    with refused("own_factor"):
        operations.reset_factor(actor=administrator, user=own, municipality=ALTO, reason="x")
    with refused("no_reason"):
        operations.reset_factor(actor=administrator, user=person(), municipality=ALTO, reason=" ")


def test_factor__its_secret__is_stored_encrypted() -> None:
    user = person()
    secret = add_factor(user)
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored
    assert FactorAdapter().decrypt(stored) == secret


def test_factor__key_rotated__still_decrypts(settings) -> None:
    stored = FactorAdapter().encrypt("x")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert FactorAdapter().decrypt(stored) == "x"


def test_factor__last_one_of_an_office_role__cannot_be_removed() -> None:
    officer, resident = member(Role.AUDITOR, factor=True), member(Role.RESIDENT, factor=True)
    for made, allowed in ((officer, False), (resident, True)):
        found = Authenticator.objects.get(user=made.user, type="totp")
        assert FactorAdapter().can_delete_authenticator(found) is allowed


# Failures


@pytest.fixture
def at_rest() -> Iterator[None]:
    with clock.frozen_at(DAY):
        yield


def fail(times: int, account: str = "ugo@finta.example", address: str = "192.0.2.1") -> None:
    for _ in range(times):
        note_failure(account=account, address=address)


def test_attempts__a_stranger_failing_elsewhere__does_not_make_an_official_wait(at_rest) -> None:
    fail(50, address="198.51.100.9")
    assert wait_left(account="ugo@finta.example", address="198.51.100.9") == timedelta(minutes=15)
    assert not wait_left(account="ugo@finta.example", address="192.0.2.1")
    assert not wait_left(account="ada@finta.example", address="198.51.100.9")


def test_attempts__after_the_free_ones__wait_longer_each_time(at_rest) -> None:
    fail(FREE)
    assert not wait_left(account="ugo@finta.example", address="192.0.2.1")
    fail(2)
    assert wait_left(account="UGO@finta.example ", address="192.0.2.1") == timedelta(seconds=4)


def test_attempts__success_or_a_day__begins_anew(at_rest) -> None:
    fail(9)
    forget_failures(account="ugo@finta.example", address="192.0.2.1")
    assert not wait_left(account="ugo@finta.example", address="192.0.2.1")
    fail(9)
    with clock.frozen_at(DAY + timedelta(hours=24)):
        assert note_failure(account="ugo@finta.example", address="192.0.2.1") == 1
        assert forget_old_failures() == 0
    with clock.frozen_at(DAY + timedelta(hours=48)):
        assert forget_old_failures() == 1


def test_attempts__table__does_not_say_whose_they_are(at_rest) -> None:
    fail(1)
    assert "ugo" not in LoginFailure.objects.get().account


# As a job


def test_nightly_jobs__as_the_worker__forget_without_reading_whose_they_were() -> None:
    fail(1)
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=clock.now() + timedelta(days=days)
        )
    with clock.frozen_at(clock.now() + timedelta(hours=1)), scope(NOWHERE, role=WORKER):
        forget_expired_sessions()
        assert forget_old_failures() == 0
    with clock.frozen_at(clock.now() + timedelta(hours=48)), scope(NOWHERE, role=WORKER):
        assert forget_old_failures() == 1
    assert [row.session_key for row in Session.objects.all()] == ["new"]


# Demo


def test_demo__people__are_of_every_role_invented_and_without_password() -> None:
    assert put_people() == len(PEOPLE) == len({person.email for person in PEOPLE})
    assert put_people() == 0
    assert {row.role for row in members(MILAN)} == set(Role)
    assert len(members(MILAN)) + len(members(SESTO)) == len(PEOPLE)
    offices = {Role.PROGRAMME_OFFICER, Role.BENEFICIARY, Role.MUNICIPALITY_OFFICER}
    assert {row.role for row in members(SESTO)} == offices | {Role.ADMINISTRATOR}
    for role in (Role.PROGRAMME_OFFICER, Role.CERTIFIER, Role.BENEFICIARY):
        assert len([row for row in members(MILAN) if row.role == role]) == 2
    twins = Organisation.objects.filter(name="Costruzioni Inventate")
    assert {body.municipality for body in twins} == {MILAN, SESTO}
    for user in User.objects.all():
        assert user.email.endswith("@finta.example")
        assert not user.has_usable_password()


def test_session__of_somebody_else__is_not_ended() -> None:
    assert operations.end_sessions(user=person(), key=1) == 0
