"""What the database itself refuses: rows that are not one's own, addresses, rows that make no
sense."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from rione.core import clock
from rione.core.identity.models import User
from rione.core.notices.models import (
    Announcement,
    Delivery,
    FollowAttempt,
    Follower,
    Notice,
    Preference,
)
from rione.core.scope import NOWHERE, Extent, scope

from .factories import as_account, as_worker, follower, notices_of, reader, tell

pytestmark = pytest.mark.django_db
DIGEST = "a" * 64


def run(statement: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


# Whose rows exist


def test_notices__of_another_account__do_not_exist_for_raw_sql() -> None:
    one, two = reader(), reader()
    tell(one, two)
    for extent, own in ((Extent(account=str(one.pk)), 1), (NOWHERE, 0)):
        with scope(extent):
            assert run("SELECT FROM notices_notice") == own
            assert run("UPDATE notices_notice SET read_at = made_at") == own
    with scope(Extent("099001", str(uuid4()))):
        assert run("SELECT FROM notices_notice") == 0
    assert run("SELECT FROM notices_notice") == 0
    with as_worker():
        assert run("SELECT FROM notices_notice") == 2
    assert [notices_of(user)[0].read_at is None for user in (one, two)] == [False, True]


def test_notices__policies_taken_away__every_row_shows() -> None:
    """The control: without the policies the test above would fail."""
    tell(reader(), reader())
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE notices_notice DISABLE ROW LEVEL SECURITY")
    with scope(NOWHERE):
        assert run("SELECT FROM notices_notice") == 2


def test_preferences__of_another_account__are_neither_read_nor_written() -> None:
    one, two = reader(), reader()
    with as_account(one):
        Preference.objects.create(account_id=one.pk, kind="answered", mail="never")
        with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            Preference.objects.create(account_id=two.pk, kind="answered", mail="never")
    with as_account(two):
        assert not Preference.objects.exists()
        assert not Preference.objects.update(mail="digest")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT email FROM notices_follower",
        "SELECT * FROM notices_follower",
        "UPDATE notices_follower SET email = 'a@finta.example'",
        "DELETE FROM notices_follower",
        "SELECT letter FROM notices_delivery",
        "SELECT account_id FROM notices_delivery",
        "UPDATE notices_delivery SET state = 'sent'",
        "DELETE FROM notices_delivery",
        "UPDATE notices_notice SET kind = 'x'",
        "UPDATE notices_notice SET account_id = gen_random_uuid()",
        "DELETE FROM notices_notice",
        "UPDATE notices_announcement SET topic = 'a:b'",
        "DELETE FROM notices_followattempt",
    ],
)
def test_requests__beyond_what_they_need__are_refused(statement: str) -> None:
    follower()
    tell(reader())
    with (
        scope(NOWHERE),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        run(statement)


# Rows that make no sense


def notice(user: User, **changes: object) -> Notice:
    return Notice(
        **(
            {
                "account_id": user.pk,
                "kind": "answered",
                "dedupe": "one",
                "made_at": clock.now(),
                "parameters": {},
                "link_args": [],
            }
            | changes
        )
    )


def delivery(**changes: object) -> Delivery:
    now = clock.now()
    return Delivery(
        **({"content": "letter", "letter": "x", "made_at": now, "next_try_at": now} | changes)
    )


def one_follower(**changes: object) -> Follower:
    return Follower(
        **(
            {
                "email": "a@finta.example",
                "email_digest": DIGEST,
                "language": "it",
                "topic": "tested:A1",
                "place": 1,
                "token_digest": DIGEST,
                "asked_at": clock.now(),
            }
            | changes
        )
    )


def stored(*rows: object) -> None:
    with transaction.atomic():
        for row in rows:
            row.save(force_insert=True)  # type: ignore[attr-defined]


def refused(constraint: str, *rows: object) -> None:
    with as_worker(), pytest.raises((IntegrityError, DatabaseError), match=constraint):
        stored(*rows)


LATER, BEFORE = timedelta(days=1), timedelta(days=-1)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("notice_kind_is_a_code", {"kind": "Not A Code"}),
        ("notice_key_is_printable", {"dedupe": "a b"}),
        ("notice_key_is_printable", {"dedupe": ""}),
        ("notice_parameters_are_short", {"parameters": {"x": "y" * 9000}}),
        ("notice_parameters_are_short", {"parameters": ["x"]}),
        ("notice_link_args_are_a_list", {"link_args": {"x": 1}}),
        ("notice_mail_state_is_known", {"mail": "lost"}),
        ("notice_read_after_it_is_made", {"read_at": clock.now() + BEFORE}),
        ("notices_notice_account", {"account_id": uuid4()}),
    ],
)
def test_notice__that_makes_no_sense__is_refused(constraint: str, changes) -> None:
    refused(constraint, notice(reader(), **changes))


def test_notice__told_twice_or_mailed_by_nothing__is_refused() -> None:
    user = reader()
    refused("notice_told_once", notice(user), notice(user))
    with as_worker():
        mail = delivery(content="notices", account_id=user.pk, letter="")
        mail.save()
    refused("notice_mailed_by_a_delivery", notice(user, delivery=mail))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("delivery_says_one_thing", {"content": "letter", "account_id": "ACCOUNT"}),
        ("delivery_says_one_thing", {"content": "notices", "letter": ""}),
        ("delivery_says_one_thing", {"content": "notices", "account_id": "ACCOUNT"}),
        ("delivery_says_one_thing", {"content": "announcement", "letter": ""}),
        ("delivery_says_one_thing", {"content": "unknown"}),
        ("delivery_letter_kept_until_it_left", {"letter": ""}),
        (
            "delivery_letter_kept_until_it_left",
            {"state": "sent", "closed_at": clock.now() + LATER},
        ),
        ("delivery_state_is_known", {"closed_at": clock.now() + LATER}),
        ("delivery_state_is_known", {"state": "sent", "letter": ""}),
        ("delivery_tries_are_bounded", {"tries": 9}),
        (
            "delivery_failed_for_a_reason",
            {"state": "failed", "letter": "", "tries": 1, "closed_at": clock.now() + LATER},
        ),
        ("delivery_error_is_a_code", {"error": "550 no user vicina@finta.example"}),
        (
            "delivery_closed_after_it_is_made",
            {"state": "sent", "letter": "", "closed_at": clock.now() + BEFORE},
        ),
    ],
)
def test_delivery__that_makes_no_sense__is_refused(constraint: str, changes) -> None:
    user = reader()
    known = {key: user.pk if value == "ACCOUNT" else value for key, value in changes.items()}
    refused(constraint, delivery(**known))


def test_delivery__a_second_of_the_same__is_refused() -> None:
    user, today = reader(), clock.today()
    digest = {"content": "notices", "letter": "", "account_id": user.pk, "digest_of": today}
    refused("delivery_one_digest_a_day", delivery(**digest), delivery(**digest))
    with as_worker():
        told = Announcement.objects.create(
            topic="tested:A1", kind="changed", dedupe="one", made_at=clock.now()
        )
        to = one_follower()
        to.save()
    news = {"content": "announcement", "letter": "", "announcement": told, "follower": to}
    refused("delivery_announced_once", delivery(**news), delivery(**news))
    again = Announcement(topic="tested:A1", kind="changed", dedupe="one", made_at=clock.now())
    refused("announcement_made_once", again)
    nowhere = Announcement(topic="nowhere", kind="changed", dedupe="two", made_at=clock.now())
    refused("announcement_topic_is_one", nowhere)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("follower_email_is_plain", {"email": "A@finta.example"}),
        ("follower_email_is_plain", {"email": "a@finta.example\nBcc:x"}),
        ("follower_email_is_plain", {"email": "a b"}),
        ("follower_email_digest", {"email_digest": "a@finta.example"}),
        ("follower_language_is_known", {"language": "de"}),
        ("follower_topic_is_one", {"topic": "all of it"}),
        ("follower_keeps_a_digest_only", {"token_digest": "the token itself"}),
        ("follower_keeps_a_digest_only", {"confirmed_at": clock.now() + LATER}),
        ("follower_has_a_place", {"place": None}),
        ("follower_has_a_place", {"place": 21}),
        ("follower_has_a_place", {"place": 0}),
        ("follower_has_a_place", {"unsubscribed_at": clock.now() + LATER}),
        ("follower_in_order", {"confirmed_at": clock.now() + BEFORE, "token_digest": ""}),
    ],
)
def test_follower__that_makes_no_sense__is_refused(constraint: str, changes) -> None:
    refused(constraint, one_follower(**changes))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("follower_of_a_topic_once", {"place": 2, "token_digest": "b" * 64}),
        ("follower_place_once", {"topic": "tested:A2", "token_digest": "b" * 64}),
        ("follower_token_once", {"topic": "tested:A2", "place": 2}),
    ],
)
def test_follower__a_second_of_the_same__is_refused(constraint: str, changes) -> None:
    refused(constraint, one_follower(), one_follower(**changes))


def test_preference_and_attempt__that_make_no_sense__are_refused() -> None:
    user, now = reader(), clock.now()
    own = {"account_id": user.pk, "kind": "answered", "mail": "never"}
    for constraint, changes in (
        ("preference_kind_is_a_code", {"kind": "Not"}),
        ("preference_is_known", {"mail": "maybe"}),
    ):
        with pytest.raises(IntegrityError, match=constraint), as_account(user):
            Preference.objects.create(**(own | changes))
    with pytest.raises(IntegrityError, match="preference_once_per_kind"), as_account(user):
        stored(Preference(**own), Preference(**own))
    for constraint, changes in (
        ("attempt_is_a_digest", {"who": "vicina@finta.example"}),
        ("attempt_is_counted", {"count": 0}),
    ):
        with pytest.raises(IntegrityError, match=constraint), scope(NOWHERE):
            FollowAttempt.objects.create(
                **({"who": DIGEST, "window_start": now, "count": 1} | changes)
            )
