"""The projection: everything that pages read, rebuilt from the current statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.db.models import QuerySet

from ..models import Resolution, SourceDocument, Statement
from ..rules.catalogue import Catalogue
from ..rules.conflicts import TOTAL, Subject
from ..rules.references import axis_of
from ..rules.settling import Settled, settle_statements
from ..rules.statements import StatementData
from ..rules.totals import ActionMoney, Total, net, total
from ..rules.values import Value
from .folders import current_catalogue, last_folder
from .locking import take_turn
from .projection import Projector


@dataclass(frozen=True)
class Outcome:
    """What the projection shows."""

    conflicts: int
    conflicts_open: int
    gaps: int
    as_printed: Total
    net: Total


def rebuild_projection() -> Outcome | None:
    """Rebuild from the last load, for instance after an upgrade; None before the first load."""
    with transaction.atomic():
        take_turn()
        if last_folder() is None:
            return None
        catalogue = current_catalogue()
        sync_documents(catalogue)
        return rebuild(catalogue)


def rebuild(catalogue: Catalogue, *, write: bool = True) -> Outcome:
    """Settle the current statements and, unless told otherwise, write the projection. To be
    called in the transaction of an operation that holds the lock, by the owner of the tables;
    what the office does is `refreshing`."""
    statements = current_statements(Statement.objects.all())
    settled = settle_statements(catalogue, statements, choices())
    if write:
        Projector(catalogue, dict(statements), settled).write()
        _refresh_statistics()
    actions = _money(catalogue, dict(statements), settled)
    return Outcome(
        conflicts=len(settled.disagreements),
        conflicts_open=sum(d.decision.shown is None for d in settled.disagreements),
        gaps=len(settled.gaps),
        as_printed=total(actions),
        net=total(net(actions)),
    )


def _refresh_statistics() -> None:
    """Let the database plan for what has just been written, not for what was there before: a page
    asked for right after a large load would otherwise wait for minutes."""
    models = apps.get_app_config("programme").get_models()
    tables = [model._meta.db_table for model in models if model._meta.managed]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def current_statements(rows: QuerySet[Statement]) -> list[tuple[int, StatementData]]:
    """Those of the rows that are current, with their keys, oldest first. Two SQL."""
    codes = dict(SourceDocument.objects.values_list("pk", "code"))
    current = rows.filter(retired_in=None).order_by("pk")
    return [(row.pk, as_data(row, codes[row.document_id])) for row in current]


def choices() -> dict[tuple[Subject, str], int]:
    """What persons decided, the latest about each field."""
    latest: dict[tuple[Subject, str], int | None] = {}
    rows = Resolution.objects.order_by("pk").values_list(
        "subject_kind", "subject_key", "field", "statement_id"
    )
    for kind, key, field, statement in rows:
        latest[(kind, key), field] = statement
    return {target: chosen for target, chosen in latest.items() if chosen is not None}


def sync_documents(catalogue: Catalogue) -> dict[str, SourceDocument]:
    """Bring documents up to date; those no longer listed stay for the history."""
    rows = [
        SourceDocument(
            code=entry.code,
            title=entry.title,
            kind=entry.kind,
            language=entry.language,
            rank=entry.rank or 99,
            ranks=entry.ranks,
            printed_date=entry.printed_date or "",
            content_date=entry.content_date or "",
            note_it=entry.note.it if entry.note else "",
            note_en=entry.note.en if entry.note else "",
            listed=True,
            position=position,
        )
        for position, entry in enumerate(catalogue.documents)
    ]
    columns = [f.name for f in SourceDocument._meta.concrete_fields if f.name not in ("id", "code")]
    SourceDocument.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=columns
    )
    SourceDocument.objects.exclude(code__in=[row.code for row in rows]).update(listed=False)
    return {row.code: row for row in SourceDocument.objects.all()}


def as_data(row: Statement, document: str) -> StatementData:
    """A stored statement as the rules see it."""
    value = Value(row.kind, row.value, row.amount_cents, row.number, row.qualifier, row.unit)
    return StatementData(
        subject_kind=row.subject_kind,
        subject_key=row.subject_key,
        field=row.field,
        value=value,
        document=document,
        locator=row.locator,
        quote=row.quote,
        as_of=row.as_of or None,
        note_it=row.note_it,
        note_en=row.note_en,
    )


def _money(
    catalogue: Catalogue, statements: Mapping[int, StatementData], settled: Settled
) -> Sequence[ActionMoney]:
    amounts: dict[str, dict[str, int | None]] = {}
    for ((kind, key), field), ref in settled.shown.items():
        if kind == "action" and field.startswith("financing.") and field != TOTAL:
            cents = statements[ref].value.amount_cents if ref is not None else None
            amounts.setdefault(key, {})[field.partition(".")[2]] = cents
    return [
        ActionMoney(
            code=action.code,
            axis=axis_of(action.code),
            project=project.key,
            state=settled.states[action.code].effective.state,
            amounts=amounts.get(action.code, {}),
        )
        for project in catalogue.projects
        for action in project.actions
    ]
