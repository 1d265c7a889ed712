"""Recomputing the whole trail and naming the first link that does not hold.

Nothing the database says about itself is believed: digests and hashes are made again here, from
the columns. Memory does not grow with the trail.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from rione.core import clock
from rione.core.selfcheck import Finding

from .models import CompleteCheck, Publication, Seal
from .outside import OutsideDamaged, OutsidePlace, places
from .rules import (
    COLUMNS,
    STORED_AT,
    Break,
    Fault,
    RowRecord,
    SealRecord,
    broken_row,
    broken_seal,
    broken_succession,
    digest,
)

# Rows that are checked together.
ROWS = 5000
SEALS_AT_ONCE = 100
# The self-check of every ten minutes looks at so many seals (more than an hour of them); the
# nightly job at all.
RECENT_SEALS = 5000
LATE_AFTER = timedelta(minutes=5)
COMPLETE_CHECK_EVERY = timedelta(hours=26)
# No operation takes this long: a row that says it is so much older than rows sealed before it
# was put in afterwards.
BACKDATED_AFTER = timedelta(hours=24).total_seconds()
MOST_BACKDATED = 10

_AS_TEXT = {
    "at": "extract(epoch FROM at AT TIME ZONE 'UTC')::text",
    "stored_at": "extract(epoch FROM stored_at AT TIME ZONE 'UTC')::text",
}
_TEXTS = ", ".join(_AS_TEXT.get(column, f"{column}::text") for column in COLUMNS)
SEALS = """
SELECT id, previous, extract(epoch FROM sealed_at AT TIME ZONE 'UTC')::text, entry_ids, digests,
    hash
FROM audit_seal WHERE id >= %s AND id <= %s ORDER BY id LIMIT %s
"""
ENTRIES = f"SELECT digest, {_TEXTS} FROM audit_entry WHERE id = ANY (%s)"  # noqa: S608 — constants
# One statement, one snapshot: every row is under a seal or waits for one.
BALANCE = """
SELECT (SELECT count(*) FROM audit_entry),
    (SELECT coalesce(sum(cardinality(entry_ids)), 0) FROM audit_seal)
    + (SELECT count(*) FROM audit_unsealed)
"""
STRANGER = """
SELECT min(e.id) FROM audit_entry e
WHERE NOT EXISTS (SELECT FROM audit_unsealed u WHERE u.entry_id = e.id)
    AND NOT EXISTS (
        SELECT FROM (SELECT unnest(entry_ids) AS id FROM audit_seal) s WHERE s.id = e.id
    )
