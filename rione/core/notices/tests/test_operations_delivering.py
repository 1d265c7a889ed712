"""Mails leave at least once, whatever the mail server does; then they leave no secret behind."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction

from rione.core import clock, selfcheck
from rione.core.notices.checks import base_address
from rione.core.notices.models import Delivery
from rione.core.notices.operations import delivering, post, publish
from rione.core.notices.operations.delivering import code_of, deliver
from rione.core.notices.operations.planning import plan_mails
from rione.core.notices.queries import mail_health
from rione.core.notices.rules import DELAYS, MOST_TRIES
from rione.core.notices.sealing import Unreadable, seal, unseal
from rione.core.notices.tests.factories import (
    BUSY,
    DEAD,
    GONE,
    LATER,
    NOBODY,
    TOPIC,
    Misbehaving,
    Undone,
    as_worker,
    follower,
    in_vain,
    mails,
    reader,
    send,
    tell,
)
from rione.core.scope import NOWHERE, WEB, WORKER, scope

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)


@pytest.fixture
def at_noon() -> Iterator[None]:
    with clock.frozen_at(NOON):
        yield


def waiting(*, count: int = 1) -> None:
    """Mails to as many accounts, ready to leave."""
    tell(*(reader() for _ in range(count)))
    plan_mails()


def letter(to: str = "nuova@finta.example", **changes: object) -> EmailMessage:
    return EmailMessage(**({"subject": "S", "body": "secret link", "to": [to]} | changes))


def put(message: EmailMessage) -> None:
    with transaction.atomic():
        post(message)


# Misbehaving servers


@pytest.mark.parametrize("error", [DEAD, GONE, BUSY, LATER, TimeoutError(), ValueError("x"), 0, 2])
def test_deliver__failing_once__is_tried_again_after_a_minute(settings, at_noon, error) -> None:
    server = Misbehaving.plays(settings, error)
    waiting()
    deliver()
    (row,) = mails()
    assert (row.state, row.tries, row.next_try_at) == ("waiting", 1, NOON + DELAYS[0])
    assert row.error
    assert "@" not in row.error
    first = list(server.taken)
    deliver()
    assert server.taken == first
    with clock.frozen_at(NOON + DELAYS[0]):
        deliver()
        assert mails()[0].state == "sent"
        deliver()
    assert len(server.taken) == len(first) + 1


def test_deliver__failing_always__gives_up_after_eight_tries_and_says_so(settings) -> None:
    Misbehaving.plays(settings, *[BUSY] * 20)
    with clock.frozen_at(NOON):
        waiting()
    now, tried = NOON, []
    for _ in range(20):
        with clock.frozen_at(now):
            deliver()
            (row,) = mails()
            tried.append(row.tries)
            if row.state != "waiting":
                break
            now = row.next_try_at
    assert tried == list(range(1, MOST_TRIES + 1))
    assert (row.state, row.error) == ("failed", "SMTPDataError 451")
    assert now - NOON == sum(DELAYS, timedelta())
    with clock.frozen_at(now + timedelta(hours=1)):
        assert mail_health().state == "failed"
        found = next(one for one in selfcheck.run() if one.name == "mails leave")
        assert not found.ok
        assert "1 given up" in found.detail
    with clock.frozen_at(now + timedelta(days=2)):
        assert mail_health().state == "ok"


def test_deliver__server_away__charges_only_the_first_with_a_try(settings, at_noon) -> None:
    Misbehaving.plays(settings, DEAD)
    waiting(count=3)
    assert deliver() == delivering.Run(sent=0, reached=False, more=False)
    assert sorted(row.tries for row in mails()) == [0, 0, 1]
    assert deliver().sent == 2


def test_deliver__one_message_refused__sends_the_others(settings, at_noon) -> None:
    server = Misbehaving.plays(settings, BUSY)
    waiting(count=3)
    assert deliver() == delivering.Run(sent=2, reached=True, more=False)
    assert len(server.taken) == 2


def test_deliver__recipient_that_does_not_exist__is_given_up_without_alarm(settings) -> None:
    follower()
    put(letter("vicina@finta.example"))
    Misbehaving.plays(settings, NOBODY)
    deliver()
    row = mails()[-1]
    assert (row.state, row.error, row.tries, row.letter) == ("failed", "Refused 550", 1, "")
    assert mail_health().state == "ok"
    assert mail_health().refused == 1


def test_deliver__more_than_a_run_takes__says_that_more_wait(at_noon) -> None:
    waiting(count=5)
    assert deliver(most=3) == delivering.Run(sent=3, reached=True, more=True)
    assert deliver(most=3) == delivering.Run(sent=2, reached=True, more=False)


@contextmanager
def silent_server() -> Iterator[int]:
    """Takes connections and never says anything; its port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        held: list[socket.socket] = []

        def hold() -> None:
            while True:
                try:
                    held.append(listening.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=hold, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        for connection in held:
            connection.close()
        thread.join(5)


def test_deliver__server_that_never_answers__is_left_after_the_timeout(settings, at_noon) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.2
    waiting(count=2)
    with silent_server() as settings.EMAIL_PORT:
        assert deliver() == delivering.Run(sent=0, reached=False, more=False)
    assert sorted(row.tries for row in mails()) == [0, 1]
    assert {row.error for row in mails()} == {"", "SMTPServerDisconnected"}


def test_deliver__killed_between_sending_and_storing__repeats_the_same_message_id(
    settings, monkeypatch
) -> None:
    server = Misbehaving.plays(settings)
    with clock.frozen_at(NOON):
        waiting(count=2)

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(delivering, "_close_row", killed)
            with pytest.raises(KeyboardInterrupt):
                deliver()
        assert len(server.taken) == 1
        # The other one leaves; the one in hand waits for its delay.
        deliver()
        assert len(server.taken) == 2
    with clock.frozen_at(NOON + DELAYS[0]):
        deliver()
        deliver()
    ids = [message.message()["Message-ID"] for message in server.taken]
    assert len(ids) == 3
    assert ids[2] == ids[0] != ids[1]
    assert {row.state for row in mails()} == {"sent"}


def test_deliver__a_mail_that_kills_every_time__is_given_up(settings, monkeypatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    now = NOON
    with clock.frozen_at(now):
        waiting()
    monkeypatch.setattr(delivering, "_send", killed)
    for _ in range(MOST_TRIES):
        with clock.frozen_at(now), pytest.raises(KeyboardInterrupt):
            deliver()
        now = mails()[0].next_try_at
    with clock.frozen_at(now):
        assert deliver().sent == 0
    assert (mails()[0].state, mails()[0].error) == ("failed", "Interrupted")


# What leaves


def test_message__of_each_sort__has_its_headers_and_survives_the_wire() -> None:
    user = reader()
    follower("vicina@finta.example")
    tell(user, title="Caffè «Aurora» " + "lungo " * 30)
    with transaction.atomic():
        publish(topic=TOPIC, kind="changed", parameters={"title": "A"}, dedupe="one")
    put(letter("nuova@finta.example"))
    sent = send()
    parsed = [message_from_bytes(one.message().as_bytes(), policy=policy.default) for one in sent]
    assert len({one["Message-ID"] for one in parsed}) == len(parsed)
    for one in parsed:
        assert one["Message-ID"].endswith("@rione.example.org>")
        assert one["Auto-Submitted"] == "auto-generated"
        assert "id=" in one["X-Rione-Notice"]
        assert "\n" not in one["Subject"]
        assert one["Bcc"] is None
    notice = next(one for one in parsed if one["To"] == user.email)
    assert notice["Subject"].strip().startswith("Rione: Answer about Caffè «Aurora»")
    assert notice["X-Rione-Notice"].startswith("notices; id=")
    assert notice["List-Unsubscribe"].strip().startswith("<https://rione.example.org/it/")
    assert notice["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    news = next(one for one in parsed if one["To"] == "vicina@finta.example")
    assert news["X-Rione-Notice"].startswith("announcement; id=")
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    invitation = next(one for one in parsed if one["To"] == "nuova@finta.example")
    assert invitation["List-Unsubscribe"] is None


# Letters


def test_letter__until_it_left__is_stored_encrypted_and_blanked_then() -> None:
    message = EmailMultiAlternatives("Subject\nBcc: x", "secret link", to=["nuova@finta.example"])
    message.attach_alternative("<p>secret link</p>", "text/html")
    put(message)
    (row,) = mails()
    for word in ("secret", "nuova", "Subject"):
        assert word not in row.letter
    assert json.loads(unseal(row.letter))["body"] == "secret link"
    (sent,) = send()
    assert sent.to == ["nuova@finta.example"]
    assert sent.subject == "Subject Bcc: x"
    assert "secret link" in str(sent.body)
    assert sent.alternatives[0][0] == "<p>secret link</p>"
    (row,) = mails()
    assert (row.state, row.letter) == ("sent", "")


def test_letter__of_an_operation_that_fails__is_never_sent() -> None:
    with pytest.raises(Undone):
        in_vain(lambda: post(letter()))
    assert send() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"to": []},
        {"to": ["a@finta.example", "b@finta.example"]},
        {"to": ["a@finta.example\nBcc: b@finta.example"]},
        {"cc": ["b@finta.example"]},
        {"bcc": ["b@finta.example"]},
        {"attachments": [("a.txt", "x", "text/plain")]},
    ],
)
def test_letter__to_more_than_one_or_with_attachments__is_refused(changes) -> None:
    with pytest.raises(ValueError, match="letter"), transaction.atomic():
        post(EmailMessage(**({"subject": "S", "body": "x", "to": ["a@finta.example"]} | changes)))
    assert mails() == []


