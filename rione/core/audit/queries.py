"""Reading the audit trail: a person's own log, an auditor's pages, and the seals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from .models import CompleteCheck, Entry, Publication, Seal, Unsealed
from .rules import PublishedSeal, Subject

MOST = 200


@dataclass(frozen=True)
class Access:
    """One line of a person's own log: who saw or changed something about them, and what for.

    An official is shown as role and organisation, never by key, and other subjects of the same
    entry are left out.
    """

    id: int
    at: datetime
    action: str
    verb: str
    purpose: str
    actor_kind: str
    actor_role: str
    actor_organisation: str
    municipality: str


@dataclass(frozen=True)
class AccessPage:
    """`before` is what to ask the next page with; None on the last one."""

    accesses: tuple[Access, ...]
    before: int | None


@dataclass(frozen=True)
class Filters:
    """What an auditor asks for; what is empty does not filter.

    `since` and `until` are about `at`, the latter excluded; an entry's verb is one of
    `verbs`.
    """

    municipality: str = ""
    actor_key: str = ""
    actor_role: str = ""
    actor_organisation: str = ""
    action: str = ""
    verb: str = ""
    verbs: tuple[str, ...] = ()
    purpose: str = ""
    request_id: str = ""
    subject: Subject | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class EntryView:
    """A whole entry; `subjects` holds the first ones, `subject_count` how many there are."""

    id: int
    at: datetime
    stored_at: datetime
    action: str
    verb: str
    subjects: tuple[str, ...]
    subject_count: int
    purpose: str
    query: str
    municipality: str
    actor_kind: str
    actor_key: str
    actor_role: str
    actor_organisation: str
    actor_municipality: str
    details: dict[str, object]
    request_id: str
    digest: bytes
    sealed: bool


@dataclass(frozen=True)
class EntryPage:
    """`before` is what to ask the next page with; None on the last one."""

    entries: tuple[EntryView, ...]
    before: int | None


SHOWN_SUBJECTS = 20
_ACCESS = (
    *("id", "at", "action", "verb", "purpose", "actor_kind", "actor_role"),
    *("actor_organisation", "municipality"),
)
_ENTRY = (
    *("id", "at", "stored_at", "action", "verb", "purpose", "query", "municipality"),
    *("actor_kind", "actor_key", "actor_role", "actor_organisation", "actor_municipality"),
    *("details", "request_id"),
)
_EXACT = (
    *("municipality", "actor_key", "actor_role", "actor_organisation", "action", "verb"),
    *("purpose", "request_id"),
)


def accesses_to(subject: Subject, *, before: int | None = None, limit: int = 50) -> AccessPage:
    """Who read or changed what concerns a subject, newest first. One SQL statement."""
    size = max(1, min(limit, MOST))
    rows = _page(Filters(subject=subject), before)[: size + 1]
    found = [Access(**row) for row in rows.values(*_ACCESS)]
    return AccessPage(tuple(found[:size]), found[size - 1].id if len(found) > size else None)


def entries(
    filters: Filters | None = None, *, before: int | None = None, limit: int = 50
) -> EntryPage:
    """Entries that match, newest first. One SQL statement."""
    size = max(1, min(limit, MOST))
    found = list(_views(_whole(filters or Filters(), before)[: size + 1]))
    return EntryPage(tuple(found[:size]), found[size - 1].id if len(found) > size else None)


def all_entries(filters: Filters) -> Iterator[EntryView]:
    """All entries that match, newest first, read piece by piece: for a file. Inside a transaction,
    whose snapshot it shows."""
    rows = _values(_whole(filters, None))
    return (_view(row) for row in rows.iterator(chunk_size=2000))


def _whole(filters: Filters, before: int | None) -> QuerySet[Entry]:
    return _page(filters, before).annotate(
        first_subjects=F(f"subjects__0_{SHOWN_SUBJECTS}"),
        subject_count=F("subjects__len"),
        sealed=~Exists(Unsealed.objects.filter(entry_id=OuterRef("id"))),
    )


def _values(rows: QuerySet[Entry]) -> QuerySet[Entry, dict[str, Any]]:
    return rows.values(*_ENTRY, "digest", "first_subjects", "subject_count", "sealed")


def _views(rows: QuerySet[Entry]) -> Iterator[EntryView]:
    return (_view(row) for row in _values(rows))


def _view(row: dict[str, Any]) -> EntryView:
    return EntryView(
        subjects=tuple(row.pop("first_subjects") or ()), digest=bytes(row.pop("digest")), **row
    )


def _page(filters: Filters, before: int | None) -> QuerySet[Entry]:
    rows = Entry.objects.filter(
        **{name: value for name in _EXACT if (value := getattr(filters, name))}
    )
    if filters.since is not None:
        rows = rows.filter(at__gte=filters.since)
    if filters.until is not None:
        rows = rows.filter(at__lt=filters.until)
    if filters.verbs:
        rows = rows.filter(verb__in=filters.verbs)
    if before is not None:
        rows = rows.filter(id__lt=before)
    if filters.subject is None:
        return rows.order_by("-id")
    # A sum, so that the subject's few rows are fetched and sorted: walking the primary key
    # backwards until a page is full would read the whole table.
    return rows.filter(subjects__contains=[str(filters.subject)]).order_by((F("id") + 0).desc())


def seal_hash_of(seal_id: int) -> str:
    """The hash of a seal in hexadecimal; empty when there is no such seal. One SQL statement."""
    found = Seal.objects.filter(pk=seal_id).values_list("hash", flat=True).first()
    return bytes(found).hex() if found is not None else ""


@dataclass(frozen=True, slots=True)
class PlaceState:
    """An outside place, the newest seal that it has received, and when."""

    name: str
    seal: int
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckState:
    """A complete check of the trail; `broken` is "" when it held."""

    at: datetime
    seals: int
    entries: int
    broken: str


@dataclass(frozen=True, slots=True)
class TrailState:
    """The newest seal (0 and "" when there is none), how many entries wait for one, the places
    that have the seals, and the last complete checks, newest first."""

    seal: int
    seal_hash: str
    sealed_at: datetime | None
    waiting: int
    places: tuple[PlaceState, ...]
    checks: tuple[CheckState, ...]


def trail_state(*, checks: int = 10) -> TrailState:
    """How the trail is doing. Four SQL statements."""
    newest = Seal.objects.order_by("-pk").values_list("pk", "hash", "sealed_at").first()
    seal_id, seal_hash, sealed_at = newest or (0, b"", None)
    rows = CompleteCheck.objects.order_by("-ran_at")
    return TrailState(
        seal=seal_id,
        seal_hash=bytes(seal_hash).hex(),
        sealed_at=sealed_at,
        waiting=Unsealed.objects.count(),
        places=tuple(
            PlaceState(*row)
            for row in Publication.objects.order_by("place").values_list(
                "place", "seal_id", "published_at"
            )
        ),
        checks=tuple(
            CheckState(*row)
            for row in rows.values_list("ran_at", "seals", "entries", "broken")[:checks]
        ),
    )


def published_form(*, after: int, limit: int) -> list[PublishedSeal]:
    """The seals with higher ids, in order, as they stand outside. One SQL statement."""
    rows = Seal.objects.filter(pk__gt=after).order_by("pk")
    return [
        PublishedSeal(seal_id, bytes(seal_hash).hex(), count, sealed_at.isoformat())
        for seal_id, seal_hash, count, sealed_at in rows.values_list(
            "pk", "hash", "entry_ids__len", "sealed_at"
        )[:limit]
    ]
