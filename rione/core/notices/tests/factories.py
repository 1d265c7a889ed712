"""Invented notices, followers and mail servers."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template import engines

from rione.core.identity.models import User
from rione.core.identity.rules.actors import Actor
from rione.core.identity.tests.factories import person
from rione.core.notices import kinds
from rione.core.notices.kinds import Link, NoticeKind, TopicKind
from rione.core.notices.models import Delivery, Notice
from rione.core.notices.operations import confirm, follow, notify
from rione.core.notices.operations.delivering import deliver
from rione.core.notices.operations.planning import plan_mails
from rione.core.notices.rules import Mail, Value
from rione.core.scope import NOWHERE, WORKER, Extent, scope

TEMPLATES = Path(__file__).parent / "templates"
TITLES: dict[str, Value] = {
    "A1": {"it": "Case «Aurora»", "en": "“Aurora” homes"},
    "A2": "Cortile Finto",
}
TOPIC = "tested:A1"
LINK = Link("territory:site", ("qc-monti",))


@contextmanager
def invented_kinds() -> Iterator[None]:
    """Kinds `answered` (mailed at once), `reminded` (digest) and `changed` (for followers), topics
    `tested:A1` and `tested:A2`, and the template of their text."""
    engine = engines["django"].engine
    before = dict(kinds._kinds), dict(kinds._topics), engine.dirs
    engine.dirs = [*engine.dirs, str(TEMPLATES)]
    for loader in engine.template_loaders:
        loader.reset()
    kinds.register(
        NoticeKind("answered", "Answers", "Answer about %(title)s", "tested/answered.txt"),
        NoticeKind(
            "reminded",
            "Reminders",
            "Reminder of %(title)s",
            "tested/answered.txt",
            default_mail=Mail.DIGEST,
        ),
        NoticeKind(
            "changed", "Changes", "News of %(title)s", "tested/answered.txt", for_followers=True
        ),
    )
    kinds.register_topic(TopicKind("tested", title=TITLES.get, link=lambda reference: LINK))
    try:
        yield
    finally:
        kinds._kinds.clear()
        kinds._kinds.update(before[0])
        kinds._topics.clear()
        kinds._topics.update(before[1])
        engine.dirs = before[2]
        for loader in engine.template_loaders:
            loader.reset()


def as_worker() -> Any:
    """Sees the rows of all accounts, as jobs do."""
    return scope(NOWHERE, role=WORKER)


def as_account(user: User) -> Any:
    """Sees the rows of one account, as its requests do."""
    return scope(Extent(account=str(user.pk)))


def acting_as(user: User) -> Actor:
    return Actor(account=str(user.pk))


def tell(
    *users: User, kind: str = "answered", dedupe: str = "one", title: object = "Via Finta"
) -> int:
    with transaction.atomic():
        return notify(
            accounts=[user.pk for user in users],
            kind=kind,
            link=LINK,
            parameters={"title": title},
            dedupe=dedupe,
        )


def reader(language: str = "it") -> User:
    user = person()
    User.objects.filter(pk=user.pk).update(language=language)
    user.refresh_from_db()
    return user


def notices_of(user: User) -> list[Notice]:
    with as_worker():
        return list(Notice.objects.filter(account=user.pk).order_by("made_at", "dedupe"))


def mails() -> list[Delivery]:
    with as_worker():
        return list(Delivery.objects.order_by("made_at", "pk"))


def send() -> list[EmailMessage]:
    """Do what the job of every minute does with what was told; what arrived."""
    from rione.core.notices.operations.planning import spread_announcements

    before = len(mail.outbox)
    plan_mails()
    spread_announcements()
    deliver()
    return list(mail.outbox[before:])


def link_in(message: EmailMessage, part: str) -> str:
    """The path of the first link of a mail that holds a text."""
    found = re.search(rf"https://rione\.example\.org(\S*{part}\S*)", str(message.body))
    assert found, message.body
    return found[1]


def token_in(message: EmailMessage) -> str:
    return link_in(message, "(?:conferma|confirm)").rstrip("/").rpartition("/")[2]


def ask(email: str = "vicina@finta.example", topic: str = TOPIC, language: str = "it") -> None:
    follow(email=email, topic=topic, language=language, client="192.0.2.7")


def follower(email: str = "vicina@finta.example", topic: str = TOPIC, language: str = "it") -> str:
    """Somebody who asked and confirmed; the token that was in the mail."""
    ask(email, topic, language)
    token = token_in(send()[-1])
    assert confirm(token=token) == topic
    return token


class Undone(Exception):
    """Takes an operation back."""


def in_vain(work: Callable[[], object]) -> None:
    """Do something in an operation that fails: Undone."""
    with transaction.atomic():
        work()
        raise Undone


class Misbehaving(BaseEmailBackend):
    """A mail server that does, message after message, what `script` says; then it works."""

    script: list[object] = []
    taken: list[EmailMessage] = []

    @classmethod
    def plays(cls, settings: Any, *script: object) -> type["Misbehaving"]:
        settings.EMAIL_BACKEND = f"{cls.__module__}.{cls.__qualname__}"
        cls.script, cls.taken = list(script), []
        return cls

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            message.message()
            step = self.script.pop(0) if self.script else 1
            if isinstance(step, BaseException):
                raise step
            self.taken.append(message)
            if step != 1:
                return int(str(step))
        return len(email_messages)


DEAD = ConnectionRefusedError("no server")
GONE = SMTPServerDisconnected("gone")
BUSY = SMTPDataError(451, b"try later, vicina@finta.example")
NOBODY = SMTPRecipientsRefused({"vicina@finta.example": (550, b"no such user")})
LATER = SMTPRecipientsRefused({"vicina@finta.example": (450, b"greylisted")})
