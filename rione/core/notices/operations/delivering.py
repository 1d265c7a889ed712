"""Sending the mails that wait: at least once each, one transaction per message.

A mail is *claimed* first: its try is counted and its next one put off, and that is committed.
Then it is sent and closed in a second transaction, which holds its row. A process that is killed
in between has sent at most that one message without noting it; it is sent again after the delay,
with the same Message-ID. A mail that kills the process is given up like any other.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from uuid import UUID

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError

from rione.core import clock
from rione.core.logs import Plain
from rione.core.scope import NOWHERE, WORKER, scope

from ..models import Delivery
from ..rules import DELAYS, MOST_TRIES, REFUSED, delay_after
from ..writing import NothingToSay, message_of

log = logging.getLogger(__name__)

MOST_AT_ONCE = 100
"""Mails of one run: other jobs of the lane come in between."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did: mails that left, whether the server could be reached, whether more wait."""

    sent: int
    reached: bool
    more: bool


class NotTaken(Exception):
    """The mail backend did not say that it took the message."""


def deliver(*, most: int = MOST_AT_ONCE) -> Run:
    """Send what is due, oldest first. A server that cannot be reached ends the run: what waits
    behind is not charged with a try."""
    backend = get_connection()
    sent = 0
    try:
        for _number in range(most):
            key = _claim()
            if key is None:
                return Run(sent, reached=True, more=False)
            error = _send(key, backend)
            sent += error is None
            if error is not None and _is_of_the_server(error):
                return Run(sent, reached=False, more=False)
    finally:
        _close(backend)
    return Run(sent, reached=True, more=True)


def _claim() -> UUID | None:
    """Count a try of the mail that is due longest, and put its next one off; None when none is."""
    while True:
        with scope(NOWHERE, role=WORKER):
            now = clock.now()
            row = (
                Delivery.objects.select_for_update(skip_locked=True)
                .filter(state=Delivery.State.WAITING, next_try_at__lte=now)
                .order_by("next_try_at", "made_at", "pk")
                .only("pk", "tries", "made_at")
                .first()
            )
            if row is None:
                return None
            if row.tries < MOST_TRIES:
                tries = row.tries + 1
                Delivery.objects.filter(pk=row.pk).update(
                    tries=tries, next_try_at=now + (delay_after(tries) or DELAYS[-1])
                )
                return row.pk
            # Its last try was begun and never ended.
            _close_row(row, Delivery.State.FAILED, "Interrupted", now)


def _send(key: UUID, backend: BaseEmailBackend) -> Exception | None:
    """Send a claimed mail and close it; the error, which is noted, when it did not leave."""
    with scope(NOWHERE, role=WORKER):
        row = (
            Delivery.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("follower", "announcement")
            .filter(pk=key, state=Delivery.State.WAITING)
            .first()
        )
        if row is None:
            return None
        try:
            message = message_of(row)
            if backend.send_messages([message]) != 1:
                raise NotTaken
        except NothingToSay as nothing:
            _close_row(row, Delivery.State.SUPPRESSED, nothing.reason, clock.now())
            return None
        except DatabaseError:
            raise
        except Exception as error:
            _note(row, error)
            return error
        _close_row(row, Delivery.State.SENT, "", clock.now())
    return None


def _note(row: Delivery, error: Exception) -> None:
    code = code_of(error)
    # Only codes: what the server says may repeat the address.
    log.warning("mail %s, try %d of %d: %s", row.pk, row.tries, MOST_TRIES, Plain(code))
    if row.tries >= MOST_TRIES or code.startswith(REFUSED):
        _close_row(row, Delivery.State.FAILED, code, clock.now())
    else:
        Delivery.objects.filter(pk=row.pk).update(error=code)


def _close_row(row: Delivery, state: Delivery.State, error: str, now: datetime) -> None:
    Delivery.objects.filter(pk=row.pk).update(
        state=state, error=error, letter="", closed_at=max(now, row.made_at)
    )


def code_of(error: Exception) -> str:
    """The name of an error, and the status that the server gave."""
    if isinstance(error, SMTPRecipientsRefused):
        statuses = [int(reply[0]) for reply in error.recipients.values()]
        if statuses and all(500 <= status < 600 for status in statuses):
            return f"{REFUSED} {statuses[0]}"
        return f"{type(error).__name__} {statuses[0]}" if statuses else type(error).__name__
    if isinstance(error, SMTPResponseException) and 100 <= error.smtp_code <= 999:
        return f"{type(error).__name__[:40]} {error.smtp_code}"
    return type(error).__name__[:40]


def _is_of_the_server(error: Exception) -> bool:
    """Whether the next message would fail in the same way: no connection, no log-in, no answer."""
    if isinstance(error, SMTPRecipientsRefused | SMTPDataError | SMTPSenderRefused):
        return False
    return isinstance(error, OSError)


def _close(backend: BaseEmailBackend) -> None:
    try:
        backend.close()
    except OSError:
        log.info("the mail server did not take its leave")
