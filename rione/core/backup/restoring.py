"""Restoring a backup into an empty database, and showing that all of it is there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from rione.core.audit.verification import verify

from .files import put_back
from .manifest import DOCUMENTS, DUMP, SEALS, Manifest
from .measures import Measures, measure_as_owner
from .problems import BackupRefused
from .programs import load

_TABLE = """
SELECT relname FROM pg_class c
WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND relnamespace IN (
        SELECT oid FROM pg_namespace
        WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
    )
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY relname LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of the backup and of the restored database; "–" where there is none."""

    what: str
    backup: str
    restored: str

    @property
    def equal(self) -> bool:
        """Whether they are the same."""
        return self.backup == self.restored


@dataclass(frozen=True, slots=True)
class Restored:
    """All figures compared, in the order of the manifest."""

    manifest: Manifest
    figures: tuple[Compared, ...]

    @property
    def equal(self) -> bool:
        """Whether all of them are the same."""
        return all(figure.equal for figure in self.figures)


def restore(
    folder: Path,
    *,
    url: str,
    seals: Path | None,
    documents: Path | None,
    known: Callable[[], set[tuple[str, str]]],
    migrate: Callable[[], object],
) -> Restored:
    """Restore `folder` into the empty database at `url`, migrate it, compare all figures.

    `known` gives the migrations of this version, as app and name; `migrate` applies them. Until
    the database is committed, which is one step, an interrupted restore is simply begun again.
    BackupRefused leaves the database empty.
    """
    manifest = Manifest.read(folder)
    check_version(manifest, folder, known())
    manifest.check_files(folder)
    with psycopg.connect(url, autocommit=True) as connection:
        taken = connection.execute(_TABLE).fetchone()
        if taken:
            raise BackupRefused(
                f"the database is not empty (it has {taken[0]}): make a new one and name it in "
                "DATABASE_URL."
            )
        major = connection.info.server_version // 10000
    for part, target in ((SEALS, seals), (DOCUMENTS, documents)):
        wanted = manifest.below(part)
        if wanted and target is None:
            raise BackupRefused(f"the backup has {part}, and no setting says where they belong.")
        if target is not None:
            put_back(folder / part, wanted, target)
    load(url, dumped=folder / DUMP, major=max(major, manifest.pg_dump))
    figures = list(compared(manifest.measures, measured(url)))
    migrate()
    # Migrations may add rows, never money or seals.
    figures += [
        Compared(f"after migrating, {figure.what}", figure.backup, figure.restored)
        for figure in compared(manifest.measures, measured(url), rows=False)
    ]
    broken = verify().broken
    figures.append(Compared("audit chain", "holds", str(broken) if broken else "holds"))
    return Restored(manifest, tuple(figures))


def check_version(manifest: Manifest, folder: Path, known: set[tuple[str, str]]) -> None:
    """Refuse a backup that knows more than this version does."""
    strange = sorted(
        f"{app}.{name}"
        for app, names in manifest.measures.migrations.items()
        for name in names
        if (app, name) not in known
    )
    if strange:
        raise BackupRefused(
            f"{folder} was made by Rione {manifest.version}, which is newer than this one (it has "
            f"the migration {strange[0]}): restore it with that version."
        )


def measured(url: str) -> Measures:
    """All rows, whatever the policies."""
    with psycopg.connect(url, autocommit=True) as connection:
        return measure_as_owner(connection)


def compared(wanted: Measures, found: Measures, *, rows: bool = True) -> Iterator[Compared]:
    """Each figure of both."""
    before, after = dict(wanted.lines(rows=rows)), dict(found.lines(rows=rows))
    for what in dict.fromkeys([*before, *after]):
        yield Compared(what, before.get(what, "–"), after.get(what, "–"))
