"""Telling something: to accounts, to all who hold a role, to the followers of a topic.

Plain functions, called inside the transaction of the operation that has something to tell. They
take the same few statements however many people are told; mails are made by the worker.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from rione.core import clock
from rione.core.identity.queries import accounts_with_roles
from rione.core.jobs.deferring import defer_here

from ..kinds import Link, checked
from ..rules import checked_key, split_topic

QUEUE = "mail"
DELIVER = "rione.core.notices.tasks.deliver_mails"

# No arbiter is named: naming one would ask for the right to read rows of others. In order of the
# accounts, so that two at once never wait for each other.
_NOTIFY = """
INSERT INTO notices_notice
    (id, account_id, kind, parameters, link_name, link_args, dedupe, made_at, mail)
SELECT gen_random_uuid(), account, %s, %s, %s, %s, %s, %s, 'open'
FROM unnest(%s::uuid[]) account ORDER BY account ON CONFLICT DO NOTHING
"""
_PUBLISH = """
INSERT INTO notices_announcement
    (id, topic, kind, parameters, link_name, link_args, dedupe, made_at)
SELECT gen_random_uuid(), t.topic, %s, t.parameters::jsonb, t.link, t.args::jsonb, %s, %s
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS t (topic, parameters, link, args)
ORDER BY t.topic ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Story:
    """Something new about a topic: the page it is about, and the parameters of its kind."""

    topic: str
    link: Link | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)


def notify(
    *,
    accounts: Iterable[UUID | str],
    kind: str,
    dedupe: str,
    link: Link | None = None,
    parameters: Mapping[str, object] | None = None,
) -> int:
    """Tell accounts something; how many had not been told yet.

    `dedupe`: the same account is told once under the same key. `link`: the page it is about (the
    inbox without one). `parameters`: references, numbers and short texts, or {"it": …, "en": …}.
    Each account finds it in its inbox at once, and is mailed as it prefers. ValueError when the
    kind, the link or the parameters are wrong; RuntimeError outside of a transaction. Two SQL
    statements.
    """
    found_kind, found, stored = checked(kind, link, parameters)
    if found_kind.for_followers:
        raise ValueError(f"{kind} is told to followers, not to accounts")
    told = sorted({str(UUID(str(account))) for account in accounts})
    if not told:
        return 0
    new = _insert(_NOTIFY, [kind, *_told(stored, found), checked_key(dedupe), clock.now(), told])
    if new:
        defer_here(DELIVER, queue=QUEUE)
    return new


def notify_roles(
    *,
    municipality: str,
    roles: Iterable[str],
    kind: str,
    dedupe: str,
    link: Link | None = None,
    parameters: Mapping[str, object] | None = None,
) -> int:
    """The same to all who hold one of the roles in a municipality today; "" are those who hold
    it for the whole metropolitan city. Three SQL statements."""
    return notify(
        accounts=accounts_with_roles(municipality, roles),
        kind=kind,
        dedupe=dedupe,
        link=link,
        parameters=parameters,
    )


def publish(
    *,
    topic: str,
    kind: str,
    dedupe: str,
    link: Link | None = None,
    parameters: Mapping[str, object] | None = None,
) -> bool:
    """Tell the confirmed followers of a topic something that is public; whether it is new.

    `dedupe`: once per topic under the same key. The kind is registered with `for_followers`;
    otherwise as `notify`. Two SQL statements, however many they are.
    """
    return bool(publish_all([Story(topic, link, parameters or {})], kind=kind, dedupe=dedupe))


def publish_all(stories: Sequence[Story], *, kind: str, dedupe: str) -> int:
    """The same about several topics at once; how many are new. Two SQL statements."""
    columns: list[list[str]] = [[], [], [], []]
    for story in stories:
        found_kind, found, stored = checked(kind, story.link, story.parameters)
        if not found_kind.for_followers:
            raise ValueError(f"{kind} is told to accounts, not to followers")
        if split_topic(story.topic) is None:
            raise ValueError("a topic is written kind:reference")
        parameters, link, args = _told(stored, found)
        for column, value in zip(columns, (story.topic, parameters, link, args), strict=True):
            column.append(value)
    if not stories:
        return 0
    new = _insert(_PUBLISH, [kind, checked_key(dedupe), clock.now(), *columns])
    if new:
        defer_here(DELIVER, queue=QUEUE)
    return new


def _told(parameters: Mapping[str, object], link: Link) -> list[str]:
    return [json.dumps(parameters), link.name, json.dumps(list(link.args))]


def _insert(statement: str, values: list[Any]) -> int:
    if not connection.in_atomic_block:
        raise RuntimeError("something is told inside the transaction of what it tells")
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
