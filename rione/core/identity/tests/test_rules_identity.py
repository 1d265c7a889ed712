"""Decisions of identity, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rione.core.identity.rules.actors import ANONYMOUS, Actor
from rione.core.identity.rules.browsers import browser_name
from rione.core.identity.rules.limits import (
    FORGOTTEN_AFTER,
    FREE,
    LONGEST,
    counted_address,
    remaining,
    wait_after,
)
from rione.core.identity.rules.permissions import Grant, Reach, Thing, Verb, may, may_invite
from rione.core.identity.rules.roles import INVITED_BY, OFFICE_ROLES, Role
from rione.core.identity.rules.tokens import digest, new_token

OFFICER = Actor("a", "m", Role.SOCIAL_WORKER, "o", "099001", second_factor=True)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def verb(*reaches: Reach, reads_public: bool = False) -> Verb:
    return Verb(
        "do_it",
        "",
        tuple(Grant(Role.SOCIAL_WORKER, reach) for reach in reaches),
        reads_public=reads_public,
    )


@pytest.mark.parametrize(
    ("actor", "reason"),
    [
        (ANONYMOUS, "log_in"),
        (Actor("a"), "no_membership"),
        (replace(OFFICER, second_factor=False), "second_factor"),
        (replace(OFFICER, role=Role.RESIDENT), "role"),
        (replace(OFFICER, municipality="099002"), "out_of_reach"),
    ],
)
def test_may__actor_without_the_right__is_refused_with_its_reason(
    actor: Actor, reason: str
) -> None:
    decision = may(actor, verb(Reach.MUNICIPALITY), Thing("case", municipality="099001"))
    assert not decision
    assert decision.reason == reason


@pytest.mark.parametrize(
    ("reach", "near", "far"),
    [
        (Reach.OWN, Thing("x", owner="a"), Thing("x", owner="b")),
        (
            Reach.ORGANISATION,
            Thing("x", "099001", "o"),
            Thing("x", "099002", "o"),
        ),
        (Reach.ORGANISATION, Thing("x", organisation="o"), Thing("x", "099001", "p")),
        (Reach.SHARED, Thing("x", "099002", shared_with=("o",)), Thing("x", "099002")),
        (Reach.MUNICIPALITY, Thing("x", "099001"), Thing("x", "099002")),
        (Reach.MUNICIPALITY, Thing("x", "099001"), Thing("x")),
    ],
)
def test_may__thing_near_and_far__is_told_apart(reach: Reach, near: Thing, far: Thing) -> None:
    assert may(OFFICER, verb(reach), near).reason == reach
    assert may(OFFICER, verb(reach), far).reason == "out_of_reach"


def test_may__everywhere__reaches_all() -> None:
    assert may(OFFICER, verb(Reach.EVERYWHERE), Thing("x", "099002"))


def test_may__platform__is_for_the_metropolitan_city_alone() -> None:
    thing = Thing("x", "099002")
    assert not may(OFFICER, verb(Reach.PLATFORM), thing)
    assert may(replace(OFFICER, municipality=""), verb(Reach.PLATFORM), thing)


def test_may__nothing_named__nothing_reached_by_emptiness() -> None:
    """An actor without municipality or organisation does not match things without."""
    bare = Actor("a", "m", Role.SOCIAL_WORKER, second_factor=True)
    for reach in (Reach.OWN, Reach.ORGANISATION, Reach.SHARED, Reach.MUNICIPALITY):
        assert not may(bare, verb(reach), Thing("x"))


def test_may__public_thing__is_read_by_anybody_if_the_verb_reads() -> None:
    thing = Thing("x", public=True)
    assert may(ANONYMOUS, verb(reads_public=True), thing).reason == "public"
    assert not may(ANONYMOUS, verb(Reach.OWN), thing)


@pytest.mark.parametrize("inviter", list(Role))
@pytest.mark.parametrize("offered", list(Role))
def test_invite__every_pair_of_roles__is_decided_by_the_table(inviter: Role, offered: Role) -> None:
    actor = replace(OFFICER, role=inviter)
    expected = offered in INVITED_BY.get(inviter, frozenset())
    assert bool(may_invite(actor, offered, "099001")) is expected
    assert not may_invite(actor, offered, "099002")


def test_invite__administrator_of_a_municipality__makes_none_for_the_whole_platform() -> None:
    administrator = replace(OFFICER, role=Role.ADMINISTRATOR)
    assert not may_invite(administrator, Role.ADMINISTRATOR, "")
    assert may_invite(replace(administrator, municipality=""), Role.ADMINISTRATOR, "")


def test_roles__residents_committees_and_beneficiaries__need_no_second_factor() -> None:
    assert set(Role) - OFFICE_ROLES == {Role.RESIDENT, Role.COMMITTEE, Role.BENEFICIARY}


def test_wait__failures__grow_it_up_to_a_quarter_of_an_hour() -> None:
    waits = [wait_after(n) for n in range(1, 40)]
    assert waits[:FREE] == [timedelta()] * FREE
    assert waits[FREE : FREE + 3] == [timedelta(seconds=s) for s in (2, 4, 8)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST
    assert wait_after(10**9) == LONGEST


def test_wait__time_passing__uses_it_up() -> None:
    assert remaining(FREE + 3, NOW, NOW + timedelta(seconds=3)) == timedelta(seconds=5)
    assert remaining(FREE + 3, NOW, NOW + timedelta(seconds=9)) == timedelta()
    assert remaining(10**6, NOW, NOW + FORGOTTEN_AFTER) == timedelta()


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("nonsense", "nonsense"),
    ],
)
def test_address__is_counted_by_subscriber(address: str, counted: str) -> None:
    assert counted_address(address) == counted


def test_token__digest__does_not_show_it_and_differs_each_time() -> None:
    one, other = new_token(), new_token()
    assert one != other
    assert len(one) >= 43
    assert one not in digest(one)
    assert len(digest(one)) == 64


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
         "Firefox 128, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
         " HeadlessChrome/130.0.0.0 Safari/537.36", "Chrome 130, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
         " Safari/537.36 Edg/131.0.0.0", "Edge 131, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
         " Gecko) Version/17.5 Mobile/15E148 Safari/604.1", "Safari 17, iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
        ("x" * 5000, "x" * 60),
    ],
)  # fmt: skip
def test_browser__by_what_it_says_of_itself__is_called_as_people_do(said: str, name: str) -> None:
    assert browser_name(said) == name
