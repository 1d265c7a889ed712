"""Following a topic by e-mail, without an account: asking, confirming, ending.

What a stranger is answered never says whether an address follows anything: the owner of the
address is told by mail.
"""

import hashlib
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.rules.limits import counted_address
from rione.core.identity.rules.tokens import digest, new_token
from rione.core.writes import Refused

from ..attempts import within
from ..kinds import Topic, topic_of
from ..models import Follower
from ..rules import CONFIRM_WITHIN, MOST_TOPICS, PER_ADDRESS, PER_CLIENT, is_plain_address
from ..writing import Welcome, follow_letter
from .letters import put_letter


def email_digest(email: str) -> str:
    """What an address is looked up by."""
    return hashlib.sha256(email.encode()).hexdigest()


@transaction.atomic
def follow(*, email: str, topic: str, language: str, client: str) -> None:
    """Ask for the news of a topic: a mail with a link that confirms it goes to the address.

    `client` is the internet address that asks. An address that follows the topic already, or as
    many as it may, is told so by mail. Refused: the address is none (`email`), there is no such
    topic (`topic`), or too much was asked for from there; beyond the limit of an address nothing
    is sent, and nothing is said. At most nine SQL statements, and those of the topic's title.
    """
    address = email.strip().lower()
    if not is_plain_address(address):
        raise Refused(_("Write an e-mail address, such as name@example.org."), field="email")
    found = topic_of(topic)
    if found is None:
        raise Refused(_("There is nothing of this name to follow."), field="topic")
    if not within(PER_CLIENT, who=f"client {counted_address(client)}"):
        raise Refused(_("Too many requests came from your connection. Try again in an hour."))
    key = email_digest(address)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [key])
    if within(PER_ADDRESS, who=f"address {address}"):
        _ask(address, key, found, language)


def _ask(address: str, key: str, topic: Topic, language: str) -> None:
    # Requests may not read the column `email`.
    rows = list(
        Follower.objects.defer("email")
        .filter(email_digest=key, unsubscribed_at=None)
        .order_by("asked_at")
    )
    now = clock.now()
    row = next((one for one in rows if one.topic == topic.code), None)
    if row is not None and row.confirmed_at is not None:
        letter = follow_letter(Welcome.ALREADY, topic, language, follower=row.pk)
        put_letter(letter, follower=row)
        return
    token = new_token()
    if row is None and len(rows) >= MOST_TOPICS:
        # Whoever asked in somebody else's name does not keep them from following anything.
        row = next((one for one in rows if one.confirmed_at is None), None)
        if row is None:
            put_letter({**follow_letter(Welcome.FULL, topic, language), "to": address})
            return
    if row is None:
        taken = {one.place for one in rows}
        row = Follower.objects.create(
            email=address,
            email_digest=key,
            language=language,
            topic=topic.code,
            place=next(number for number in range(1, MOST_TOPICS + 1) if number not in taken),
            token_digest=digest(token),
            asked_at=now,
        )
    else:
        Follower.objects.filter(pk=row.pk).update(
            topic=topic.code, language=language, token_digest=digest(token), asked_at=now
        )
    put_letter(follow_letter(Welcome.CONFIRM, topic, language, token=token), follower=row)


def waiting_for(token: str) -> Follower | None:
    """The follower that a token confirms, without its address; None when the token was used, or
    is older than a week. One SQL statement."""
    return (
        Follower.objects.defer("email")
        .filter(
            token_digest=digest(token),
            confirmed_at=None,
            unsubscribed_at=None,
            asked_at__gt=clock.now() - CONFIRM_WITHIN,
        )
        .first()
    )


def topic_followed(follower: UUID) -> str:
    """The topic of a follower, also after it unsubscribed; "" once it is erased. One SQL."""
    row = Follower.objects.filter(pk=follower).values_list("topic", flat=True).first()
    return row or ""


@transaction.atomic
def confirm(*, token: str) -> str:
    """Begin to follow; the topic, or "" when the token is used up, expired or none. It works
    once. Three SQL statements."""
    found = waiting_for(token)
    if found is None or not Follower.objects.filter(
        pk=found.pk, token_digest=found.token_digest, confirmed_at=None
    ).update(confirmed_at=Greatest(clock.now(), F("asked_at")), token_digest=""):
        return ""
    record(verb="confirm_following", subjects=Subject("follower", str(found.pk)))
    return str(found.topic)


@transaction.atomic
def unsubscribe(*, follower: UUID, everything: bool = False) -> int:
    """End a follower's mails, or those of all topics of its address; how many had not ended.

    Repeating changes nothing. The address is erased a month later. Three SQL statements.
    """
    which = Q(pk=follower)
    if everything:
        own = Follower.objects.filter(pk=follower).values("email_digest")
        which = Q(email_digest__in=own)
    rows = list(Follower.objects.filter(which, unsubscribed_at=None).values_list("pk", flat=True))
    if rows:
        Follower.objects.filter(pk__in=rows).update(
            unsubscribed_at=Greatest(clock.now(), F("asked_at")), place=None, token_digest=""
        )
        record(
            verb="end_following",
            subjects=[Subject("follower", str(key)) for key in sorted(rows, key=str)],
        )
    return len(rows)
