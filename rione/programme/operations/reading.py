"""Reading a programme's folder from disk; what is read is judged elsewhere."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..rules.files import MAX_FILE_BYTES
from ..rules.problems import LoadRefused, Problem

OUTLINES = "municipalities.geojson"
MAX_FILES = 10_000
MAX_OUTLINES_BYTES = 20 * 1024 * 1024
MAX_PHOTOGRAPH_BYTES = 5 * 1024 * 1024
PHOTOGRAPHS = (".jpg", ".jpeg", ".png", ".webp")


@dataclass(frozen=True)
class Folder:
    """The files of a folder by their path inside it: `texts` are YAML, `binaries` the rest."""

    texts: Mapping[str, bytes]
    binaries: Mapping[str, bytes] = field(default_factory=dict)

    def digest_of_binaries(self) -> str:
        parts = [
            f"{name} {hashlib.sha256(content).hexdigest()}"
            for name, content in sorted(self.binaries.items())
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def read_folder(folder: Path) -> Folder:
    """Read YAML files, outlines and photographs; anything else and hidden files are left alone.

    Raises LoadRefused for a folder that cannot be read, is too large, or leads out of itself.
    """
    texts: dict[str, bytes] = {}
    binaries: dict[str, bytes] = {}
    problems: list[Problem] = []
    root = folder.resolve()
    if not root.is_dir():
        raise LoadRefused([Problem(folder.name, 0, "", "is no folder", "check the path")])
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    if len(paths) > MAX_FILES:
        raise LoadRefused([Problem(folder.name, 0, "", "holds too many files", "move some out")])
    for path in paths:
        name = path.relative_to(root).as_posix()
        if any(part.startswith(".") for part in name.split("/")):
            continue
        limit = _limit(name)
        if limit is None:
            continue
        problem = _refusal(root, path, limit)
        if problem:
            problems.append(Problem(name, 0, "", *problem))
            continue
        try:
            content = path.read_bytes()
        except OSError as error:
            reason = error.strerror or "error"
            problems.append(Problem(name, 0, "", f"cannot be read: {reason}", "check its rights"))
            continue
        (texts if name.endswith((".yaml", ".yml")) else binaries)[name] = content
    if problems:
        raise LoadRefused(problems)
    return Folder(texts, binaries)


def _limit(name: str) -> int | None:
    """The largest size of a file that belongs to a programme; None for any other file."""
    if name.endswith((".yaml", ".yml")):
        return MAX_FILE_BYTES
    if name == OUTLINES:
        return MAX_OUTLINES_BYTES
    return MAX_PHOTOGRAPH_BYTES if name.lower().endswith(PHOTOGRAPHS) else None


def _refusal(root: Path, path: Path, limit: int) -> tuple[str, str] | None:
    if not path.resolve().is_relative_to(root):
        return "leads out of the folder", "copy the file instead of linking to it"
    if path.stat().st_size > limit:
        return f"is larger than {limit // 2**20} MB", "split it or save it smaller"
    return None
