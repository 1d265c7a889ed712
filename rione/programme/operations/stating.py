"""What the office states: documents, statements, and taking a statement of its own back."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _
from pydantic import ValidationError

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject as Named
from rione.core.identity.models import Organisation
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..access.records import refuse_unless
from ..models import Load, SourceDocument, Statement
from ..rules.catalogue import Catalogue, DocumentEntry
from ..rules.conflicts import Subject
from ..rules.dependencies import find_cycle
from ..rules.fields import PartRefused
from ..rules.files import MAX_SCALAR, invisible
from ..rules.loading import known_to
from ..rules.statements import StatementData, canonical, read_statement
from .folders import current_catalogue, subjects_of
from .loading import BATCH, statement_row
from .locking import take_turn
from .news import announce_change, states_shown
from .refreshing import refresh
from .refusals import explained

LONGEST_REASON = 2000
Said = Mapping[str, Any]


@operation("add_document")
def add_document(*, actor: Actor, key: str, entry: Said, reason: str) -> str:
    """Enter a document that statements may come from; its code.

    `entry` has the keys of `documents.yaml`: code, title, kind, language, printed_date,
    content_date (a partial date or “unknown”) and rank. Refused at the first key that is wrong,
    and at `code` when it is taken.
    """
    refuse_unless(actor, "add_document")
    take_turn()
    document = read_document(entry)
    if SourceDocument.objects.filter(code=document.code).exists():
        raise Refused(_("A document has this short name already; choose another."), field="code")
    put_documents(actor, [document], reason=reason)
    record(
        verb="add_document",
        subjects=[Named("document", document.code)],
        details={"kind": document.kind, "rank": document.rank or 0},
    )
    return document.code


@operation("add_statement")
def add_statement(
    *, actor: Actor, key: str, subject_kind: str, subject_key: str, said: Said, reason: str
) -> int:
    """State what a document says about a field of a subject; the id of the statement.

    `said` has the keys of a statement of the files: field, value (or its parts), from, quote,
    as_of, note. What is shown is settled anew. Refused at the key that is wrong, at `subject`
    when there is none such, at `field` when the same is stated already.
    """
    refuse_unless(actor, "add_statement")
    return state(actor, (subject_kind, subject_key), said, reason=reason, verb="add_statement")


@operation("retire_statement")
def retire_statement(*, actor: Actor, key: str, statement: int, reason: str) -> int:
    """Take back a statement of the office; its id. It stays in the history, and what it decided is
    settled anew. Refused at `statement` when a folder stated it, or it is retired already."""
    refuse_unless(actor, "retire_statement")
    take_turn()
    row = Statement.objects.filter(pk=statement).select_related("loaded_in").first()
    if row is None:
        raise Refused(_("There is no such statement."), field="statement")
    if row.loaded_in.origin != "office":
        raise Refused(
            _("A folder states this: correct the folder and load it again."), field="statement"
        )
    if row.retired_in_id is not None:
        raise Refused(_("This statement is retired already."), field="statement")
    subject = (row.subject_kind, row.subject_key)
    before = states_shown([subject])
    load = office_load(actor, [row.identity], added=0, retired=1, reason=reason)
    Statement.objects.filter(pk=row.pk).update(retired_in=load)
    refresh([subject])
    announce_change([subject], before, dedupe=f"load:{load.pk}")
    record(
        verb="retire_statement",
        subjects=[Named(row.subject_kind, row.subject_key)],
        details={"statement": row.pk, "field": row.field},
    )
    return row.pk


def state(actor: Actor, subject: Subject, said: Said, *, reason: str, verb: str) -> int:
    """Store one statement of the office and settle its subject anew; its id. To be called in an
    operation that has checked who may."""
    take_turn()
    catalogue = current_catalogue()
    data = read(catalogue, subject, said)
    if Statement.objects.filter(identity=data.identity, retired_in=None).exists():
        raise Refused(_("This is stated already, word for word."), field="field")
    refuse_circles([data])
    before = states_shown([subject])
    made = put_statements(actor, [data], reason=reason)
    refresh([subject])
    announce_change([subject], before, dedupe=f"load:{made[0].loaded_in_id}")
    record(
        verb=verb,
        subjects=[Named(*subject), Named("document", data.document)],
        details={"statement": made[0].pk, "field": data.field},
    )
    return made[0].pk


def read(catalogue: Catalogue, subject: Subject, said: Said) -> StatementData:
    """A statement in canonical form; Refused at the key that is wrong."""
    if subject not in subjects_of(catalogue):
        raise Refused(_("The programme has nothing of this name."), field="subject")
    refuse_invisible(said)
    try:
        return read_statement(*subject, said, known_to(catalogue, clock.today().isoformat()))
    except PartRefused as error:
        raise explained(error, str(said.get("field", ""))) from None


def refuse_invisible(said: Said) -> None:
    """Refused at the key whose text is too long or holds characters that nobody can see."""
    for name, value in said.items():
        parts = value.values() if isinstance(value, Mapping) else (value,)
        for part in parts:
            if isinstance(part, str) and (len(part) > MAX_SCALAR or invisible(part)):
                raise Refused(
                    _("This text is too long or holds characters that cannot be seen."),
                    field=str(name),
                )


def read_document(entry: Said) -> DocumentEntry:
    """A document as the rules have it; Refused at the key that is wrong."""
    refuse_invisible(entry)
    try:
        document = DocumentEntry.model_validate(dict(entry))
    except ValidationError as error:
        field = str(error.errors(include_url=False)[0]["loc"][0])
        raise Refused(_WRONG.get(field, _WRONG["title"])(), field=field) from None
    today = clock.today().isoformat()
    for name in ("printed_date", "content_date"):
        when = getattr(document, name)
        if when and when > today[: len(when)]:
            raise Refused(_("This date lies in the future: check it."), field=name)
    return document


_WRONG: Mapping[str, Any] = {
    "code": lambda: _("Write a short name of a-z, 0-9 and hyphens, such as letter-2024-03."),
    "title": lambda: _("Write the title as the document has it."),
    "kind": lambda: _("Choose one of the list."),
    "language": lambda: _("Choose one of the list."),
    "printed_date": lambda: _("Write 2022, 2022-01 or 2022-01-31, or leave it empty."),
    "content_date": lambda: _("Write 2022, 2022-01 or 2022-01-31, or leave it empty."),
    "rank": lambda: _("Write a whole number from 1 to 99; 1 decides over 2."),
}


def refuse_circles(stated: Sequence[StatementData]) -> None:
    """Refused when actions would wait for each other in a circle. At most one SQL."""
    new = [
        (data.subject_key, data.field.partition(".")[2])
        for data in stated
        if data.field.startswith("waits_for.")
    ]
    if not new:
        return
    current = Statement.objects.filter(retired_in=None, field__startswith="waits_for.")
    edges = [*current.values_list("subject_key", "field")]
    cycle = find_cycle([*((key, field.partition(".")[2]) for key, field in edges), *new])
    if cycle:
        raise Refused(
            _("Then actions would wait for each other in a circle: %(circle)s.")
            % {"circle": " → ".join(cycle)},
            field="field",
        )


def put_statements(
    actor: Actor, stated: Sequence[StatementData], *, reason: str
) -> list[Statement]:
    """Store statements of the office that are not current yet, under one load; the rows."""
    identities = [data.identity for data in stated]
    load = office_load(actor, identities, added=len(stated), retired=0, reason=reason)
    names = {data.document for data in stated}
    documents = {row.code: row for row in SourceDocument.objects.filter(code__in=names)}
    rows = [statement_row(data, documents, load) for data in stated]
    return Statement.objects.bulk_create(rows, batch_size=BATCH)


def put_documents(actor: Actor, entries: Sequence[DocumentEntry], *, reason: str) -> None:
    """Store documents of the office; they stay when a folder is loaded that does not list them."""
    content = [entry.model_dump(mode="json", by_alias=True) for entry in entries]
    office_load(actor, [canonical(one) for one in content], reason=reason, documents=content)
    last = SourceDocument.objects.aggregate(last=Max("position"))["last"] or 0
    SourceDocument.objects.bulk_create(
        SourceDocument(
            code=entry.code,
            title=entry.title,
            kind=entry.kind,
            language=entry.language,
            rank=entry.rank or 99,
            printed_date=entry.printed_date or "",
            content_date=entry.content_date or "",
            position=last + number,
        )
        for number, entry in enumerate(entries, start=1)
    )


def office_load(
    actor: Actor,
    content: Sequence[str],
    *,
    reason: str,
    added: int = 0,
    retired: int = 0,
    documents: Sequence[Any] = (),
) -> Load:
    """The row that says who changed the register, when and why."""
    why = reason.strip()
    if not why or len(why) > LONGEST_REASON:
        raise Refused(_("Say in a few words why."), field="reason")
    current = Statement.objects.filter(retired_in=None).count()
    return Load.objects.create(
        at=clock.now(),
        digest=hashlib.sha256("\n".join(content).encode()).hexdigest(),
        loaded_by=office_name(actor),
        account=UUID(actor.account),
        stated=current + added - retired,
        added=added,
        retired=retired,
        catalogue={},
        origin="office",
        documents=list(documents),
        reason=why,
    )


def office_name(actor: Actor) -> str:
    """The body that somebody acts for, which is what the public reads. One SQL."""
    names = Organisation.objects.filter(pk=actor.organisation).values_list("name", flat=True)
    return names.first() or "—"
