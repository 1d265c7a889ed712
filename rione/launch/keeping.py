"""`rione backup` and `rione restore`."""

import argparse
import os
from pathlib import Path

from .cluster import BACKUPS, OWNER
from .context import DONE, FOUND_PROBLEMS, REFUSED, complain, database
from .progress import say


def backup(options: argparse.Namespace) -> int:
    """`rione backup`: DIR appears only when it is whole."""
    from .supervise import interrupt_on_signals

    interrupt_on_signals()
    with database() as private:
        import django

        django.setup()
        from rione.core.backup import BackupRefused, take

        url = os.environ.get("RIONE_BACKUP_DATABASE_URL") or os.environ["DATABASE_URL"]
        if private:
            url = os.environ["DATABASE_URL"].replace(f"//{OWNER}@", f"//{BACKUPS}@")
        try:
            made = take(options.folder.absolute(), url=url, **kept_folders())
        except BackupRefused as problem:
            return complain(str(problem), REFUSED)
    rows = sum(made.measures.rows.values())
    size = sum(digest.bytes for digest in made.files.values()) / 1e6
    say(
        f"{options.folder}: {rows} rows of {len(made.measures.rows)} tables, "
        f"{len(made.files)} files, {size:.1f} MB. The keys of encrypted fields (SECRET_KEY) are "
        "not in it."
    )
    return DONE


def restore(options: argparse.Namespace) -> int:
    """`rione restore`: prints every figure beside the backup's."""
    from .supervise import interrupt_on_signals

    interrupt_on_signals()
    with database():
        import django

        django.setup()
        from django.db import connections
        from django.db.migrations.loader import MigrationLoader

        from rione.core.backup import BackupRefused
        from rione.core.backup import restore as put_back

        from .prepare import migrate

        try:
            done = put_back(
                options.folder.absolute(),
                url=os.environ["DATABASE_URL"],
                known=lambda: set(MigrationLoader(None).disk_migrations),
                migrate=migrate,
                **kept_folders(),
            )
        except BackupRefused as problem:
            return complain(f"{problem} Nothing was stored.", REFUSED)
        finally:
            connections.close_all()
    width = max(len(figure.what) for figure in done.figures)
    for figure in done.figures:
        mark = "ok    " if figure.equal else "DIFFERS"
        say(f"{mark} {figure.what:{width}} {figure.backup:>24} {figure.restored:>24}")
    say(f"Backup of {done.manifest.made_at}, Rione {done.manifest.version}.")
    return DONE if done.equal else FOUND_PROBLEMS


def kept_folders() -> dict[str, Path | None]:
    """The folders beside the database that belong to what the platform keeps."""
    from django.conf import settings

    from rione.core.audit.outside import folder

    documents = getattr(settings, "RIONE_DOCUMENTS_DIR", "") or os.environ.get(
        "RIONE_DOCUMENTS_DIR"
    )
    return {"seals": folder(), "documents": Path(documents) if documents else None}
