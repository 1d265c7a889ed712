"""Loading a folder: the wanted statements against the current ones, whole or not at all."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from rione.core import clock, money

from ..models import Load, SourceDocument, Statement
from ..rules.catalogue import Catalogue
from ..rules.conflicts import Subject
from ..rules.loading import Wanted, read_programme
from ..rules.statements import StatementData, canonical
from ..rules.totals import Total
from .folders import current_catalogue, last_folder, refuse_what_the_office_needs
from .locking import take_turn
from .news import announce_change, states_shown
from .places import check_places, put_places
from .reading import Folder, read_folder
from .rebuilding import Outcome, rebuild, sync_documents

BATCH = 2000


@dataclass(frozen=True)
class LoadReport:
    """What a load did, or would do (`dry_run`)."""

    dry_run: bool
    statements: int
    added: int
    retired: int
    unchanged: int
    actions: int = 0
    conflicts: int = 0
    conflicts_open: int = 0
    gaps: int = 0
    as_printed: Total = field(default_factory=Total)
    net: Total = field(default_factory=Total)

    @property
    def changed(self) -> bool:
        return bool(self.added or self.retired)

    def __str__(self) -> str:
        what = "would change" if self.dry_run else "changed"
        counts = f"{self.added} added, {self.retired} retired, {self.unchanged} unchanged"
        return (
            f"{self.statements} statements ({what}: {counts}); {self.actions} actions, "
            f"{money.format_english(self.as_printed.total_cents)} EUR as printed, "
            f"{money.format_english(self.net.total_cents)} EUR net of {self.moved} postponed or "
            f"moved; {self.conflicts} conflicts ({self.conflicts_open} left to a person), "
            f"{self.gaps} gaps"
        )

    @property
    def moved(self) -> int:
        return self.as_printed.actions - self.net.actions


def load_folder(*, folder: Path, dry_run: bool = False, loaded_by: str = "") -> LoadReport:
    """Make the folder's statements the current ones and rebuild what is shown, in one transaction.

    Statements that folders no longer make are retired, new ones added, those of the office stay;
    the same folder twice changes nothing, whatever the order of its files. Two loads at once: the
    second waits. Raises LoadRefused with every problem of the folder, and then nothing has changed.
    With `dry_run` everything is tried and nothing kept.
    """
    content = read_folder(folder)
    wanted = read_programme(content.texts, today=clock.today().isoformat())
    places = check_places(content, wanted.catalogue)
    catalogue = wanted.catalogue.model_dump(mode="json", by_alias=True)
    digest = _digest(wanted, catalogue, content)
    with transaction.atomic():
        take_turn()
        last = last_folder()
        rows = Statement.objects.filter(retired_in=None)
        current = dict(rows.values_list("identity", "pk"))
        of_folders = rows.filter(loaded_in__origin="folder").values_list("identity", "pk")
        identities = {data.identity for data in wanted.statements}
        gone = [pk for identity, pk in of_folders if identity not in identities]
        new = [data for data in wanted.statements if data.identity not in current]
        if last is not None and last.digest == digest and not (new or gone):
            outcome = rebuild(current_catalogue(), write=False)
            return _report(outcome, len(wanted.statements), 0, 0, dry_run)
        refuse_what_the_office_needs(wanted)
        before = states_shown()
        load = Load.objects.create(
            at=clock.now(),
            digest=digest,
            loaded_by=loaded_by,
            stated=len(current) - len(gone) + len(new),
            added=len(new),
            retired=len(gone),
            catalogue=catalogue,
        )
        catalogue_now = current_catalogue()
        documents = sync_documents(catalogue_now)
        Statement.objects.filter(pk__in=gone).update(retired_in=load)
        Statement.objects.bulk_create(
            (statement_row(data, documents, load) for data in new), batch_size=BATCH
        )
        previous = Catalogue.model_validate(last.catalogue) if last else None
        put_places(places, wanted.catalogue, previous)
        outcome = rebuild(catalogue_now)
        if last is not None:
            announce_change(_changed(gone, new), before, dedupe=f"load:{load.pk}", everywhere=True)
        if dry_run:
            transaction.set_rollback(True)
    return _report(outcome, len(identities), len(new), len(gone), dry_run)


def _changed(gone: Collection[int], new: Iterable[StatementData]) -> set[Subject]:
    """What retired and new statements are about. One SQL."""
    rows = Statement.objects.filter(pk__in=gone).values_list("subject_kind", "subject_key")
    return {*rows.distinct(), *((data.subject_kind, data.subject_key) for data in new)}


def _digest(wanted: Wanted, catalogue: Mapping[str, object], content: Folder) -> str:
    """Equal for equal content: comments, order and layout of the files do not count."""
    parts = [
        canonical(catalogue),
        *[data.identity for data in wanted.statements],
        content.digest_of_binaries(),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def statement_row(
    data: StatementData, documents: Mapping[str, SourceDocument], load: Load
) -> Statement:
    """A statement as a row that is not stored yet."""
    return Statement(
        subject_kind=data.subject_kind,
        subject_key=data.subject_key,
        field=data.field,
        kind=data.value.kind,
        value=dict(data.value.canonical),
        amount_cents=data.value.amount_cents,
        number=data.value.number,
        qualifier=data.value.qualifier,
        unit=data.value.unit,
        quote=data.quote,
        document=documents[data.document],
        locator=data.locator,
        as_of=data.as_of or "",
        note_it=data.note_it,
        note_en=data.note_en,
        identity=data.identity,
        loaded_in=load,
    )


def _report(
    outcome: Outcome, statements: int, added: int, retired: int, dry_run: bool
) -> LoadReport:
    return LoadReport(
        dry_run=dry_run,
        statements=statements,
        added=added,
        retired=retired,
        unchanged=statements - added,
        actions=outcome.as_printed.actions,
        conflicts=outcome.conflicts,
        conflicts_open=outcome.conflicts_open,
        gaps=outcome.gaps,
        as_printed=outcome.as_printed,
        net=outcome.net,
    )
