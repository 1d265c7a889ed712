"""Mails in the reader's language: what is new, where it stands, how to end them."""

import json
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from rione.core.identity.models import User

from .kinds import Link, NoticeKind, Topic, kind_of, topic_of
from .models import Announcement, Delivery, Notice
from .rules import in_language, one_line
from .sealing import unseal
from .tokens import Stop, stop_token


class NothingToSay(Exception):
    """There is no mail to send any more; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Welcome(StrEnum):
    """What somebody is told who asked to follow a topic."""

    CONFIRM = "confirm"
    ALREADY = "already"
    FULL = "full"


def absolute(path: str) -> str:
    """A path as a whole address (RIONE_BASE_URL)."""
    return str(settings.RIONE_BASE_URL).rstrip("/") + path


def address_of(name: str, *args: str) -> str:
    """The whole address of a named page in the active language."""
    return absolute(reverse(name, args=args))


def page_of(told: Notice | Announcement, language: str) -> str:
    """Where something leads, in a language; the inbox when its page is no longer there."""
    try:
        return Link(told.link_name, tuple(told.link_args)).path(language)
    except NoReverseMatch:
        return Link().path(language)


def line_of(told: Notice | Announcement, language: str) -> str:
    """The line that says it; "" when its kind, or what it needs, is no longer known."""
    kind = kind_of(told.kind)
    if kind is None:
        return ""
    try:
        return kind.subject_for(told.parameters, language)
    except KeyError:
        return ""


def message_of(row: Delivery) -> EmailMessage:
    """The mail of a row, with its headers. Raises NothingToSay."""
    match row.content:
        case Delivery.Content.NOTICES:
            message, stop = _for_account(row)
        case Delivery.Content.ANNOUNCEMENT:
            message, stop = _for_follower(row)
        case _:
            message, stop = _letter(row), ""
    host = urlsplit(settings.RIONE_BASE_URL).hostname or "localhost"
    message.from_email = settings.DEFAULT_FROM_EMAIL
    message.extra_headers = {
        "Message-ID": f"<{row.pk}@{host}>",
        "X-Rione-Notice": f"{row.content}; id={row.pk}",
        "Auto-Submitted": "auto-generated",
    }
    if stop:
        message.extra_headers["List-Unsubscribe"] = f"<{stop}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _for_account(row: Delivery) -> tuple[EmailMessage, str]:
    assert row.account_id is not None  # noqa: S101 — a constraint says so
    # Jobs may read of an account what a letter needs.
    people = User.objects.only("id", "email", "name", "language")
    user = people.filter(pk=row.account_id, is_active=True).first()
    if user is None:
        raise NothingToSay("inactive")
    notices = list(row.notices.filter(read_at=None).order_by("made_at", "pk"))
    told = [notice for notice in notices if line_of(notice, user.language)]
    if not told:
        raise NothingToSay("read" if not notices else "unknown_kind")
    with override(user.language):
        digest = row.digest_of is not None
        stop = Stop(account=user.pk, kind="" if digest else told[0].kind)
        items = [_item(notice, user.language) for notice in told]
        if digest:
            subject = ngettext(
                "%(count)s notice that waits for you",
                "%(count)s notices that wait for you",
                len(items),
            ) % {"count": len(items)}
        else:
            subject = items[0]["line"]
        context = {"items": items, "preferences": address_of("notices:preferences")}
        template = "notices/mail/digest.txt" if digest else "notices/mail/notice.txt"
        return _written(subject, template, context, user.email, stop)


def _for_follower(row: Delivery) -> tuple[EmailMessage, str]:
    follower, told = row.follower, row.announcement
    assert follower is not None  # noqa: S101 — a constraint says so
    assert told is not None  # noqa: S101
    if follower.confirmed_at is None or follower.unsubscribed_at is not None:
        raise NothingToSay("unsubscribed")
    if not line_of(told, follower.language):
        raise NothingToSay("unknown_kind")
    topic = topic_of(told.topic)
    with override(follower.language):
        item = _item(told, follower.language)
        context = {
            "items": [item],
            "topic": topic.title_in(follower.language) if topic else "",
        }
        stop = Stop(follower=follower.pk)
        return _written(
            item["line"], "notices/mail/announcement.txt", context, follower.email, stop
        )


def _item(told: Notice | Announcement, language: str) -> dict[str, Any]:
    kind = kind_of(told.kind)
    assert isinstance(kind, NoticeKind)  # noqa: S101 — line_of has said so
    return {
        "line": line_of(told, language),
        "text": kind.text,
        "parameters": in_language(told.parameters, language),
        "link": absolute(page_of(told, language)),
    }


def _written(
    subject: str, template: str, context: dict[str, Any], to: str, stop: Stop
) -> tuple[EmailMessage, str]:
    end = address_of("notices:stop", stop_token(stop))
    body = render_to_string(template, {**context, "stop": end})
    return EmailMessage(subject_line(subject), _tidy(body), to=[to]), end


def subject_line(text: str) -> str:
    """A subject as it leaves: one line that begins with the platform's name."""
    return one_line(f"Rione: {text}")


def _tidy(body: str) -> str:
    """Without the empty lines that conditions leave behind."""
    lines: list[str] = []
    for line in body.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


def _letter(row: Delivery) -> EmailMessage:
    message = opened(unseal(row.letter))
    if not message.to:
        if row.follower is None:
            raise NothingToSay("no_recipient")
        message.to = [row.follower.email]
    return message


def opened(text: str) -> EmailMessage:
    """The message of an opened letter; `to` is empty when it goes to a follower."""
    letter = json.loads(text)
    message = EmailMultiAlternatives(
        subject=letter["subject"],
        body=letter["body"],
        to=[letter["to"]] if letter.get("to") else [],
    )
    message.content_subtype = letter.get("subtype", "plain")
    for content, mimetype in letter.get("alternatives", []):
        message.attach_alternative(content, mimetype)
    return message


def follow_letter(
    welcome: Welcome, topic: Topic, language: str, *, token: str = "", follower: UUID | None = None
) -> dict[str, object]:
    """What somebody is told who asked to follow a topic, as a letter without recipient."""
    with override(language):
        context = {
            "welcome": welcome.value,
            "topic": topic.title_in(language),
            "link": absolute(topic.link.path(language)),
            "confirm": address_of("notices:confirm", token) if token else "",
            "stop": address_of("notices:stop", stop_token(Stop(follower=follower)))
            if follower
            else "",
        }
        subject = {
            Welcome.CONFIRM: _("confirm that you want these news"),
            Welcome.ALREADY: _("you follow this already"),
            Welcome.FULL: _("you follow as much as one address can"),
        }[welcome]
        body = render_to_string("notices/mail/follow.txt", context)
    return {"subject": subject_line(subject), "body": _tidy(body)}
