"""Copying files so that they are known again, and stay after a power cut."""

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .problems import BackupRefused

PIECE = 1024 * 1024
UNFINISHED = ".part"
"""How the name of a file ends that somebody is still writing."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A file's length and SHA-256 in hexadecimal."""

    bytes: int
    sha256: str


def digest_of(path: Path) -> Digest:
    """Read a file whole."""
    made, length = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            made.update(piece)
            length += len(piece)
    return Digest(length, made.hexdigest())


def copy(source: Path, target: Path) -> Digest:
    """Copy a file, its bytes alone, and bring it to the disk."""
    made, length = hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with source.open("rb") as read, os.fdopen(descriptor, "wb") as written:
        while piece := read.read(PIECE):
            made.update(piece)
            length += len(piece)
            written.write(piece)
        written.flush()
        os.fsync(written.fileno())
    return Digest(length, made.hexdigest())


def plain_files(folder: Path) -> Iterator[Path]:
    """The finished files below a folder in order; links are not followed."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if not path.is_symlink() and path.is_file() and not name.endswith(UNFINISHED):
                yield path


def copy_tree(source: Path, target: Path, *, without: str = "") -> dict[str, Digest]:
    """Copy the files below a folder; those that vanish meanwhile are left out, and those in the
    folder called `without`."""
    found = {}
    for path in plain_files(source):
        name = path.relative_to(source)
        if name.parts[0] == without:
            continue
        with contextlib.suppress(FileNotFoundError):
            found[name.as_posix()] = copy(path, target / name)
    return found


def put_back(source: Path, wanted: Mapping[str, Digest], target: Path) -> None:
    """Bring files from a backup to where they belong.

    What an interrupted restore has left there is taken as it is; BackupRefused when the folder
    holds anything else.
    """
    for path in plain_files(target):
        name = path.relative_to(target).as_posix()
        if name not in wanted or digest_of(path) != wanted[name]:
            raise BackupRefused(
                f"{target} holds {name}, which is not in the backup: name an empty folder and keep "
                "this one, since it shows what came after the backup."
            )
    for name, digest in wanted.items():
        path = target / name
        if path.exists():
            continue
        partial = path.with_name(path.name + UNFINISHED)
        partial.unlink(missing_ok=True)
        if copy(source / name, partial) != digest:
            partial.unlink()
            raise BackupRefused(f"{source / name} changed while it was read.")
        partial.rename(path)
    if target.is_dir():
        sync_folder(target)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
