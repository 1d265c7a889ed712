"""Mails that are written already, such as invitations: they leave if, and only if, what they are
about is stored."""

import json

from django.core.mail import EmailMessage
from django.db import connection

from rione.core import clock
from rione.core.jobs.deferring import defer_here

from ..models import Delivery, Follower
from ..rules import is_one_line, one_line
from ..sealing import seal
from .telling import DELIVER, QUEUE


def post(message: EmailMessage) -> None:
    """Put a message in the outbox, in the transaction of what it is about.

    It has one recipient and no attachment; alternatives are kept. What it says and to whom is
    encrypted until it has left, and blanked then. ValueError on anything else, RuntimeError
    outside of a transaction. Two SQL statements.
    """
    address = str(message.to[0]) if len(message.to) == 1 else ""
    if not address or not is_one_line(address):
        raise ValueError("a letter has one recipient")
    if message.cc or message.bcc or message.attachments:
        raise ValueError("a letter has no further recipients and no attachment")
    alternatives = getattr(message, "alternatives", None) or []
    put_letter(
        {
            "to": address,
            "subject": one_line(str(message.subject)),
            "body": str(message.body),
            "subtype": message.content_subtype,
            "alternatives": [[str(part[0]), str(part[1])] for part in alternatives],
        }
    )


def put_letter(letter: dict[str, object], *, follower: Follower | None = None) -> None:
    """The same for a letter as `writing.opened` reads it; without `to` it goes to the follower."""
    if not connection.in_atomic_block:
        raise RuntimeError("a letter is posted inside the transaction of what it is about")
    now = clock.now()
    Delivery.objects.create(
        content=Delivery.Content.LETTER,
        follower=follower,
        letter=seal(json.dumps(letter)),
        next_try_at=now,
        made_at=now,
    )
    defer_here(DELIVER, queue=QUEUE)
