"""Reading documents: always for somebody, whatever rows exist in the scope."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast

from rione.core.identity.models import User
from rione.core.identity.rules.actors import Actor

from .access import Rights, is_inside, rights_of, sees
from .models import Content, Document, RegisterEntry, Version
from .rules.kinds import NAME_OF
from .rules.references import Reference, Scan, Visibility

PART = 2_000


@dataclass(frozen=True, slots=True)
class VersionView:
    """A file of a document. `size` in bytes; `kind` as people call it ("PDF"); `scan` a Scan.

    `open_to_reader`: whether whoever asked may download it. `uploaded_by` is an account.
    """

    number: int
    name: str
    media_type: str
    size: int
    sha256: str
    scan: str
    open_to_reader: bool
    note: str
    uploaded_by: UUID | None
    uploaded_at: datetime

    @property
    def kind(self) -> str:
        return NAME_OF.get(self.media_type, self.media_type)


@dataclass(frozen=True, slots=True)
class EntryView:
    """A line of the register; `own` is our number ("2024/17")."""

    own: str
    direction: str
    version: int
    sha256: str
    outside_reference: str
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document and its versions, the newest first; never without one.

    `inside`: whoever asked acts in its municipality, and may know who uploaded what and why.
    """

    id: UUID
    municipality: str
    visibility: str
    shared_with: tuple[UUID, ...]
    about_kind: str
    about_key: str
    title: str
    kind: str
    created_at: datetime
    withdrawn_at: datetime | None
    withdrawn_why: str
    inside: bool
    versions: tuple[VersionView, ...] = ()

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def current(self) -> VersionView:
        return self.versions[0]


def documents_of(
    kind: str,
    keys: Collection[str],
    *,
    actor: Actor,
    withdrawn: bool = False,
    rights: Mapping[str, Rights] | None = None,
) -> dict[str, tuple[DocumentView, ...]]:
    """The documents about things of a kind that somebody sees, by the thing's key, in the order
    in which they were handed in; every key is there. Withdrawn ones only if asked for.

    One SQL statement beside those of the kind's own rights, which are asked unless `rights` has
    them for every key.
    """
    rights = rights_of(actor, kind, keys) if rights is None else rights
    files = Version.objects.filter(document__about_kind=kind, document__about_key__in=list(keys))
    if not withdrawn:
        files = files.filter(document__withdrawn_at=None)
    files = files.select_related("document", "content")
    versions: dict[Document, list[Version]] = {}
    for version in files.order_by("document__created_at", "document", "-number"):
        versions.setdefault(version.document, []).append(version)
    found: dict[str, list[DocumentView]] = defaultdict(list)
    for row, its in versions.items():
        if sees(actor, row, rights[row.about_key]):
            found[row.about_key].append(_view(actor, row, its))
    return {key: tuple(found[key]) for key in keys}


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """Documents of several things, the newest first. `counts`: how many there are of each kind,
    whatever kind was asked for; `total`: of the one asked for."""

    documents: tuple[DocumentView, ...]
    counts: Mapping[str, int]
    total: int


def documents_among(
    rights: Mapping[Reference, Rights],
    *,
    actor: Actor,
    kind: str = "",
    offset: int = 0,
    limit: int = PART,
) -> DocumentsPage:
    """The documents in use about things of several kinds whose rights are known, of one kind of
    document or of all. Three SQL statements, however many things."""
    where = Q(pk__in=[])
    for see_all, about, keys in _by_kind(rights):
        mine = Q(visibility=Visibility.PUBLIC)
        if see_all:
            mine |= Q(municipality=actor.municipality)
        if actor.organisation:
            mine |= Q(shared_with__contains=[UUID(actor.organisation)])
        where |= Q(about_kind=about, about_key__in=keys) & mine
    rows = Document.objects.filter(where, withdrawn_at=None)
    counts = dict(rows.order_by().values_list("kind").annotate(count=Count("pk")))
    if kind:
        rows = rows.filter(kind=kind)
    part = rows.order_by("-created_at", "pk")[offset : offset + limit]
    by_key = {(thing.kind, thing.key): given for thing, given in rights.items()}
    return DocumentsPage(
        documents=tuple(_viewed(actor, part, by_key)),
        counts=counts,
        total=counts.get(kind, 0) if kind else sum(counts.values()),
    )


def _by_kind(rights: Mapping[Reference, Rights]) -> Iterator[tuple[bool, str, list[str]]]:
    """Things that somebody sees anything of, gathered by what they see of them."""
    groups: dict[tuple[bool, str], list[str]] = defaultdict(list)
    for thing, given in rights.items():
        if given.see or given.see_all:
            groups[given.see_all, thing.kind].append(thing.key)
    for (see_all, about), keys in groups.items():
        yield see_all, about, keys


