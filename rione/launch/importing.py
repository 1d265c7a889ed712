"""A list of operations on disk becomes a folder on disk; needs no database."""

import os
import shutil
import tempfile
from pathlib import Path


def import_operations(
    file: Path,
    out: Path,
    *,
    plan: Path | None = None,
    municipality: str | None = None,
    dry_run: bool = False,
) -> str:
    """Write the programme's folder, whole or not at all; what was done, in words.

    LoadRefused names every problem with row and column. `out` must not exist, or be empty.
    """
    from datetime import UTC, datetime

    from rione.programme.rules.importing import Plan, imported, read_plan
    from rione.programme.rules.problems import LoadRefused, Problem

    told = read_plan(plan.name, plan.read_bytes()) if plan else Plan()
    if municipality is not None:
        if not (municipality.isascii() and municipality.isdecimal() and len(municipality) == 6):
            raise LoadRefused(
                [Problem("--municipality", 0, "", "is no ISTAT code", "write its six digits")]
            )
        told = told.model_copy(update={"municipality": municipality})
    files = imported(file.name, file.read_bytes(), told, today=datetime.now(UTC).date().isoformat())
    rows = sum(content.count(b"\n- code: ") for name, content in files.items() if "/" in name)
    words = f"{rows} operations in {len(files)} files"
    if dry_run:
        return f"{words}; nothing was written"
    _put(files, out)
    return f"{words} in {out}; `rione load {out}` loads them"


def _put(files: dict[str, bytes], out: Path) -> None:
    """Beside the place first, then moved there at once."""
    parent = out.resolve().parent
    parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=parent, prefix=f".{out.name}-"))
    try:
        for name, content in files.items():
            (made / name).parent.mkdir(exist_ok=True)
            (made / name).write_bytes(content)
        made.chmod(0o755)
        if out.exists():
            out.rmdir()
        os.rename(made, out)
    finally:
        shutil.rmtree(made, ignore_errors=True)
