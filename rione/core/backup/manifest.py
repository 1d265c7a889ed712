"""`manifest.json`: what a backup holds, and by what it is recognised as whole."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from .files import Digest, digest_of
from .measures import LEFT_OUT, Measures
from .problems import BackupRefused

NAME = "manifest.json"
DUMP = "database.dump"
SEALS = "seals"
DOCUMENTS = "documents"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """`made_at` in ISO form; `postgresql` is the major version of the server and `pg_dump` that of
    the program, which may be newer; `files` by their path below the backup's folder."""

    made_at: str
    version: str
    postgresql: int
    pg_dump: int
    measures: Measures
    files: dict[str, Digest]

    def write(self, folder: Path) -> None:
        """Put it beside the files."""
        stored = {
            "format": FORMAT,
            "made_at": self.made_at,
            "version": self.version,
            "postgresql": self.postgresql,
            "pg_dump": self.pg_dump,
            "left_out": list(LEFT_OUT),
            "measures": self.measures.stored(),
            "files": {name: asdict(digest) for name, digest in sorted(self.files.items())},
        }
        (folder / NAME).write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Of a backup's folder. BackupRefused when there is none, or one that is not understood."""
        if not (folder / NAME).is_file():
            raise BackupRefused(f"{folder} is no backup: it has no {NAME}.")
        try:
            stored: dict[str, Any] = json.loads((folder / NAME).read_text("utf-8"))
            newer = int(stored["format"]) > FORMAT
            found = cls(
                made_at=str(stored["made_at"]),
                version=str(stored["version"]),
                postgresql=int(stored["postgresql"]),
                pg_dump=int(stored["pg_dump"]),
                measures=Measures.read(stored["measures"]),
                files={name: Digest(**digest) for name, digest in stored["files"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BackupRefused(
                f"{folder / NAME} is damaged: restore another backup, or this one from its copy."
            ) from None
        if newer:
            raise BackupRefused(
                f"{folder} was made by Rione {found.version}, which writes backups that this "
                "version does not know; restore it with that version."
            )
        return found

    def check_files(self, folder: Path) -> None:
        """BackupRefused unless every file is there and is what it was."""
        if DUMP not in self.files:
            raise BackupRefused(f"{folder / NAME} is damaged: it names no {DUMP}.")
        for name, digest in self.files.items():
            parts = PurePosixPath(name).parts
            if PurePosixPath(name).is_absolute() or ".." in parts:
                raise BackupRefused(f"{folder / NAME} is damaged: it names files outside of it.")
            path = folder / name
            if path.is_symlink() or not path.is_file():
                raise BackupRefused(f"{path} is missing: the backup is not whole.")
            if digest_of(path) != digest:
                raise BackupRefused(f"{path} is damaged: it is not the file that was backed up.")

    def below(self, part: str) -> dict[str, Digest]:
        """The files of a part (SEALS, DOCUMENTS), by their path below it."""
        return {
            name.removeprefix(f"{part}/"): digest
            for name, digest in self.files.items()
            if name.startswith(f"{part}/")
        }
