"""The three writes of an import: a file is taken in to be tried, its columns are named, and all
of its rows are stored or none."""

import hashlib
from base64 import b64decode
from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused, operation

from ..models import Import, StagedImport
from ..rules.tables import Unreadable, read_table
from .access import refuse_unless, shared_with
from .definitions import CsvImport, RowRefused, import_called
from .queries import staged
from .trying import checked_mapping, guessed, tried
from .words import said_of_file

LONGEST_NAME = 150


@operation("stage_import")
def stage_import(*, actor: Actor, key: str, name: str, file_name: str, content: str) -> str:
    """Take in a file to be tried as the import `name`; the id under which it is tried.

    `content` is the file in base 64. Its columns are named as far as one can tell. Refused at
    `file` with what is wrong and what to do.
    """
    refuse_unless(actor, "stage_import")
    definition = _definition(actor, name)
    data = b64decode(content)
    try:
        table = read_table(data, definition.known)
    except Unreadable as error:
        raise Refused(said_of_file(error), field="file") from None
    made = StagedImport.objects.create(
        account_id=UUID(actor.account),
        membership=UUID(actor.membership),
        name=definition.name,
        file_name=tidy_name(file_name),
        content=data,
        sha256=hashlib.sha256(data).hexdigest(),
        headings=list(table.headings),
        lines=[[line.number, list(line.cells)] for line in table.lines],
        mapping=guessed(definition, table.headings),
        made_at=clock.now(),
    )
    record(
        verb="stage_import",
        subjects=[Subject("import", str(made.pk))],
        details={"what": definition.name, "rows": len(table.lines), "sha256": made.sha256},
    )
    return str(made.pk)


@operation("map_import")
def map_import(*, actor: Actor, key: str, staged_import: UUID, mapping: Mapping[str, int]) -> str:
    """Say at which position (from 0) of a file each column stands; the id of the file.

    Refused at the name of a column that is missing, unknown or chosen twice.
    """
    refuse_unless(actor, "map_import")
    file = _file(actor, staged_import)
    definition = _definition(actor, file.name)
    file.mapping = checked_mapping(definition, file.headings, mapping)
    file.save(update_fields=["mapping"])
    record(
        verb="map_import",
        subjects=[Subject("import", str(file.pk))],
        details={"what": definition.name, "columns": len(file.mapping)},
    )
    return str(file.pk)


@operation("import_rows")
def import_rows(*, actor: Actor, key: str, staged_import: UUID, digest: str) -> str:
    """Store all rows of a file that was tried; the id of the import, which is the file's.

    `digest` is what the trial showed: anything else is refused, as is a file with one wrong row,
    and rows that were imported before. Nothing is stored then.
    """
    refuse_unless(actor, "import_rows")
    file = _file(actor, staged_import)
    definition = _definition(actor, file.name)
    checked_mapping(definition, file.headings, file.mapping)
    made = _claimed(actor, definition, file, digest)
    trial = tried(actor, definition, file)
    if trial.digest != digest:
        raise Refused(_("The file was changed after it was tried. Look at it again and confirm."))
    if trial.problems:
        raise Refused(_("Something is wrong in the rows listed below. Nothing was imported."))
    try:
        definition.store(actor, trial.rows)
    except RowRefused as refused:
        raise Refused(said_of_row(definition, refused)) from refused
    StagedImport.objects.filter(pk=file.pk).delete()
    record(
        verb="import_rows",
        subjects=[Subject("import", str(made.pk))],
        municipality=made.municipality,
        details={
            "what": definition.name,
            "rows": made.rows,
            "sha256": made.sha256,
            "digest": made.digest,
        },
    )
    return str(made.pk)


def said_of_row(definition: CsvImport, refused: RowRefused) -> str:
    """What was refused, with the row and the column."""
    column = definition.column_of(refused.field)
    where = {"row": refused.row, "message": str(refused.message)}
    if column is None:
        return _("Row %(row)s: %(message)s Nothing was imported.") % where
    return _("Row %(row)s, column “%(column)s”: %(message)s Nothing was imported.") % {
        **where,
        "column": str(column.label),
    }


def tidy_name(name: str) -> str:
    """The name of a file on one line, without what cannot be seen."""
    line = "".join(c if c.isprintable() else " " for c in name).strip()
    return line[-LONGEST_NAME:] or "import.csv"


def _claimed(actor: Actor, definition: CsvImport, file: StagedImport, digest: str) -> Import:
    """The record of the import, made first: rivals with the same rows wait for it."""
    try:
        with transaction.atomic():
            return Import.objects.create(
                pk=file.pk,
                municipality=actor.municipality,
                shared_with=[UUID(body) for body in shared_with(actor)],
                name=definition.name,
                file_name=file.file_name,
                content=file.content,
                sha256=file.sha256,
                digest=digest,
                rows=len(file.lines),
                imported_by=UUID(actor.account),
                imported_at=clock.now(),
            )
    except IntegrityError as error:
        if "import_once" in str(error) or "office_import_pkey" in str(error):
            raise Refused(_("These rows were imported before; nothing was done again.")) from None
        raise


def _definition(actor: Actor, name: str) -> CsvImport:
    found = import_called(actor, name)
    if found is None:
        raise Refused(_("You cannot import this under the role you act under."))
    return found


def _file(actor: Actor, key: UUID) -> StagedImport:
    found = staged(actor, key, lock=True)
    if found is None:
        raise Refused(_("This file is no longer kept. Send it again."))
    return found