def test_letter__whose_key_is_lost__is_given_up_and_with_a_fallback_is_read(settings) -> None:
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key" * 6
    sealed = seal("x")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = old, ["another-key" * 6]
    assert unseal(sealed) == "x"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Unreadable):
        unseal(sealed)
    put(letter())
    with as_worker():
        Delivery.objects.update(letter=sealed)
    assert send() == []
    assert mails()[0].error == "Unreadable"


# Watching


def test_health__mail_that_waits_for_two_hours__is_late(settings) -> None:
    Misbehaving.plays(settings, DEAD)
    with clock.frozen_at(NOON):
        waiting()
        assert mail_health().state == "ok"
        assert mail_health().waiting == 1
    with clock.frozen_at(NOON + timedelta(hours=2, seconds=1)):
        assert (mail_health().state, mail_health().late) == ("late", 1)


def test_status__says_how_the_mails_are_doing(client, settings) -> None:
    answer = client.get("/status").json()
    assert (answer["mail"], answer["mail_waiting"]) == ("ok", 0)
    put(letter())
    assert client.get("/status").json()["mail_waiting"] == 1


@pytest.mark.parametrize("role", [WEB, WORKER])
def test_health__asked_by_a_request_or_a_job__is_told(role: str) -> None:
    put(letter())
    with scope(NOWHERE, role=role):
        assert mail_health().waiting == 1


@pytest.mark.parametrize("address", ["", "rione.example.org", "https://x.example/path", "ftp://x"])
def test_check__base_address_that_is_none__is_an_error(settings, address: str) -> None:
    assert base_address() == []
    settings.RIONE_BASE_URL = address
    assert [error.id for error in base_address()] == ["notices.E001"]


def test_code__of_an_error__never_repeats_what_the_server_said() -> None:
    codes = {code_of(error) for error in (DEAD, GONE, BUSY, LATER, NOBODY)}
    assert codes == {
        *("ConnectionRefusedError", "SMTPServerDisconnected", "SMTPDataError 451"),
        *("SMTPRecipientsRefused 450", "Refused 550"),
    }
