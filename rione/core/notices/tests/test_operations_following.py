"""Following by e-mail: confirmed by the owner of the address, bounded, and ended by a link."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from rione.core import clock
from rione.core.identity.rules.tokens import digest
from rione.core.notices.attempts import within
from rione.core.notices.models import Announcement, Delivery, FollowAttempt, Follower, Notice
from rione.core.notices.operations import confirm, follow, publish, unsubscribe
from rione.core.notices.operations.forgetting import forget
from rione.core.notices.operations.planning import plan_mails, spread_announcements
from rione.core.notices.rules import MOST_TOPICS, PER_ADDRESS, PER_CLIENT, Limit
from rione.core.notices.tokens import Stop, read_stop, stop_token
from rione.core.scope import NOWHERE, scope
from rione.core.writes import Refused

from .factories import (
    LINK,
    TITLES,
    TOPIC,
    as_worker,
    ask,
    follower,
    link_in,
    mails,
    reader,
    send,
    tell,
    token_in,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
ADDRESS = "vicina@finta.example"


def announce(topic: str = TOPIC, dedupe: str = "one") -> bool:
    with transaction.atomic():
        return publish(
            topic=topic,
            kind="changed",
            link=LINK,
            parameters={"title": TITLES["A1"]},
            dedupe=dedupe,
        )


def rows() -> list[Follower]:
    return list(Follower.objects.order_by("asked_at"))


# Asking and confirming


@pytest.mark.parametrize("language", ["it", "en"])
def test_follow__asked__mails_a_link_that_confirms_once(language: str) -> None:
    with scope(NOWHERE):
        ask(language=language)
    (message,) = send()
    assert message.to == [ADDRESS]
    title = "Case «Aurora»" if language == "it" else "“Aurora” homes"
    assert title in str(message.body)
    token = token_in(message)
    (row,) = rows()
    assert row.token_digest == digest(token)
    assert row.confirmed_at is None
    with scope(NOWHERE):
        assert confirm(token=token) == TOPIC
        assert confirm(token=token) == ""
    (row,) = rows()
    assert row.confirmed_at is not None
    assert row.token_digest == ""


def test_follow__the_token__stands_nowhere_in_the_database() -> None:
    ask()
    (message,) = send()
    token = token_in(message)
    with connection.cursor() as cursor:
        for table in ("notices_follower", "notices_delivery", "notices_followattempt"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{token}%"])  # noqa: S608
            assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*) FROM notices_delivery t WHERE t::text LIKE '%vicina%'")
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize("token", ["", "x", "../../etc", "\x00", "é" * 50, "0" * 64])
def test_confirm__with_no_token_of_ours__is_refused(token: str) -> None:
    ask()
    assert confirm(token=token) == ""
    assert rows()[0].confirmed_at is None


def test_confirm__after_seven_days__is_refused_and_the_row_forgotten() -> None:
    with clock.frozen_at(NOON):
        ask()
        token = token_in(send()[0])
    with clock.frozen_at(NOON + timedelta(days=7, seconds=1)):
        assert confirm(token=token) == ""
        assert forget()["followers"] == 1
    assert rows() == []


def test_follow__asked_again_before_confirming__the_newest_link_counts() -> None:
    ask()
    ask(ADDRESS.upper())
    first, second = (token_in(message) for message in send())
    assert len(rows()) == 1
    assert confirm(token=first) == ""
    assert confirm(token=second) == TOPIC


def test_follow__followed_already__tells_the_owner_and_nobody_else() -> None:
    follower()
    ask()
    (message,) = send()
    assert "conferma/" not in str(message.body)
    stop = read_stop(link_in(message, "posta").rstrip("/").rpartition("/")[2])
    assert stop == Stop(follower=rows()[0].pk)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "a@finta.example\nBcc: b@finta.example"}, "email"),
        ({"email": "a@finta.example\x00"}, "email"),
        ({"topic": "tested:unknown"}, "topic"),
        ({"topic": "unknown:A1"}, "topic"),
        ({"topic": "\x00"}, "topic"),
    ],
)
def test_follow__no_address_or_no_topic__is_refused_at_its_field(changes, field) -> None:
    wanted = {"email": ADDRESS, "topic": TOPIC, "language": "it", "client": "192.0.2.7"}
    with pytest.raises(Refused) as refused:
        follow(**(wanted | changes))
    assert refused.value.field == field
    assert rows() == []
    assert mails() == []


# Limits


def test_follow__too_often_for_one_address__sends_no_more_and_says_nothing() -> None:
    with clock.frozen_at(NOON):
        for _ in range(PER_ADDRESS.most + 3):
            ask()
        assert len(send()) == PER_ADDRESS.most
        # Others are not concerned.
        ask("altro@finta.example")
        assert len(send()) == 1
    with clock.frozen_at(NOON + timedelta(days=1)):
        ask()
        assert len(send()) == 1


def test_follow__too_often_from_one_connection__is_refused_also_for_its_whole_network() -> None:
    with clock.frozen_at(NOON):
        for number in range(PER_CLIENT.most):
            follow(
                email=f"v{number}@finta.example",
                topic=TOPIC,
                language="it",
                client=f"2001:db8::{number:x}",
            )
        with pytest.raises(Refused, match=r"ora|hour"):
            follow(email=ADDRESS, topic=TOPIC, language="it", client="2001:db8::ffff")
        follow(email=ADDRESS, topic=TOPIC, language="it", client="2001:db8:1::1")


def test_attempts__stored__name_neither_address_nor_connection() -> None:
    ask()
    for who in FollowAttempt.objects.values_list("who", flat=True):
        assert len(who) == 64
    assert within(Limit(1, timedelta(hours=1)), who="x")
    assert not within(Limit(1, timedelta(hours=1)), who="x")


def full(monkeypatch: pytest.MonkeyPatch, *, confirmed: bool) -> None:
    """The address follows as much as it may."""
    ask()
    row = rows()[0]
    now = clock.now()
    Follower.objects.all().delete()
    Follower.objects.bulk_create(
        Follower(
            email=ADDRESS,
            email_digest=row.email_digest,
            language="it",
            topic=f"tested:B{place}",
            place=place,
            token_digest="" if confirmed else digest(str(place)),
            asked_at=now - timedelta(hours=1),
            confirmed_at=now if confirmed else None,
        )
        for place in range(1, MOST_TOPICS + 1)
    )
    with as_worker():
        Delivery.objects.all().delete()


def test_follow__as_much_as_an_address_may__tells_the_owner_only(monkeypatch) -> None:
    full(monkeypatch, confirmed=True)
    ask()
    (message,) = send()
    assert "conferma/" not in str(message.body)
    assert len(rows()) == MOST_TOPICS


def test_follow__full_of_what_was_never_confirmed__takes_the_place_of_the_oldest(
    monkeypatch,
) -> None:
    full(monkeypatch, confirmed=False)
    with scope(NOWHERE):
        ask()
    assert confirm(token=token_in(send()[0])) == TOPIC
    assert len(rows()) == MOST_TOPICS


# Announcements


def test_publish__to_a_topic__reaches_its_confirmed_followers_once_in_their_language() -> None:
    follower(ADDRESS)
    follower("english@finta.example", language="en")
    follower("elsewhere@finta.example", topic="tested:A2")
    ask("unconfirmed@finta.example")
    send()
    with scope(NOWHERE):
        assert announce()
        assert not announce()
    received = {message.to[0]: message for message in send()}
    assert set(received) == {ADDRESS, "english@finta.example"}
    assert received[ADDRESS].subject == "Rione: News of Case «Aurora»"
    assert received["english@finta.example"].subject == "Rione: News of “Aurora” homes"
    body = str(received[ADDRESS].body)
    assert "https://rione.example.org/it/luoghi/qc-monti/" in body
    assert ADDRESS not in body
    assert spread_announcements() == 0
    assert send() == []
    assert announce(dedupe="two")
    assert len(send()) == 2


def test_publish__with_an_accounts_kind_or_no_topic__is_refused() -> None:
    wanted = {"topic": TOPIC, "kind": "answered", "parameters": {"title": "x"}, "dedupe": "one"}
    with transaction.atomic(), pytest.raises(ValueError, match="accounts"):
        publish(**wanted)
    with transaction.atomic(), pytest.raises(ValueError, match="topic"):
        publish(**(wanted | {"kind": "changed", "topic": "x"}))


def test_publish__however_many_follow__takes_two_statements(django_assert_num_queries) -> None:
    for number in range(5):
        follower(f"v{number}@finta.example")
    with django_assert_num_queries(2):
        publish(topic=TOPIC, kind="changed", link=LINK, parameters={"title": "x"}, dedupe="one")


# Ending


def test_unsubscribe__with_the_link_of_any_mail__ends_them_and_repeats_harmlessly() -> None:
    follower()
    announce()
    (message,) = send()
    token = link_in(message, "posta").rstrip("/").rpartition("/")[2]
    assert f"/{token}/>" in message.extra_headers["List-Unsubscribe"]
    stop = read_stop(token)
    assert stop is not None
    assert stop.follower is not None
    with scope(NOWHERE):
        assert unsubscribe(follower=stop.follower) == 1
        assert unsubscribe(follower=stop.follower) == 0
    announce(dedupe="two")
    assert send() == []


def test_unsubscribe__while_a_mail_waits__suppresses_it() -> None:
    follower()
    announce()
    plan_mails()
    spread_announcements()
    unsubscribe(follower=rows()[0].pk)
    assert send() == []
    assert (mails()[-1].state, mails()[-1].error) == ("suppressed", "unsubscribed")


def test_unsubscribe__everything__ends_all_topics_of_the_address_alone() -> None:
    follower(ADDRESS)
    follower(ADDRESS, topic="tested:A2")
    follower("altro@finta.example")
    one = Follower.objects.filter(email=ADDRESS).first()
    assert one is not None
    with scope(NOWHERE):
        assert unsubscribe(follower=one.pk, everything=True) == 2
    live = Follower.objects.filter(unsubscribed_at=None)
    assert [row.email for row in live] == ["altro@finta.example"]


def test_follow__again_after_unsubscribing__is_confirmed_anew() -> None:
    follower()
    unsubscribe(follower=rows()[0].pk)
    follower()
    assert [row.unsubscribed_at is None for row in rows()] == [False, True]


def test_token__changed_or_of_another_purpose__ends_nothing(settings) -> None:
    good = stop_token(Stop(follower=uuid4()))
    for token in (good[:-1], good + "x", "x", "", "a.b", good.replace(".", ":"), "\x00"):
        assert read_stop(token) is None
    account = Stop(account=uuid4(), kind="answered")
    assert read_stop(stop_token(account)) == account
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "new" * 20
    assert read_stop(good) is not None
    settings.SECRET_KEY_FALLBACKS = []
    assert read_stop(good) is None


# Forgetting


def test_forget__what_was_kept_long_enough__is_erased_and_nothing_else() -> None:
    user = reader()
    with clock.frozen_at(NOON):
        follower(ADDRESS)
        follower("stays@finta.example")
        unsubscribe(follower=Follower.objects.get(email=ADDRESS).pk)
        tell(user, dedupe="unread")
        tell(user, dedupe="read")
        with as_worker():
            Notice.objects.filter(dedupe="read").update(read_at=NOON)
        announce()
        send()
    for days, gone in (
        (29, {"followers": 0, "attempts": 3}),
        (31, {"followers": 1, "mails": 0}),
        (91, {"mails": 3, "notices": 0}),
        (366, {"notices": 1, "announcements": 0}),
        (731, {"notices": 1, "announcements": 1}),
    ):
        with clock.frozen_at(NOON + timedelta(days=days)):
            done = forget()
            assert {name: done[name] for name in gone} == gone, days
    assert [row.email for row in rows()] == ["stays@finta.example"]
    assert not Announcement.objects.exists()
