"""The contents of documents: files named after their SHA-256, in a folder beside the database.

`<folder>/ab/abcd…` holds the bytes whose digest is abcd…; nothing else about them is there. A
file appears whole or not at all: it is written under another name, synced, checked and renamed,
before the row that names it is stored. Files that no row names are removed a day later.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from rione.core.writes import Refused

from .inspection import inspect, pieces_of
from .rules.kinds import MOST_BYTES, Fault, Unfit, kind_of
from .rules.names import clean_name, extension_of
from .rules.references import SHA256, Upload
from .words import refusal

KEPT = timedelta(days=1)
"""How long a file may wait for the row that names it."""
INCOMING = "incoming"
BATCH = 500
_DIGEST = re.compile(SHA256)


class StoreUnavailable(Exception):
    """The folder cannot be used (full, gone, read-only): nothing was stored; try again later."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep did: how many files it removed, and the digests of rows without a file."""

    removed: int
    missing: tuple[str, ...]


def is_configured() -> bool:
    """Whether there is a folder."""
    return bool(settings.RIONE_DOCUMENTS_DIR)


def folder() -> Path:
    """The configured folder; ImproperlyConfigured without one."""
    if not settings.RIONE_DOCUMENTS_DIR:
        raise ImproperlyConfigured("RIONE_DOCUMENTS_DIR is not set.")
    return Path(settings.RIONE_DOCUMENTS_DIR)


def path_of(sha256: str) -> Path:
    """Where a content is; ValueError on what is no digest."""
    if not _DIGEST.fullmatch(sha256):
        raise ValueError("a content is named by its SHA-256")
    return folder() / sha256[:2] / sha256


def receive(pieces: Iterable[bytes], *, name: str) -> Upload:
    """Check a file and store its content; what an operation is given to name it.

    Takes one piece at a time. Refused, in words, at the field `file`, when it is not taken (see
    `rules.kinds`); StoreUnavailable when it cannot be kept. In both cases nothing is left.
    """
    try:
        cleaned = clean_name(name)
        if not cleaned:
            raise Unfit(Fault.NAME)
        kind = kind_of(extension_of(cleaned))
        with _unavailable_if_broken(), _part() as part:
            digest, size = hashlib.sha256(), 0
            for piece in pieces:
                size += len(piece)
                if size > MOST_BYTES:
                    raise Unfit(Fault.LARGE)
                digest.update(piece)
                part.write(piece)
            if not size:
                raise Unfit(Fault.EMPTY)
            part.flush()
            inspect(part, kind)
            os.fsync(part.fileno())
            _place(Path(part.name), digest.hexdigest())
    except Unfit as unfit:
        raise Refused(refusal(unfit), field="file") from None
    return Upload(digest.hexdigest(), size, kind.media_type, cleaned)


def holds(upload: Upload) -> bool:
    """Whether a content is there, as long as it was."""
    try:
        return path_of(upload.sha256).stat().st_size == upload.size
    except OSError:
        return False


def opened(sha256: str) -> IO[bytes]:
    """The content for reading; StoreUnavailable when it is gone."""
    with _unavailable_if_broken():
        return path_of(sha256).open("rb")


def is_whole(sha256: str) -> bool:
    """Whether a content has the digest that it is named by."""
    try:
        with path_of(sha256).open("rb") as file:
            digest = hashlib.sha256()
            for piece in pieces_of(file):
                digest.update(piece)
    except OSError:
        return False
    return digest.hexdigest() == sha256


def sweep(
    *, now: datetime, named: Callable[[Collection[str]], set[str]], all_named: Iterable[str]
) -> Sweep:
    """Remove files that are older than a day and that no row names; find rows without a file.

    `named` says which of some digests rows name, `all_named` gives all of them. A file that is
    being stored again at the same time stays: both take the folder's lock.
    """
    removed, waiting = 0, []
    before = (now - KEPT).timestamp()
    for path in _files():
        if path.stat().st_mtime < before:
            waiting.append(path)
        if len(waiting) >= BATCH:
            removed += _remove(waiting, before, named)
            waiting = []
    removed += _remove(waiting, before, named)
    return Sweep(removed, missing(all_named))


def missing(named: Iterable[str]) -> tuple[str, ...]:
    """Which digests have no file."""
    return tuple(sha256 for sha256 in named if not path_of(sha256).is_file())


def _files() -> Iterator[Path]:
    """All files, those that are still coming in included."""
    for inner in sorted(folder().iterdir()):
        if inner.is_dir():
            yield from (path for path in inner.iterdir() if path.is_file())


def _remove(paths: list[Path], before: float, named: Callable[[Collection[str]], set[str]]) -> int:
    removed = 0
    kept = named([path.name for path in paths if _DIGEST.fullmatch(path.name)]) if paths else set()
    for path in paths:
        if path.name in kept:
            continue
        with _locked(fcntl.LOCK_EX), contextlib.suppress(FileNotFoundError):
            # Stored again a moment ago, it is as young as a new one.
            if path.stat().st_mtime < before:
                path.unlink()
                removed += 1
    return removed


@contextmanager
def _part() -> Iterator[IO[bytes]]:
    """A file for what comes in, readable by this account alone; gone afterwards if not placed."""
    incoming = _made(folder() / INCOMING)
    part = tempfile.NamedTemporaryFile(dir=incoming, delete=False)  # noqa: SIM115 — closed below
    try:
        yield part
    finally:
        part.close()
        Path(part.name).unlink(missing_ok=True)


def _place(part: Path, sha256: str) -> None:
    """Give a finished file its name. One that is there already is replaced by its equal, which
    makes it young again and heals it if it was damaged."""
    home = _made(folder() / sha256[:2])
    with _locked(fcntl.LOCK_SH):
        part.rename(home / sha256)
    _sync(home)


def _made(inner: Path) -> Path:
    """A folder inside the store, made if it is missing."""
    if not inner.is_dir():
        inner.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(inner.parent)
    return inner


def _sync(path: Path) -> None:
    """Make the names in a folder outlive a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(how: int) -> Iterator[None]:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(folder() / "lock", flags, 0o600)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _unavailable_if_broken() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(error.strerror or str(error)) from error