"""
LOST = """
SELECT min(u.entry_id) FROM audit_unsealed u
WHERE NOT EXISTS (SELECT FROM audit_entry e WHERE e.id = u.entry_id)
"""
WAITING = """
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(e.stored_at)), 0)
FROM audit_unsealed u JOIN audit_entry e ON e.id = u.entry_id
"""


@dataclass(frozen=True)
class Verification:
    """What was looked at and the first broken link, if any.

    `waiting` rows have no seal yet, the oldest for `waiting_seconds`; `unpublished` seals are
    not outside yet; `backdated` are the first rows that claim to be a day older than rows
    sealed before them.
    """

    seals: int
    entries: int
    broken: Break | None
    waiting: int = 0
    waiting_seconds: float = 0.0
    unpublished: int = 0
    unpublished_seconds: float = 0.0
    backdated: tuple[int, ...] = ()
    places: tuple[str, ...] = ()


@dataclass
class _Walk:
    """Where a verification stands."""

    previous: SealRecord | None
    copies: list["_Copy"]
    seals: int = 0
    entries: int = 0
    newest: float = float("-inf")
    backdated: list[int] = field(default_factory=list)
    unpublished: int = 0
    first_unpublished_at: float | None = None


class _Copy:
    """One outside copy, read alongside the chain."""

    def __init__(self, place: OutsidePlace, published: int, after: int) -> None:
        self.place = place
        self.published = published
        self.newest = place.newest()
        self.seals = place.read(after)

    def has(self, seal: SealRecord) -> bool:
        """Whether the copy holds this seal; False when it was not brought there yet.

        _Broken when it should hold it, or holds something else.
        """
        try:
            found = next(self.seals, None)
        except OutsideDamaged as damage:
            raise self._broken(Fault.OUTSIDE_DAMAGED, seal, f"cannot be read: {damage}") from damage
        if found is None:
            if seal.id <= self.published:
                raise self._broken(Fault.OUTSIDE_TRUNCATED, seal, f"lacks seal {seal.id}")
            return False
        if found.seal != seal.id or found.hash != seal.hash.hex():
            what = f"has another seal {found.seal} where the database has seal {seal.id}"
            raise self._broken(Fault.OUTSIDE_DIFFERS, seal, what)
        return True

    def _broken(self, fault: Fault, seal: SealRecord, what: str) -> "_Broken":
        return _Broken(Break(fault, seal.id, f"“{self.place.name}” {what}"))


class _Broken(Exception):
    """The walk has come to a link that does not hold."""

    def __init__(self, found: Break) -> None:
        super().__init__(str(found))
        self.found = found


@transaction.atomic
def verify(*, since: int = 0, outside: Sequence[OutsidePlace] | None = None) -> Verification:
    """Recompute every seal after `since` with its rows and compare it with the outside copies.

    May run beside writers and the sealer: what is sealed later than its beginning is left to the
    next time. With `since` the seal of that id is taken as it is, and rows that belong to no
    seal are not looked for. Statements: a few, and two for each five thousand rows.
    """
    # In this order: what was published is outside, and what is outside is in the database.
    published = dict(Publication.objects.values_list("place", "seal_id"))
    copies = [
        _Copy(place, published.get(place.name, 0), since)
        for place in (places() if outside is None else outside)
    ]
    top = Seal.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    walk = _Walk(next(_seals(since, since), None) if since else None, copies)
    broken = None
    try:
        if since and walk.previous is None:
            raise _Broken(Break(Fault.SEAL_MISSING, since, f"seal {since} is gone"))
        _walk(walk, _seals(since + 1, top))
        for copy in copies:
            if copy.newest and copy.newest.seal > top:
                what = f"“{copy.place.name}” ends with seal {copy.newest.seal}"
                what = f"seal {top + 1} is gone: {what}"
                raise _Broken(Break(Fault.SEAL_MISSING, top + 1, what))
        if not since:
            _check_strangers()
    except _Broken as end:
        broken = end.found
    waiting, seconds = _one(WAITING)
    first = walk.first_unpublished_at
    return Verification(
        seals=walk.seals,
        entries=walk.entries,
        broken=broken,
        waiting=waiting,
        waiting_seconds=float(seconds),
        unpublished=walk.unpublished,
        unpublished_seconds=clock.now().timestamp() - first if first else 0.0,
        backdated=tuple(walk.backdated),
        places=tuple(copy.place.name for copy in copies),
    )


def _walk(walk: _Walk, seals: Iterator[SealRecord]) -> None:
    """Check seal after seal; rows are checked in portions, before any later seal is blamed."""
    portion: list[SealRecord] = []
    held = 0
    seal = next(seals, None)
    if walk.previous:
        found = broken_succession(walk.previous, seal)
        if found:
            raise _Broken(found)
    while seal is not None:
        successor = next(seals, None)
        try:
            _check_seal(walk, seal, successor)
        except _Broken:
            _check_rows(walk, portion)
            raise
        portion.append(seal)
        held += len(seal.entry_ids)
        if held >= ROWS:
            _check_rows(walk, portion)
            portion, held = [], 0
        walk.previous, seal = seal, successor
    _check_rows(walk, portion)


def _check_seal(walk: _Walk, seal: SealRecord, successor: SealRecord | None) -> None:
    found = broken_seal(seal, walk.previous)
    if found:
        raise _Broken(found)
    differs, missing = None, 0
    # Every copy is asked, so that all of them move on.
    for copy in walk.copies:
        try:
            missing += not copy.has(seal)
        except _Broken as end:
            differs = differs or end
    vouched = differs is None and missing < len(walk.copies)
    found = broken_succession(seal, successor, vouched=vouched)
    if found:
        raise _Broken(found)
    if differs:
        raise differs
    if missing:
        walk.unpublished += 1
        walk.first_unpublished_at = walk.first_unpublished_at or float(seal.sealed_at)


def _check_rows(walk: _Walk, seals: list[SealRecord]) -> None:
    rows = _rows([entry_id for seal in seals for entry_id in seal.entry_ids])
    for seal in seals:
        found = broken_row(seal, rows)
        if found:
            raise _Broken(found)
        moments = [rows[entry_id].stored_at for entry_id in seal.entry_ids]
        for entry_id, moment in zip(seal.entry_ids, moments, strict=True):
            if moment < walk.newest - BACKDATED_AFTER and len(walk.backdated) < MOST_BACKDATED:
                walk.backdated.append(entry_id)
        walk.newest = max(walk.newest, *moments)
        walk.seals += 1
        walk.entries += len(seal.entry_ids)


def _check_strangers() -> None:
    entries, accounted = _one(BALANCE)
    if entries > accounted:
        (stranger,) = _one(STRANGER)
        if stranger is not None:
            what = f"row {stranger} is under no seal and does not wait for one"
            raise _Broken(Break(Fault.ROW_INSERTED, stranger, what))
    if entries < accounted:
        (lost,) = _one(LOST)
        if lost is not None:
            what = f"row {lost} waited for a seal and is gone"
            raise _Broken(Break(Fault.ROW_MISSING, lost, what))


def _seals(first: int, last: int) -> Iterator[SealRecord]:
    """Seals in order, page by page: a cursor that a generator held open would be closed whenever
    the generator is collected, in the middle of another statement."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(SEALS, [first, last, SEALS_AT_ONCE])
            found = cursor.fetchall()
        for seal_id, previous, sealed_at, entry_ids, digests, seal_hash in found:
            yield SealRecord(
                seal_id, bytes(previous), sealed_at, entry_ids, bytes(digests), bytes(seal_hash)
            )
            first = seal_id + 1
        if len(found) < SEALS_AT_ONCE:
            return


