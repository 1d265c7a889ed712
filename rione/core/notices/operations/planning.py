"""What the worker does before it sends: which notices are mailed, and to whom announcements go.

Each step is a transaction of the worker's own; two workers at once pass each other by.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from rione.core import clock
from rione.core.identity.models import User
from rione.core.scope import NOWHERE, WORKER, scope

from ..kinds import kind_of
from ..models import Announcement, Delivery, Notice, Preference
from ..rules import Edition, Mail, newest_edition

BATCH = 500

_SPREAD = """
INSERT INTO notices_delivery
    (id, content, follower_id, announcement_id, letter, state, tries, next_try_at, error, made_at)
SELECT gen_random_uuid(), 'announcement', f.id, %s, '', 'waiting', 0, %s, '', %s
FROM notices_follower f
WHERE f.topic = %s AND f.confirmed_at IS NOT NULL AND f.unsubscribed_at IS NULL
ON CONFLICT DO NOTHING
"""


def plan_mails() -> int:
    """Decide for every new notice whether it is mailed at once, waits for the digest, or stays in
    the inbox; how many were decided."""
    total = 0
    while True:
        with scope(NOWHERE, role=WORKER):
            count = _plan_batch()
        total += count
        if count < BATCH:
            return total


def _plan_batch() -> int:
    rows = list(
        Notice.objects.select_for_update(skip_locked=True)
        .filter(mail=Notice.MailState.OPEN)
        .order_by("made_at", "pk")[:BATCH]
    )
    accounts = {row.account_id for row in rows}
    active = set(User.objects.filter(pk__in=accounts, is_active=True).values_list("pk", flat=True))
    chosen = {
        (account, kind): Mail(mail)
        for account, kind, mail in Preference.objects.filter(account__in=accounts).values_list(
            "account_id", "kind", "mail"
        )
    }
    now = clock.now()
    deliveries = []
    for row in rows:
        kind = kind_of(row.kind)
        mail = Mail.NEVER
        if kind is not None and row.account_id in active and row.read_at is None:
            mail = chosen.get((row.account_id, row.kind), kind.default_mail)
        if mail == Mail.AT_ONCE:
            row.mail = Notice.MailState.MAILED
            row.delivery = _delivery(row.account_id, now)
            deliveries.append(row.delivery)
        else:
            digest = mail == Mail.DIGEST
            row.mail = Notice.MailState.DIGEST if digest else Notice.MailState.NONE
    Delivery.objects.bulk_create(deliveries)
    Notice.objects.bulk_update(rows, ["mail", "delivery"])
    return len(rows)


def _delivery(account: UUID, now: datetime, edition: Edition | None = None) -> Delivery:
    return Delivery(
        content=Delivery.Content.NOTICES,
        account_id=account,
        digest_of=edition.day if edition else None,
        next_try_at=now,
        made_at=now,
    )


def spread_announcements() -> int:
    """Put the mails of new announcements in the outbox; how many announcements."""
    count = 0
    while True:
        with scope(NOWHERE, role=WORKER):
            row = (
                Announcement.objects.select_for_update(skip_locked=True)
                .filter(spread_at=None)
                .order_by("made_at", "pk")
                .first()
            )
            if row is None:
                return count
            now = clock.now()
            with connection.cursor() as cursor:
                cursor.execute(_SPREAD, [row.pk, now, now, row.topic])
            Announcement.objects.filter(pk=row.pk).update(spread_at=now)
        count += 1


def put_digests() -> int:
    """Put the newest edition's digests in the outbox; how many mails.

    One a day and account at most, of what was told before seven o'clock and is still unread.
    What was stored later goes into the next one. It may run at any time and any number of times.
    """
    edition = newest_edition(clock.now(), ZoneInfo(settings.TIME_ZONE))
    made, after = 0, None
    while True:
        with scope(NOWHERE, role=WORKER):
            accounts = _accounts_waiting(edition, after)
        for account in accounts:
            with scope(NOWHERE, role=WORKER):
                made += _put_digest(account, edition)
        if len(accounts) < BATCH:
            return made
        after = accounts[-1]


def _accounts_waiting(edition: Edition, after: UUID | None) -> list[UUID]:
    rows = Notice.objects.filter(mail=Notice.MailState.DIGEST, made_at__lt=edition.closes_at)
    if after is not None:
        rows = rows.filter(account__gt=after)
    return list(rows.order_by("account").values_list("account_id", flat=True).distinct()[:BATCH])


def _put_digest(account: UUID, edition: Edition) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"digest {account}"]
        )
    if Delivery.objects.filter(account=account, digest_of=edition.day).exists():
        return 0
    keys = _of_edition(
        Notice.objects.select_for_update()
        .filter(account=account, mail=Notice.MailState.DIGEST, made_at__lt=edition.closes_at)
        .values_list("pk", "read_at")
    )
    rows = Notice.objects.filter(pk__in=keys[True])
    Notice.objects.filter(pk__in=keys[False]).update(mail=Notice.MailState.NONE)
    if not keys[True]:
        return 0
    delivery = _delivery(account, clock.now(), edition)
    Delivery.objects.bulk_create([delivery])
    rows.update(mail=Notice.MailState.MAILED, delivery=delivery)
    return 1


def _of_edition(rows: Iterable[tuple[UUID, datetime | None]]) -> dict[bool, list[UUID]]:
    """Keys of unread notices under True, of read ones under False."""
    keys: dict[bool, list[UUID]] = {True: [], False: []}
    for key, read_at in rows:
        keys[read_at is None].append(key)
    return keys
