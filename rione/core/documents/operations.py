"""Handing in documents and new versions, withdrawing, sharing and registering them.

A content is stored before (`contents.receive`); what comes here is the Upload that names it.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.models import Organisation
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from . import contents
from .access import Rights, rights_of, sees, subject
from .adapters.own_register import next_number
from .models import Content, Document, RegisterEntry, Version
from .ports import Wired
from .queries import own_number
from .rules.references import Direction, Reference, Scan, Upload, Visibility

QUEUE = "documents"
LONGEST_TITLE, LONGEST_TEXT = 200, 500


def attach(
    *,
    actor: Actor,
    about: Reference,
    title: str,
    kind: str,
    upload: Upload,
    visibility: Visibility = Visibility.OFFICE,
    shared_with: Collection[UUID] = (),
    note: str = "",
) -> UUID:
    """Add a document with its first version, inside the operation of whoever calls; its id.

    It belongs to the municipality acted for. Whether the actor may is for the caller to have
    decided. Refused at `title`, `kind` and `file`. Seven SQL statements.
    """
    if not actor.municipality:
        raise Refused(_("Choose on your account’s page the municipality you act for."))
    known = subject(about.kind)
    if known is None or kind not in known.kinds_known():
        raise Refused(_("Choose one of the kinds of documents."), field="kind")
    _refuse_sharing(about.kind, visibility)
    made = Document.objects.create(
        municipality=actor.municipality,
        visibility=visibility,
        shared_with=_readers(visibility, shared_with),
        about_kind=about.kind,
        about_key=about.key,
        title=_line(title, "title", LONGEST_TITLE, _("Give the document a title.")),
        kind=kind,
        created_by=_account(actor),
    )
    _add(made, actor, number=1, upload=upload, note=note)
    _record("store_document", made, version=1, sha256=upload.sha256, visibility=str(visibility))
    return made.pk


@operation("store_document")
def store_document(
    *,
    actor: Actor,
    key: str,
    about: Reference,
    title: str,
    kind: str,
    upload: Upload,
    visibility: Visibility = Visibility.OFFICE,
    shared_with: tuple[UUID, ...] = (),
    note: str = "",
) -> str:
    """Hand in a document about a thing; its id.

    Whoever sees the office's documents chooses who reads along; what others hand in is shared
    with their organisation and with those of the thing, whatever is asked. Publishing is for
    those who manage.
    """
    rights = rights_of(actor, about.kind, [about.key])[about.key]
    if not rights.add:
        raise Refused(_("You may not add documents here."))
    if visibility == Visibility.PUBLIC and not rights.manage:
        raise Refused(_("You may not publish documents about this."), field="visibility")
    if not rights.see_all:
        own = [UUID(actor.organisation)] if actor.organisation else []
        visibility, shared_with = Visibility.SHARED, (*rights.shared_with, *own)
    made = attach(
        actor=actor,
        about=about,
        title=title,
        kind=kind,
        upload=upload,
        visibility=visibility,
        shared_with=shared_with,
        note=note,
    )
    return str(made)


@operation("add_document_version")
def add_version(*, actor: Actor, key: str, document: UUID, upload: Upload, note: str = "") -> int:
    """Add a file in the place of the current one, which stays; its number.

    Refused at `file` when it is the current one again.
    """
    found, rights = _held(actor, document)
    if not rights.add:
        raise Refused(_("You may not add documents here."))
    _refuse_withdrawn(found)
    last = _current(found)
    if last.content_id == upload.sha256:
        raise Refused(
            _("This is the file that is there already. Choose the new one."), field="file"
        )
    _add(found, actor, number=last.number + 1, upload=upload, note=note)
    _record("add_document_version", found, version=last.number + 1, sha256=upload.sha256)
    return last.number + 1


@operation("withdraw_document")
def withdraw_document(*, actor: Actor, key: str, document: UUID, reason: str) -> str:
    """Take a document out of use; its id. It stays for the municipality, with the reason."""
    found, rights = _held(actor, document)
    _refuse_unless_managing(rights)
    _refuse_withdrawn(found)
    why = _line(reason, "reason", LONGEST_TEXT, _("Say why the document is withdrawn."))
    Document.objects.filter(pk=found.pk).update(
        withdrawn_at=max(clock.now(), found.created_at),
        withdrawn_by=_account(actor),
        withdrawn_why=why,
    )
    _record("withdraw_document", found)
    return str(found.pk)


@operation("share_document")
def share_document(
    *,
    actor: Actor,
    key: str,
    document: UUID,
    visibility: Visibility,
    organisations: tuple[UUID, ...] = (),
) -> str:
    """Say who sees a document, in the place of what was said before; its id."""
    found, rights = _held(actor, document)
    _refuse_unless_managing(rights)
    _refuse_withdrawn(found)
    _refuse_sharing(found.about_kind, visibility)
    readers = _readers(visibility, organisations)
    near = Organisation.objects.filter(pk__in=readers, municipality__in=["", found.municipality])
    if near.count() != len(readers):
        raise Refused(_("Choose organisations of this municipality."), field="organisations")
    Document.objects.filter(pk=found.pk).update(visibility=visibility, shared_with=readers)
    with_whom = [Subject("organisation", str(reader)) for reader in readers]
    _record("share_document", found, *with_whom, visibility=str(visibility))
    return str(found.pk)


@operation("register_document")
def register_document(*, actor: Actor, key: str, document: UUID, direction: Direction) -> str:
    """Enter the current version of a document in the register of protocol; our number ("2024/17").

    Numbers follow each other without gaps in each municipality and year. An outside register, if
    there is one, is asked for its number by a job.
    """
    found, rights = _held(actor, document)
    _refuse_unless_managing(rights)
    _refuse_withdrawn(found)
    version = _current(found)
    if version.content.scan == Scan.INFECTED:
        raise Refused(_("Malware was found in this file. Add a clean version first."))
    if version.entries.filter(direction=direction).exists():
        raise Refused(_("This version is in the register already."), field="direction")
    at = clock.now()
    year = timezone.localdate(at).year
    entry = RegisterEntry.objects.create(
        municipality=found.municipality,
        year=year,
        number=next_number(found.municipality, year),
        direction=direction,
        document=found,
        version=version,
        sha256=version.content_id,
        subject_kind=found.about_kind,
        subject_key=found.about_key,
        registered_by=_account(actor),
        registered_at=at,
    )
    _record("register_document", found, number=own_number(entry), direction=str(direction))
    if Wired.register is not None:
        _defer("ask_outside_register", entry=entry.pk, municipality=found.municipality)
    return own_number(entry)


def note_verdict(*, sha256: str, finding: str) -> bool:
    """Keep what the scanner said of a content; whether it was waiting for that."""
    with transaction.atomic():
        scan = Scan.INFECTED if finding else Scan.CLEAN
        changed = Content.objects.filter(pk=sha256, scan=Scan.PENDING).update(
            scan=scan, scanned_at=clock.now(), finding=finding
        )
        if changed and finding:
            record(verb="find_malware", subjects=[Subject("content", sha256)])
    return bool(changed)


def note_outside_number(*, entry: int, reference: str) -> None:
    """Keep the number that an outside register gave; in the scope of the entry's municipality.

    Refused when another entry has it: the outside register gave it twice.
    """
    try:
        with transaction.atomic():
            changed = RegisterEntry.objects.filter(pk=entry, outside_reference="").update(
                outside_reference=reference, outside_at=clock.now()
            )
            if changed:
                record(verb="note_outside_number", subjects=[Subject("register_entry", str(entry))])
    except IntegrityError:
        raise Refused(_("Another entry has this number of the outside register.")) from None


def _held(actor: Actor, key: UUID) -> tuple[Document, Rights]:
    """A document, locked until the transaction ends; Refused when it does not exist for them."""
    found = Document.objects.select_for_update(no_key=True).filter(pk=key).first()
    if found is not None:
        rights = rights_of(actor, found.about_kind, [found.about_key])[found.about_key]
        if sees(actor, found, rights):
            return found, rights
    raise Refused(_("This document does not exist, or not for you."))


def _refuse_unless_managing(rights: Rights) -> None:
    if not rights.manage:
        raise Refused(_("You may not manage the documents about this."))


def _refuse_withdrawn(document: Document) -> None:
    if document.is_withdrawn:
        raise Refused(_("The document is withdrawn. Add a new one instead."))


def _refuse_sharing(about_kind: str, visibility: Visibility) -> None:
    known = subject(about_kind)
    if known is not None and known.confined and visibility != Visibility.OFFICE:
        raise Refused(_("Documents about this stay within the office."), field="visibility")


def _current(document: Document) -> Version:
    return document.versions.select_related("content").latest("number")


def _add(document: Document, actor: Actor, *, number: int, upload: Upload, note: str) -> None:
    if not contents.holds(upload):
        raise Refused(_("The file did not arrive whole. Choose it again."), field="file")
    Version.objects.create(
        document=document,
        number=number,
        content_id=upload.sha256,
        size=upload.size,
        media_type=upload.media_type,
        name=upload.name,
        note=_line(note, "note", LONGEST_TEXT),
        uploaded_by=_account(actor),
    )
    _defer("scan_content", sha256=upload.sha256)


def _readers(visibility: Visibility, organisations: Collection[UUID]) -> list[UUID]:
    readers = sorted(set(organisations))
    if visibility == Visibility.OFFICE:
        return []
    if visibility == Visibility.SHARED and not readers:
        raise Refused(_("Choose with whom the document is shared."), field="organisations")
    return readers


def _line(text: str, field: str, most: int, missing: str = "") -> str:
    """Text on one line, without what is not printable; Refused when it is too long, or when
    it says nothing and `missing` says what is missing."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if missing and not line:
        raise Refused(missing, field=field)
    if len(line) > most:
        raise Refused(_("Write at most %(most)s characters.") % {"most": most}, field=field)
    return line


def _account(actor: Actor) -> UUID | None:
    return UUID(actor.account) if actor.account else None


def _record(verb: str, document: Document, *others: Subject, **details: object) -> None:
    known = subject(document.about_kind)
    larger = known.named(document.about_key) if known is not None and known.named else ()
    record(
        verb=verb,
        subjects=[
            Subject("document", str(document.pk)),
            Subject(document.about_kind, document.about_key),
            *larger,
            *others,
        ],
        municipality=document.municipality,
        details=details,
    )


def _defer(task: str, **arguments: int | str) -> None:
    """A job that begins once this transaction is committed, named so as not to import it."""
    app.configure_task(f"rione.core.documents.tasks.{task}", queue=QUEUE).defer(**arguments)