def _rows(entry_ids: list[int]) -> dict[int, RowRecord]:
    """Rows by id; only their digests are kept, since one row may name very many subjects."""
    rows: dict[int, RowRecord] = {}
    with connection.chunked_cursor() as cursor:
        cursor.execute(ENTRIES, [entry_ids])
        while found := cursor.fetchmany(200):
            for stored, *texts in found:
                moment = float(texts[STORED_AT])
                rows[int(texts[0])] = RowRecord(digest(texts), bytes(stored), moment)
    return rows


def _one(query: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 — an aggregate gives a row
    return tuple(row)


def verify_completely() -> CompleteCheck:
    """Verify the whole trail and keep the outcome for the self-check."""
    found = verify()
    return CompleteCheck.objects.create(
        ran_at=clock.now(),
        seals=found.seals,
        entries=found.entries,
        broken=str(found.broken or ""),
    )


def findings() -> list[Finding]:
    """The trail's self-check: its recent part, and what the last complete check said."""
    top = Seal.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    since = max(0, top - RECENT_SEALS)
    found = verify(since=since)
    late = LATE_AFTER.total_seconds()
    described = f"{found.entries} entries under {found.seals} seals hold"
    waiting = f"{found.waiting} wait for a seal, the oldest for {found.waiting_seconds:.0f} s"
    outside = "seals are kept in the database alone: RIONE_SEALS_DIR is not set"
    if found.places:
        outside = f"{found.unpublished} seals are not yet in {', '.join(found.places)}"
    backdated = ", ".join(map(str, found.backdated))
    outcome = [
        Finding("audit chain", found.broken is None, str(found.broken or described)),
        Finding("audit sealing", found.waiting_seconds <= late, waiting),
        Finding("audit seals outside", found.unpublished_seconds <= late, outside),
        Finding(
            "audit entries in time",
            not found.backdated,
            f"dated long before what was sealed earlier: {backdated or 'none'}",
        ),
    ]
    if since:
        outcome.append(_complete_finding())
    return outcome


def _complete_finding() -> Finding:
    last = CompleteCheck.objects.order_by("-ran_at").first()
    name = "audit chain, complete"
    if last is None:
        return Finding(name, ok=False, detail="never verified")
    recent = clock.now() - last.ran_at < COMPLETE_CHECK_EVERY
    detail = last.broken or f"{last.entries} entries under {last.seals} seals held"
    return Finding(name, not last.broken and recent, f"{last.ran_at:%Y-%m-%d %H:%M}: {detail}")
