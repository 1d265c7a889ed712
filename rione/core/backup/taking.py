"""Making a backup: one folder, whole or not there."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import IsolationLevel

import rione
from rione.core import clock
from rione.core.audit.outside import SealFiles
from rione.core.documents.contents import INCOMING

from .files import UNFINISHED, Digest, copy_tree, digest_of, sync_folder
from .manifest import DOCUMENTS, DUMP, SEALS, Manifest
from .measures import LEFT_OUT, measure
from .problems import BackupRefused
from .programs import dump

SEALS_AT_ONCE = 1000
_HIDDEN = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND row_security_active(oid)
ORDER BY relname LIMIT 1
"""


def take(folder: Path, *, url: str, seals: Path | None, documents: Path | None) -> Manifest:
    """Back up the database at `url` and the two folders into `folder`, which must not be there.

    Figures and dump are of one snapshot. Seals newer than it are left out; documents are copied
    after it, so that every one that a row names is there. BackupRefused says what prevents it.
    """
    if os.path.lexists(folder):
        raise BackupRefused(f"{folder} exists: name a folder that does not, one for each backup.")
    with unfinished(folder) as partial:
        with psycopg.connect(url) as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            hidden = connection.execute(_HIDDEN).fetchone()
            if hidden:
                raise BackupRefused(
                    f"this login does not see all rows of {hidden[0]}: set "
                    "RIONE_BACKUP_DATABASE_URL to a role that does (ops/roles.sql makes "
                    "rione_backup)."
                )
            row = connection.execute("SELECT pg_export_snapshot()").fetchone()
            assert row is not None  # noqa: S101 — a function gives a row
            measures = measure(connection)
            if not measures.migrations:
                raise BackupRefused("there is nothing to back up: the database has no tables yet.")
            major = connection.info.server_version // 10000
            program = dump(url, snapshot=row[0], to=partial / DUMP, left_out=LEFT_OUT, major=major)
        files = {DUMP: digest_of(partial / DUMP)}
        if seals is not None and seals.is_dir():
            found = copy_seals(seals, partial / SEALS, newest=measures.seal)
            files |= {f"{SEALS}/{name}": digest for name, digest in found.items()}
        if documents is not None and documents.is_dir():
            found = copy_tree(documents, partial / DOCUMENTS, without=INCOMING)
            files |= {f"{DOCUMENTS}/{name}": digest for name, digest in found.items()}
        made_at = clock.now().isoformat(timespec="seconds")
        manifest = Manifest(made_at, rione.__version__, major, program, measures, files)
        manifest.write(partial)
        sync(partial)
        partial.rename(folder)
    sync_folder(folder.parent)
    return manifest


@contextlib.contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """`DIR.part`, for one writer at a time; gone at the end unless it was renamed."""
    partial = folder.with_name(folder.name + UNFINISHED)
    partial.mkdir(mode=0o700, exist_ok=True)
    held = os.open(partial, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused(f"{partial} is being written by another backup.") from None
        # What a killed one has left.
        for path in partial.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        try:
            yield partial
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    finally:
        os.close(held)


def copy_seals(source: Path, target: Path, *, newest: int) -> dict[str, Digest]:
    """Write the seals up to the snapshot's newest one, as they stand outside."""
    target.mkdir(mode=0o700)
    written, waiting = SealFiles(target), []
    for seal in SealFiles(source).read():
        if seal.seal > newest:
            break
        waiting.append(seal)
        if len(waiting) == SEALS_AT_ONCE:
            written.append(waiting)
            waiting = []
    written.append(waiting)
    return {path.name: digest_of(path) for path in sorted(target.iterdir())}


def sync(folder: Path) -> None:
    """Bring all of a backup to the disk, closed to everybody else."""
    for place, _folders, names in os.walk(folder):
        os.chmod(place, 0o700)
        for name in names:
            descriptor = os.open(Path(place, name), os.O_RDONLY)
            try:
                os.fchmod(descriptor, 0o600)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        sync_folder(Path(place))
