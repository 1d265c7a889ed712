"""Reads of files: those being tried, and those that were stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from rione.core import clock
from rione.core.identity.models import User
from rione.core.identity.rules.actors import Actor

from ..models import Import, StagedImport
from .access import imported_for

KEPT = timedelta(hours=24)
"""How long a file is kept while it is being tried."""


def staged(actor: Actor, key: UUID, *, lock: bool = False) -> StagedImport | None:
    """A file that somebody is trying under the membership they act under, None when there is none
    or it is too old. With `lock` nobody else changes it. One SQL statement."""
    if not actor.account:
        return None
    rows = StagedImport.objects.filter(
        pk=key,
        account_id=UUID(actor.account),
        municipality=actor.municipality,
        organisation=actor.organisation,
        made_at__gt=clock.now() - KEPT,
    )
    return (rows.select_for_update(no_key=True) if lock else rows).first()


def imports_stored(actor: Actor) -> QuerySet[Import]:
    """The imports that somebody may see, with `person`, the name of whoever did them."""
    people = User.objects.filter(pk=OuterRef("imported_by")).values("name")
    return Import.objects.filter(imported_for(actor)).annotate(person=Subquery(people))


def find_import(actor: Actor, key: UUID) -> Import | None:
    """An import without its file, None unless somebody may see it. One SQL statement."""
    return imports_stored(actor).defer("content").filter(pk=key).first()


def content_of(key: UUID) -> bytes:
    """The file of an import that one may see. One SQL statement."""
    return bytes(Import.objects.values_list("content", flat=True).get(pk=key))


@dataclass(frozen=True, slots=True)
class Before:
    """An import of the same rows; or, unless `same_rows`, of the same file read otherwise."""

    id: UUID
    at: datetime
    same_rows: bool


def stored_before(actor: Actor, name: str, *, sha256: str, digest: str) -> Before | None:
    """What was imported of a file or its rows that somebody may see. One SQL statement."""
    rows = Import.objects.filter(
        imported_for(actor), Q(digest=digest) | Q(sha256=sha256), name=name
    )
    found = [
        Before(key, at, stored == digest)
        for key, at, stored in rows.values_list("pk", "imported_at", "digest")
    ]
    return max(found, key=lambda one: (one.same_rows, one.at), default=None)
