"""Telling accounts something: once, in their language, mailed as they prefer."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import override

from rione.core import clock
from rione.core.identity.models import User
from rione.core.identity.operations import end_membership
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO, member
from rione.core.notices.kinds import Link, NoticeKind, TopicKind, register, register_topic
from rione.core.notices.models import Notice, Preference
from rione.core.notices.operations import choose_mail, mark_read, notify, notify_roles, silence
from rione.core.notices.operations.planning import plan_mails, put_digests
from rione.core.notices.queries import choices_of, inbox, unread_count
from rione.core.notices.rules import Mail
from rione.core.scope import NOWHERE, scope

from .factories import (
    LINK,
    Undone,
    acting_as,
    as_account,
    as_worker,
    in_vain,
    mails,
    notices_of,
    reader,
    send,
    tell,
)

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)  # seven in Rome


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'mail'")
        return int(cursor.fetchone()[0])


def want(user: User, kind: str, choice: Mail) -> None:
    with as_account(user):
        choose_mail(actor=acting_as(user), key=str(uuid4()), choices={kind: choice})


# Telling


def test_notify__repeated_with_its_key__tells_once_and_defers_one_job() -> None:
    one, two = reader(), reader()
    before = jobs()
    assert tell(one) == 1
    assert tell(one) == 0
    assert tell(one, two) == 1
    assert tell(one, dedupe="another") == 1
    assert [notice.dedupe for notice in notices_of(one)] == ["one", "another"]
    assert len(notices_of(two)) == 1
    assert jobs() - before == 3


def test_notify__by_a_request_of_somebody_else__reaches_accounts_it_cannot_read() -> None:
    one, two = reader(), reader()
    with as_account(two):
        assert tell(one, two) == 2
        assert tell(one, two) == 0
        assert {row.account_id for row in Notice.objects.all()} == {two.pk}


def test_notify__in_an_operation_that_fails__is_undone_with_its_job() -> None:
    user, before = reader(), jobs()
    with pytest.raises(Undone):
        in_vain(lambda: tell(user))
    assert notices_of(user) == []
    assert jobs() == before


@pytest.mark.django_db(transaction=True)
def test_notify__outside_of_a_transaction__is_refused() -> None:
    user = reader()
    with pytest.raises(RuntimeError, match="inside the transaction"):
        notify(accounts=[user.pk], kind="answered", parameters={"title": "x"}, dedupe="one")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "unheard_of"}, "no kind"),
        ({"kind": "changed"}, "followers"),
        ({"link": Link("nowhere:at_all")}, "no page"),
        ({"link": Link("territory:site")}, "no page"),
        ({"parameters": {}}, "needs the parameter"),
        ({"parameters": {"title": "a\nb"}}, "control"),
        ({"dedupe": "a b"}, "key"),
    ],
)
def test_notify__with_what_could_not_be_shown__is_refused_in_the_operation(changes, says) -> None:
    wanted = {
        "accounts": [reader().pk],
        "kind": "answered",
        "link": LINK,
        "parameters": {"title": "x"},
        "dedupe": "one",
    }
    with transaction.atomic(), pytest.raises(ValueError, match=says):
        notify(**(wanted | changes))


def test_notify__an_account_that_does_not_exist__is_refused_at_once() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        notify(accounts=[uuid4()], kind="answered", parameters={"title": "x"}, dedupe="one")


def test_notify__nobody__does_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert notify(accounts=[], kind="answered", parameters={"title": "x"}, dedupe="a") == 0


def test_notify__one_or_thirty_accounts__takes_two_statements(django_assert_num_queries) -> None:
    users = [reader() for _ in range(30)]
    for told in (users[:1], users[1:]):
        with django_assert_num_queries(2):
            notify(
                accounts=[user.pk for user in told],
                kind="answered",
                parameters={"title": "x"},
                dedupe="one",
            )


def test_notify_roles__in_a_municipality__tells_those_in_force_with_the_role_each_once() -> None:
    certifier, other = member(Role.CERTIFIER), member(Role.CERTIFIER)
    auditor = member(Role.AUDITOR)
    twice = member(Role.AUDITOR, user=certifier.user)
    elsewhere = member(Role.CERTIFIER, BASSO)
    ended = member(Role.CERTIFIER)
    end_membership(membership=ended.pk)
    closed = member(Role.CERTIFIER)
    User.objects.filter(pk=closed.user_id).update(is_active=False)
    with transaction.atomic():
        told = notify_roles(
            municipality=ALTO,
            roles=[Role.CERTIFIER, Role.AUDITOR],
            kind="answered",
            parameters={"title": "x"},
            dedupe="one",
        )
    assert told == 3
    for membership, count in ((certifier, 1), (other, 1), (auditor, 1), (twice, 1)):
        assert len(notices_of(membership.user)) == count
    for membership in (elsewhere, ended, closed):
        assert notices_of(membership.user) == []


@pytest.mark.parametrize("code", ["answered", "Bad Code"])
def test_register__a_code_twice_or_no_code__is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=r"code|called"):
        register(NoticeKind(code, "Other", "Other", "tested/answered.txt"))
    with pytest.raises(ValueError, match="called tested"):
        register_topic(TopicKind("tested", title=lambda _: None, link=lambda _: LINK))


# Mailing


@pytest.mark.parametrize(("language", "page"), [("it", "/it/luoghi/"), ("en", "/en/places/")])
def test_mail__at_once__speaks_the_readers_language_and_says_only_what_is_new(
    language: str, page: str
) -> None:
    user = reader(language)
    tell(user, title={"it": "Case & «Aurora»", "en": "“Aurora” <homes>"})
    with override("en" if language == "it" else "it"):
        (message,) = send()
    title = "Case & «Aurora»" if language == "it" else "“Aurora” <homes>"
    assert message.to == [user.email]
    assert message.subject == f"Rione: Answer about {title}"
    body = str(message.body)
    assert f"Answered: {title}." in body
    assert ("Buongiorno," if language == "it" else "Good day,") in body
    assert f"https://rione.example.org{page}qc-monti/" in body
    assert user.name not in body
    assert user.email not in body
    assert "\n\n\n" not in body
    with override(language):
        assert reverse("notices:preferences") in body
    assert send() == []


def test_mail__of_a_page_that_is_gone__leads_to_the_inbox() -> None:
    user = reader("en")
    tell(user)
    with as_worker():
        Notice.objects.update(link_name="an_older:release")
    (message,) = send()
    assert "https://rione.example.org/en/notices/\n" in str(message.body)


def test_mail__of_a_kind_that_is_gone__is_suppressed() -> None:
    user = reader()
    tell(user)
    plan_mails()
    with as_worker():
        Notice.objects.update(kind="of_an_older_release")
    assert send() == []
    (row,) = mails()
    assert (row.state, row.error) == ("suppressed", "unknown_kind")


def test_mail__read_or_closed_before_it_left__is_suppressed() -> None:
    one, two, three = reader(), reader(), reader()
    tell(one, two, three)
    plan_mails()
    with as_account(one):
        mark_read(actor=acting_as(one), notice=notices_of(one)[0].pk)
    User.objects.filter(pk=two.pk).update(is_active=False)
    assert [message.to for message in send()] == [[three.email]]
    assert sorted((row.state, row.error) for row in mails()) == [
        ("sent", ""),
        ("suppressed", "inactive"),
        ("suppressed", "read"),
    ]


def test_plan__read_already_or_account_closed__mails_nothing() -> None:
    one, two = reader(), reader()
    tell(one, two)
    with as_account(one):
        mark_read(actor=acting_as(one), notice=notices_of(one)[0].pk)
    User.objects.filter(pk=two.pk).update(is_active=False)
    assert plan_mails() == 2
    assert mails() == []
    assert {notice.mail for user in (one, two) for notice in notices_of(user)} == {"none"}


def test_preference__of_each_sort__decides_the_mail_and_never_the_inbox() -> None:
    at_once, digest, never = reader(), reader(), reader()
    want(digest, "answered", Mail.DIGEST)
    want(never, "answered", Mail.NEVER)
    tell(at_once, digest, never)
    assert [message.to for message in send()] == [[at_once.email]]
    assert [notices_of(user)[0].mail for user in (at_once, digest, never)] == [
        "mailed",
        "digest",
        "none",
    ]
    for user in (at_once, digest, never):
        with as_account(user):
            assert unread_count(user.pk) == 1
            assert len(inbox(user.pk, kinds=[], offset=0, limit=9)) == 1


def test_preference__changed_twice__is_one_row_and_unknown_kinds_are_left_out() -> None:
    user = reader()
    want(user, "answered", Mail.NEVER)
    want(user, "answered", Mail.DIGEST)
    want(user, "changed", Mail.NEVER)
    want(user, "unheard_of", Mail.NEVER)
    with as_account(user):
        assert list(Preference.objects.values_list("kind", "mail")) == [("answered", "digest")]
        chosen = {choice.kind.code: choice.mail for choice in choices_of(user.pk)}
    assert chosen["answered"] == Mail.DIGEST
    assert chosen["reminded"] == Mail.DIGEST
    assert "changed" not in chosen


def test_silence__a_kind__mails_no_more_of_it() -> None:
    user = reader()
    with scope(NOWHERE):
        silence(account=user.pk, kind="answered")
        silence(account=user.pk, kind="answered")
    tell(user)
    assert send() == []


def test_silence__the_digest__ends_what_comes_in_it_and_nothing_else() -> None:
    user = reader()
    with scope(NOWHERE):
        silence(account=user.pk)
    with as_account(user):
        chosen = {choice.kind.code: choice.mail for choice in choices_of(user.pk)}
    assert chosen["reminded"] == Mail.NEVER
    assert chosen["answered"] == Mail.AT_ONCE


def test_account__erased__takes_its_notices_preferences_and_mails_along() -> None:
    user = reader()
    want(user, "answered", Mail.AT_ONCE)
    tell(user)
    plan_mails()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM account_emailaddress WHERE user_id = %s", [user.pk])
        cursor.execute("DELETE FROM identity_user WHERE id = %s", [user.pk])
    assert notices_of(user) == []
    assert mails() == []
    with as_worker():
        assert not Preference.objects.exists()


# The digest


def test_digest__at_seven__is_one_mail_with_all_that_waits() -> None:
    user, other = reader("en"), reader("en")
    with clock.frozen_at(MORNING - timedelta(hours=3)):
        for number in range(3):
            tell(user, kind="reminded", dedupe=f"n{number}", title=f"Thing {number}")
        tell(other, kind="reminded", dedupe="n0", title="Thing 0")
        tell(other, kind="reminded", dedupe="n1", title="Thing 1")
        assert send() == []
        with as_account(other):
            read = next(notice for notice in notices_of(other) if notice.dedupe == "n1")
            mark_read(actor=acting_as(other), notice=read.pk)
    with clock.frozen_at(MORNING - timedelta(seconds=1)):
        assert put_digests() == 0
    with clock.frozen_at(MORNING):
        assert put_digests() == 2
        assert put_digests() == 0
        received = {message.to[0]: message for message in send()}
        assert put_digests() == 0
        assert send() == []
    body = str(received[user.email].body)
    assert received[user.email].subject == "Rione: 3 notices that wait for you"
    for number in range(3):
        assert body.count(f"- Reminder of Thing {number}\n") == 1
    assert received[other.email].subject == "Rione: 1 notice that waits for you"
    assert "Thing 1" not in str(received[other.email].body)


def test_digest__what_is_told_after_seven__waits_for_the_next_day() -> None:
    user = reader()
    with clock.frozen_at(MORNING + timedelta(minutes=1)):
        tell(user, kind="reminded")
        plan_mails()
        assert put_digests() == 0
    with clock.frozen_at(MORNING + timedelta(hours=23, minutes=59)):
        assert put_digests() == 0
    with clock.frozen_at(MORNING + timedelta(hours=25)):
        assert put_digests() == 1
        assert len(send()) == 1


def test_digest__stored_late__goes_into_the_next_and_never_makes_a_second() -> None:
    user = reader()
    with clock.frozen_at(MORNING - timedelta(hours=1)):
        tell(user, kind="reminded", dedupe="first")
        plan_mails()
    with clock.frozen_at(MORNING):
        assert put_digests() == 1
    with clock.frozen_at(MORNING - timedelta(minutes=1)):
        tell(user, kind="reminded", dedupe="late")
        plan_mails()
    with clock.frozen_at(MORNING + timedelta(minutes=15)):
        assert put_digests() == 0
    with clock.frozen_at(MORNING + timedelta(days=1)):
        assert put_digests() == 1
        assert len(send()) == 2
    assert len(mail.outbox) == 2
