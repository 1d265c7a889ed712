"""`rione import-puc`: records of the monitoring protocol, back into the office."""

import argparse
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from .context import DONE, REFUSED, USAGE, complain, platform
from .problems import LaunchError
from .progress import say

MOST_BYTES = 200_000_000
"""Of all files of an archive together, unpacked."""


def import_puc(options: argparse.Namespace) -> int:
    """Read a folder or an archive, as a programme officer of the municipality."""
    if not options.source.exists():
        return complain(f"{options.source} is neither a folder nor an archive", USAGE)
    files = files_of(options.source)
    with platform():
        from rione.core.audit.acting import Actor, acting
        from rione.core.identity.queries import account_by_email, memberships_of
        from rione.core.identity.rules.roles import Role
        from rione.core.scope import scope
        from rione.core.writes import Refused
        from rione.programme.operations.monitoring_import import import_records

        user = account_by_email(options.officer)
        held = [
            row.actor()
            for row in (memberships_of(user.pk) if user else ())
            if row.role == Role.PROGRAMME_OFFICER and row.municipality == options.municipality
        ]
        if not held:
            return complain("--officer is no programme officer of this municipality", USAGE)
        # Whoever gives commands on this machine has shown more than a second factor.
        actor = replace(held[0], second_factor=True)
        who = Actor(
            "account",
            actor.account,
            role=actor.role,
            organisation=actor.organisation,
            municipality=actor.municipality,
        )
        try:
            with acting(who), scope(actor):
                made = import_records(actor=actor, files=files, dry_run=options.dry_run)
        except Refused as refused:
            return complain(str(refused), REFUSED)
    for code, count in sorted(made.items()):
        say(f"{code}: {count}")
    say(
        "checked; nothing was stored" if options.dry_run else f"{sum(made.values())} records stored"
    )
    return DONE


def files_of(source: Path) -> dict[str, Iterator[bytes]]:
    """The lines of a folder's or an archive's text files, by name. LaunchError on an archive that
    is broken or too large."""
    if source.is_dir():
        paths = sorted(path for path in source.iterdir() if path.suffix.lower() == ".txt")
        return {path.name: _lines(path) for path in paths}
    try:
        with closing(zipfile.ZipFile(source)) as kept:
            entries = [one for one in kept.infolist() if one.filename.lower().endswith(".txt")]
            if sum(one.file_size for one in entries) > MOST_BYTES:
                raise LaunchError(f"{source} holds more than {MOST_BYTES // 1_000_000} MB")
            return {
                Path(one.filename).name: iter(kept.read(one).splitlines(keepends=True))
                for one in entries
            }
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise LaunchError(f"{source} is no archive that can be read: {error}") from error


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file