def document_by_id(actor: Actor, key: UUID) -> tuple[DocumentView, Rights] | None:
    """A document and what somebody may do with it; None when it does not exist for them.

    Two SQL statements beside those of the kind's own rights.
    """
    row = Document.objects.filter(pk=key).first()
    if row is None:
        return None
    rights = rights_of(actor, row.about_kind, [row.about_key])
    views = list(_viewed(actor, [row], _keyed(row.about_kind, rights)))
    return (views[0], rights[row.about_key]) if views else None


def has_documents(kind: str) -> Exists:
    """A condition on rows of things of a kind, whose primary keys are the things' keys: that a
    document in use about them exists in the scope."""
    rows = Document.objects.filter(about_kind=kind, withdrawn_at=None)
    return Exists(rows.filter(about_key=Cast(OuterRef("pk"), TextField())))


def entries_of(document: UUID) -> tuple[EntryView, ...]:
    """The register's lines about a document, the newest first. One SQL."""
    rows = RegisterEntry.objects.filter(document=document).select_related("version")
    return tuple(
        EntryView(
            own=own_number(row),
            direction=row.direction,
            version=row.version.number,
            sha256=row.sha256,
            outside_reference=row.outside_reference,
            registered_at=row.registered_at,
        )
        for row in rows.order_by("-year", "-number")
    )


def own_number(entry: RegisterEntry) -> str:
    """Our number of an entry, as it is written."""
    return f"{entry.year}/{entry.number}"


def names_of(accounts: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of accounts that still exist. One SQL, none without accounts."""
    keys = {key for key in accounts if key}
    if not keys:
        return {}
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))


def named(digests: Collection[str]) -> set[str]:
    """Which of some digests rows name, of any municipality. One SQL."""
    return set(Content.objects.filter(pk__in=list(digests)).values_list("pk", flat=True))


def all_named() -> Iterator[str]:
    """All digests that rows name, of any municipality, read in parts; jobs only."""
    last = ""
    while True:
        rows = Content.objects.filter(pk__gt=last).order_by("pk")
        part = list(rows.values_list("pk", flat=True)[:PART])
        yield from part
        if len(part) < PART:
            return
        last = part[-1]


def waiting_for_scan(before: datetime, limit: int) -> list[str]:
    """Contents that are not scanned yet, and that were uploaded before an instant. One SQL."""
    rows = Content.objects.filter(scan=Scan.PENDING, stored_at__lt=before)
    return list(rows.order_by("stored_at").values_list("pk", flat=True)[:limit])


def _keyed(kind: str, rights: Mapping[str, Rights]) -> dict[tuple[str, str], Rights]:
    return {(kind, key): given for key, given in rights.items()}


def _viewed(
    actor: Actor, rows: Iterable[Document], rights: Mapping[tuple[str, str], Rights]
) -> Iterator[DocumentView]:
    """The documents that exist for somebody, with their versions; `rights` by kind and key of the
    thing. One SQL beside that of `rows`."""
    seen = [row for row in rows if sees(actor, row, rights[row.about_kind, row.about_key])]
    versions: dict[UUID, list[Version]] = defaultdict(list)
    if seen:
        files = Version.objects.filter(document__in=[row.pk for row in seen])
        for version in files.select_related("content").order_by("-number"):
            versions[version.document_id].append(version)
    for row in seen:
        yield _view(actor, row, versions[row.pk])


def _view(actor: Actor, row: Document, versions: Iterable[Version]) -> DocumentView:
    inside = is_inside(actor, row.municipality)
    return DocumentView(
        id=row.pk,
        municipality=row.municipality,
        visibility=row.visibility,
        shared_with=tuple(row.shared_with),
        about_kind=row.about_kind,
        about_key=row.about_key,
        title=row.title,
        kind=row.kind,
        created_at=row.created_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_why=row.withdrawn_why,
        inside=inside,
        versions=tuple(_version(row, version, inside) for version in versions),
    )


def _version(document: Document, row: Version, inside: bool) -> VersionView:
    scan = row.content.scan
    waits = scan == Scan.PENDING or document.is_withdrawn
    return VersionView(
        number=row.number,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.content_id,
        scan=scan,
        open_to_reader=scan != Scan.INFECTED and (inside or not waits),
        note=row.note,
        uploaded_by=row.uploaded_by,
        uploaded_at=row.uploaded_at,
    )
