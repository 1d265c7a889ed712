"""Writing the audit trail, sealing it, and bringing its seals outside the database."""

import json
from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from rione.core import clock

from .acting import Actor, Scope, current, request_id
from .models import Action, Publication
from .outside import OutsidePlace, places
from .queries import published_form, seal_hash_of
from .rules import (
    CODE,
    DETAILS_BYTES,
    GENESIS,
    ISTAT,
    MOST_SUBJECTS,
    QUERY,
    Subject,
    check_details,
    refuse_unless,
)

# Rows under one seal: what a sealer holds in memory and how long it holds its lock.
BATCH = 2000
# Seals that are brought outside in one write.
LINES = 500
SEALING = "rione audit sealing"
PUBLISHING = "rione audit publishing"

# Whoever adds an entry may often not read it, so that the database's function adds it.
ADD = "SELECT audit_add(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"

# The triggers hold it to this: it follows on the newest seal, its rows are as they were stored,
# and they waited for one.
SEAL = """
INSERT INTO audit_seal (id, previous, entry_ids, digests)
SELECT coalesce(newest.id, 0) + 1, coalesce(newest.hash, %s), waiting.ids, waiting.digests
FROM (
    SELECT array_agg(e.id ORDER BY e.id) AS ids,
        string_agg(e.digest, ''::bytea ORDER BY e.id) AS digests
    FROM (SELECT entry_id FROM audit_unsealed ORDER BY entry_id LIMIT %s) u
    JOIN audit_entry e ON e.id = u.entry_id
) waiting
LEFT JOIN (SELECT id, hash FROM audit_seal ORDER BY id DESC LIMIT 1) newest ON true
WHERE waiting.ids IS NOT NULL
RETURNING cardinality(entry_ids)
"""


class OutsideDisagrees(Exception):
    """What stands outside is not what was published there; nothing more is written to it."""


def record(
    *,
    verb: str,
    subjects: Subject | Sequence[Subject],
    purpose: str = "",
    municipality: str | None = None,
    details: Mapping[str, object] | None = None,
    actor: Actor | None = None,
) -> int:
    """Add an entry for something that is done; its id.

    Called inside the operation's own transaction (RuntimeError outside of one), so that the
    entry is stored if and only if the operation is. The first subject is what the operation is
    about; everybody whom it concerns is a subject too (`person`), so that it shows in their own
    log. `municipality` is whose matter it is, the actor's unless said. One SQL statement.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an entry is recorded inside the transaction of what it records")
    return _insert(Action.WRITE, verb, subjects, purpose, "", municipality, details, actor)


def record_read(
    *,
    verb: str,
    subjects: Subject | Sequence[Subject],
    purpose: str,
    query: str = "",
    municipality: str | None = None,
    details: Mapping[str, object] | None = None,
    actor: Actor | None = None,
) -> int:
    """Add one entry for a read of personal data, of one person or of many; its id.

    Called before what was read is handed out. `subjects` are all whose data were read, and may
    be none; `query` says how they were chosen, in codes (`district=4&state=open`), never with
    what somebody typed. One SQL statement.
    """
    return _insert(Action.READ, verb, subjects, purpose, query, municipality, details, actor)


def _insert(
    action: Action,
    verb: str,
    subjects: Subject | Sequence[Subject],
    purpose: str,
    query: str,
    municipality: str | None,
    details: Mapping[str, object] | None,
    actor: Actor | None,
) -> int:
    scope = current() if actor is None else Scope(actor, request_id())
    actor = scope.actor
    about = [subjects] if isinstance(subjects, Subject) else list(dict.fromkeys(subjects))
    place = actor.municipality if municipality is None else municipality
    refuse_unless(CODE, verb, "a verb is a code")
    refuse_unless(QUERY, query, "a query is described in codes")
    refuse_unless(ISTAT, place, "a municipality is an ISTAT code")
    if purpose or action == Action.READ:
        refuse_unless(CODE, purpose, "a purpose is a code")
    if action == Action.WRITE and not about:
        raise ValueError("an operation is about something")
    if len(about) > MOST_SUBJECTS:
        raise ValueError(f"an entry has at most {MOST_SUBJECTS} subjects: record page by page")
    check_details(details or {})
    written = json.dumps(details or {}, allow_nan=False)
    if len(written) > DETAILS_BYTES * 9 // 10:
        raise ValueError(f"details take at most {DETAILS_BYTES * 9 // 10} bytes")
    with connection.cursor() as cursor:
        cursor.execute(
            ADD,
            [
                clock.now(),
                action.value,
                verb,
                [str(subject) for subject in about],
                purpose,
                query,
                place,
                actor.kind,
                actor.key,
                actor.role,
                actor.organisation,
                actor.municipality,
                written,
                scope.request_id,
            ],
        )
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 — a function gives a row
    return int(row[0])


def seal(*, batch: int = BATCH) -> int:
    """Chain all rows that are committed and unsealed; how many they were.

    One sealer works at a time: a second one returns 0 at once. Rows of transactions that are
    still open are not seen, keep no place, and are sealed after they commit, whatever their id:
    the chain's order is that of sealing. Each batch is a transaction of its own.
    """
    total = 0
    while True:
        count = _seal_batch(batch)
        total += count
        if count < batch:
            return total


@transaction.atomic
def _seal_batch(batch: int) -> int:
    with connection.cursor() as cursor:
        if not _taken(cursor, SEALING):
            return 0
        cursor.execute(SEAL, [GENESIS, batch])
        made = cursor.fetchone()
    return int(made[0]) if made else 0


def publish() -> int:
    """Bring every seal that is not outside yet to every configured place; how many lines.

    Seals go out only after they are committed, in order, and are noted as published after the
    place holds them: a crash in between repeats nothing, because the place is asked what it has.
    OutsideDisagrees when it has less than was published or something else, OSError when it
    cannot be written to; both leave the chain growing and the place as it is.
    """
    return sum(_publish_to(place) for place in places())


@transaction.atomic
def _publish_to(place: OutsidePlace) -> int:
    with connection.cursor() as cursor:
        if not _taken(cursor, PUBLISHING):
            return 0
    published = Publication.objects.filter(place=place.name).first()
    newest = place.newest()
    kept = newest.seal if newest else 0
    if published and kept < published.seal_id:
        raise OutsideDisagrees(
            f"“{place.name}” ends with seal {kept}, but {published.seal_id} was published there"
        )
    if newest and newest.hash != seal_hash_of(newest.seal):
        raise OutsideDisagrees(f"“{place.name}” has another seal {newest.seal} than the database")
    before = kept
    while lines := published_form(after=kept, limit=LINES):
        place.append(lines)
        kept = lines[-1].seal
    if kept and (published is None or published.seal_id != kept):
        Publication.objects.update_or_create(
            place=place.name, defaults={"seal_id": kept, "published_at": clock.now()}
        )
    return kept - before


def seal_and_publish() -> int:
    """What the job of every second does; how many rows were sealed."""
    sealed = seal()
    publish()
    return sealed


def _taken(cursor: CursorWrapper, lock: str) -> bool:
    """Take an advisory lock until the transaction ends, or say that somebody else has it."""
    cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [lock])
    row = cursor.fetchone()
    return bool(row and row[0])
