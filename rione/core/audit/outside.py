"""Places outside the database that receive every seal, so that not even its owner can rewrite.

One place is built in: files in the folder RIONE_SEALS_DIR, which belongs on another machine's
disk or on one that only appends. Others are added with `register`.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core import checks

from .rules import PublishedSeal

SEALS_PER_FILE = 100_000
# Longer than any line.
TAIL_BYTES = 4096


class OutsideDamaged(Exception):
    """A line outside can not be read; `seal` is the last one before it."""

    def __init__(self, seal: int, detail: str) -> None:
        super().__init__(detail)
        self.seal = seal


class OutsidePlace(Protocol):
    """Where seals are kept in the order of their ids. Errors of the place are OSError."""

    name: str

    def newest(self) -> PublishedSeal | None:
        """The newest seal that is kept whole; None when there is none."""

    def append(self, seals: Sequence[PublishedSeal]) -> None:
        """Keep seals that follow on the newest; when this returns they outlive a power cut."""

    def read(self, after: int = 0) -> Iterator[PublishedSeal]:
        """Every seal with a higher id, in order; OutsideDamaged where that cannot be told."""


class SealFiles:
    """One line of JSON per seal, in files of a hundred thousand seals that are only added to.

    A line that a crash or a full disk cut short stays, and the whole line follows it: files are
    never shortened, so the file system may forbid it (`chattr +a`).
    """

    def __init__(self, folder: Path, name: str = "files") -> None:
        self.folder = folder
        self.name = name

    def newest(self) -> PublishedSeal | None:
        for path in reversed(self._paths()):
            with path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - TAIL_BYTES))
                whole, _, _ = file.read().rpartition(b"\n")
            for line in reversed(whole.split(b"\n")):
                found = _parse(line)
                if found is not None:
                    return found
        return None

    def append(self, seals: Sequence[PublishedSeal]) -> None:
        files: dict[Path, list[PublishedSeal]] = {}
        for seal in seals:
            number = (seal.seal - 1) // SEALS_PER_FILE * SEALS_PER_FILE + 1
            files.setdefault(self.folder / f"seals-{number:012}.jsonl", []).append(seal)
        for path, lines in files.items():
            self._add(path, "".join(json.dumps(asdict(seal)) + "\n" for seal in lines).encode())

    def read(self, after: int = 0) -> Iterator[PublishedSeal]:
        last = 0
        for path in self._paths():
            if self._first_seal(path) + SEALS_PER_FILE <= after:
                continue
            torn = b""
            with path.open("rb") as file:
                for line in file:
                    found = _parse(line)
                    if torn and not line.startswith(torn):
                        raise OutsideDamaged(last, f"{path.name}: a line after seal {last}")
                    torn = b"" if found else line.rstrip(b"\n")
                    if found and found.seal > after:
                        last = found.seal
                        yield found

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("seals-*.jsonl"))

    @staticmethod
    def _first_seal(path: Path) -> int:
        number = path.stem.removeprefix("seals-")
        return int(number) if number.isdecimal() else 1

    def _add(self, path: Path, data: bytes) -> None:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(path, flags, 0o640)
        try:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                data = b"\n" + data
            while data:
                data = data[os.write(descriptor, data) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if not size:
            # The file's name has to outlive a power cut as well.
            folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _parse(line: bytes) -> PublishedSeal | None:
    try:
        found = PublishedSeal(**json.loads(line))
    except (ValueError, TypeError):
        return None
    return found if isinstance(found.seal, int) else None


_registered: dict[str, OutsidePlace] = {}


def register(place: OutsidePlace) -> None:
    """Add a place under its name; called when the platform starts."""
    _registered[place.name] = place


def folder() -> Path | None:
    """The configured folder: the setting RIONE_SEALS_DIR, else the environment's."""
    named = getattr(settings, "RIONE_SEALS_DIR", None) or os.environ.get("RIONE_SEALS_DIR")
    return Path(named) if named else None


def places() -> list[OutsidePlace]:
    """All places that receive seals."""
    own = folder()
    return [*([SealFiles(own)] if own else []), *_registered.values()]


def check_places(**_: object) -> list[checks.CheckMessage]:
    """For `check --deploy`: a trail that nobody outside vouches for can be made anew."""
    if places():
        return []
    hint = "Set it to a folder on another machine's disk or on one that only appends."
    return [checks.Error("RIONE_SEALS_DIR is not set.", hint=hint, id="audit.E001")]
