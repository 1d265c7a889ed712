"""Reads of files: those being tried, and those that were stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

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
    if not actor.account or not actor.membership:
        return None
    rows = _of(actor, key)
    return (rows.select_for_update(no_key=True) if lock else rows).first()


@dataclass(frozen=True, slots=True)
class Before:
    """The last import of the same file; `digest` says how it was read."""

    id: UUID
    at: datetime
    digest: str


def staged_with_before(actor: Actor, key: UUID) -> tuple[StagedImport, Before | None] | None:
    """As `staged`, with the last import of the same file that somebody may see. One SQL
    statement."""
    if not actor.account or not actor.membership:
        return None
    same = Import.objects.filter(
        imported_for(actor), name=OuterRef("name"), sha256=OuterRef("sha256")
    ).order_by("-imported_at")
    before = same.values(found=JSONObject(id="id", at="imported_at", digest="digest"))[:1]
    file = _of(actor, key).annotate(before=Subquery(before)).first()
    if file is None:
        return None
    found: dict[str, str] | None = file.before
    if found is None:
        return file, None
    at = datetime.fromisoformat(found["at"])
    return file, Before(UUID(found["id"]), at, found["digest"])


def _of(actor: Actor, key: UUID) -> QuerySet[StagedImport]:
    return StagedImport.objects.filter(
        pk=key,
        account_id=UUID(actor.account),
        membership=UUID(actor.membership),
        made_at__gt=clock.now() - KEPT,
    )


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
