"""Papers of the office's things: the rights over them, and all those of an operation."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast

from rione.core.audit.rules import Subject as Named
from rione.core.documents.access import RightsOf
from rione.core.documents.public import DocumentsPage, Reference, Rights, documents_among
from rione.core.identity.rules.actors import Actor

from ..access.checks import for_staff
from ..access.operations import theirs
from ..access.papers import rights_over
from ..models import (
    AwardProcedure,
    Certification,
    Check,
    Contract,
    Expense,
    Finding,
    Irregularity,
    LegalCommitment,
    Operation,
    Payment,
    Recovery,
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where things of a kind are kept: whose rows an actor sees, the columns of readers and of the
    authority (“” for none), and what names a thing among those of its operation."""

    model: type[Any]
    seen: Callable[[Actor], Q]
    name: str
    readers: str = "shared_with"
    authority: str = ""
    of_operation: bool = True


SOURCES = {
    "operation": Source(Operation, theirs, "code"),
    "procurement": Source(AwardProcedure, theirs, "title"),
    "contract": Source(Contract, theirs, "subject"),
    "commitment": Source(LegalCommitment, theirs, "number"),
    "payment": Source(Payment, theirs, "number"),
    "expense": Source(Expense, theirs, "document_number"),
    "payment_claim": Source(Certification, for_staff, "number", readers="", of_operation=False),
    "check": Source(Check, for_staff, "begun_on", readers="", authority="authority"),
    "finding": Source(Finding, theirs, "raised_on", authority="check_row__authority"),
    "irregularity": Source(Irregularity, for_staff, "found_on", readers=""),
    "recovery": Source(Recovery, theirs, "order_number"),
}


def rights_of_kind(kind: str) -> RightsOf:
    """Decides about the papers of things of a kind, by their keys. One SQL."""
    source = SOURCES[kind]
    columns = ["pk", "municipality", *filter(None, (source.readers, source.authority))]

    def rights(actor: Actor, keys: Collection[str]) -> Mapping[str, Rights]:
        rows = source.model.objects.filter(source.seen(actor), pk__in=_uuids(keys))
        return {
            str(row["pk"]): rights_over(
                actor,
                kind,
                municipality=row["municipality"],
                readers=row.get(source.readers, ()),
                authority=row.get(source.authority, ""),
            )
            for row in rows.values(*columns)
        }

    return rights


def rights_of_row(actor: Actor, kind: str, row: Any) -> Rights:
    """What an actor may do with the papers of a thing that it may see. No SQL, if the row of a
    finding has its check with it."""
    source = SOURCES[kind]
    authority = row
    for name in filter(None, source.authority.split("__")):
        authority = getattr(authority, name)
    return rights_over(
        actor,
        kind,
        municipality=row.municipality,
        readers=row.shared_with if source.readers else (),
        authority=authority if source.authority else "",
    )


def operation_of(kind: str, key: str) -> list[Named]:
    """The operation that a thing belongs to, as the audit trail names it. At most one SQL."""
    source = SOURCES[kind]
    if kind == "operation" or not source.of_operation:
        return []
    keys = source.model.objects.filter(pk__in=_uuids([key])).values_list("operation", flat=True)
    return [Named("operation", str(found)) for found in keys]


@dataclass(frozen=True, slots=True)
class Papers:
    """A page of an operation's papers; `things`: what each is about, by kind and key, named."""

    page: DocumentsPage
    things: Mapping[tuple[str, str], str]


def papers_of(
    actor: Actor, operation: Operation, *, kind: str = "", offset: int = 0, limit: int
) -> Papers:
    """The papers of an operation and of all that belongs to it, of one kind of document or of
    all, the newest first. Four SQL statements, however many things and papers."""
    given = {
        name: rights_over(
            actor,
            name,
            municipality=operation.municipality,
            readers=operation.shared_with if source.readers else (),
        )
        for name, source in SOURCES.items()
    }
    asked = [
        _named(actor, name, operation)
        for name, source in SOURCES.items()
        if source.of_operation and given[name].see
    ]
    things = {}
    if asked:
        things = {(row[0], row[1]): row[2] for row in asked[0].union(*asked[1:], all=True)}
    page = documents_among(
        {Reference(*thing): given[thing[0]] for thing in things},
        actor=actor,
        kind=kind,
        offset=offset,
        limit=limit,
    )
    return Papers(page, things)


def _named(actor: Actor, kind: str, operation: Operation) -> Any:
    """Kind, key and name of each thing of a kind that belongs to an operation."""
    source = SOURCES[kind]
    mine = {"pk" if kind == "operation" else "operation": operation.pk}
    rows = source.model.objects.filter(source.seen(actor), **mine)
    return rows.order_by().values_list(
        Value(kind, output_field=TextField()),
        Cast("pk", TextField()),
        Cast(F(source.name), TextField()),
    )


def _uuids(keys: Iterable[str]) -> list[UUID]:
    found = []
    for key in keys:
        try:
            found.append(UUID(key))
        except ValueError:
            continue
    return found
