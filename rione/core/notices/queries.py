"""Reads of notices. Each function says how many SQL statements it takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q
from django.utils.translation import get_language

from rione.core import clock

from .kinds import NoticeKind, kind_of, registered
from .models import Notice, Preference
from .rules import REFUSED, Mail
from .writing import line_of, page_of

MOST_COUNTED = 100
LATE_AFTER = timedelta(hours=2)
"""A mail that waits longer than this is late."""
RECENT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NoticeShape:
    """A notice in the reader's language. `line` is "" for a kind that is no longer known."""

    id: UUID
    kind: str
    label: Any
    line: str
    url: str
    made_at: datetime
    read: bool


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many notices of a kind an account has, and how many of them are unread."""

    kind: str
    label: Any
    total: int
    unread: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind, and what of it an account wants mailed."""

    kind: NoticeKind
    mail: Mail


@dataclass(frozen=True, slots=True)
class MailHealth:
    """`state` is ok, late (mails wait for two hours or more) or failed (some were given up since
    yesterday); the numbers are of mails, `refused` of those whose address does not exist."""

    state: str
    waiting: int
    late: int
    given_up: int
    refused: int


def label_of(code: str) -> Any:
    """What a kind is called; the code of one that an older release knew."""
    kind = kind_of(code)
    return kind.label if kind else code


def unread_count(account: UUID) -> int:
    """Unread notices of an account, counted up to a hundred. One SQL, from an index of its own."""
    rows = Notice.objects.filter(account=account, read_at=None)
    return rows.values("pk")[:MOST_COUNTED].count()


def counts(account: UUID) -> tuple[KindCount, ...]:
    """The kinds that an account has notices of, by label. One SQL."""
    rows = (
        Notice.objects.filter(account=account)
        .values_list("kind")
        .annotate(total=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
        .order_by("kind")
    )
    found = [KindCount(kind, label_of(kind), total, unread) for kind, total, unread in rows]
    return tuple(sorted(found, key=lambda row: str(row.label)))


def inbox(account: UUID, *, kinds: list[str], offset: int, limit: int) -> tuple[NoticeShape, ...]:
    """A page of an account's notices (of some kinds; [] is all): unread ones first, then the
    newest. One SQL."""
    rows = Notice.objects.filter(account=account)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    rows = rows.alias(read=Q(read_at__isnull=False)).order_by("read", F("made_at").desc(), "pk")
    language = get_language() or "it"
    return tuple(
        NoticeShape(
            id=row.pk,
            kind=row.kind,
            label=label_of(row.kind),
            line=line_of(row, language),
            url=page_of(row, language),
            made_at=row.made_at,
            read=row.read_at is not None,
        )
        for row in rows[offset : offset + limit]
    )


def page_to_open(account: UUID, notice: UUID) -> str | None:
    """Where one's own notice leads; None when there is no such one. One SQL."""
    row = Notice.objects.filter(account=account, pk=notice).first()
    return page_of(row, get_language() or "it") if row else None


def choices_of(account: UUID) -> tuple[Choice, ...]:
    """What an account wants mailed of each kind there is. One SQL."""
    chosen = dict(Preference.objects.filter(account=account).values_list("kind", "mail"))
    return tuple(
        Choice(kind, Mail(chosen.get(kind.code, kind.default_mail)))
        for kind in registered()
        if not kind.for_followers
    )


def mail_health() -> MailHealth:
    """How the mails are doing. One SQL, from the indexes of what waits and of what ended."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE state = 'waiting'),
                count(*) FILTER (WHERE state = 'waiting' AND made_at < %(late)s),
                count(*) FILTER (WHERE state = 'failed' AND error NOT LIKE %(refused)s),
                count(*) FILTER (WHERE state = 'failed' AND error LIKE %(refused)s)
            FROM notices_delivery
            WHERE state = 'waiting' OR (closed_at >= %(recent)s AND state = 'failed')
            """,
            {"late": now - LATE_AFTER, "recent": now - RECENT, "refused": f"{REFUSED}%"},
        )
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 — a sum over no rows is a row
    waiting, late, given_up, refused = row
    state = "failed" if given_up else "late" if late else "ok"
    return MailHealth(state, waiting, late, given_up, refused)
