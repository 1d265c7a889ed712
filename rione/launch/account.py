"""The account that the private PostgreSQL runs under.

PostgreSQL refuses to run as root; root hands it to `postgres`, else to `nobody`.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .problems import LaunchError


@dataclass(frozen=True)
class Account:
    """Who runs the server, and whether privileges have to be dropped for it."""

    name: str
    uid: int
    gid: int
    dropped: bool

    def run(self, command: list[str], *, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command to its end as this account, with its output caught."""
        return subprocess.run(
            command, input=text, capture_output=True, text=True, errors="replace",
            check=False, cwd="/", env=server_environment(), **self.identity(),
        )  # fmt: skip

    def identity(self) -> dict[str, Any]:
        """The arguments of `subprocess` that take on this account."""
        if not self.dropped:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Give a folder and all in it to this account, closed to everybody else."""
        facts = folder.stat()
        if self.dropped and facts.st_uid != self.uid:
            for place, _, files in os.walk(folder):
                os.chown(place, self.uid, self.gid)
                for name in files:
                    os.chown(os.path.join(place, name), self.uid, self.gid, follow_symlinks=False)
        elif facts.st_uid != self.uid:
            raise LaunchError(
                f"{folder} belongs to another account (number {facts.st_uid}); remove it as that "
                "account or set RIONE_HOME to a folder of your own."
            )
        if facts.st_mode & 0o777 != 0o700:
            folder.chmod(0o700)


def server_account() -> Account:
    """The present account, or the one root hands the server to."""
    if os.geteuid() != 0:
        return Account("", os.geteuid(), os.getegid(), dropped=False)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid, dropped=True)
    raise LaunchError(
        "PostgreSQL refuses to run as root and there is neither an account `postgres` nor "
        "`nobody`; run this as an ordinary user."
    )


def server_environment() -> dict[str, str]:
    """A bare environment: the caller's PG… variables must not reach the private server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def copy_trees(sources: list[Path], target: Path) -> None:
    """Copy folders into a new one that every account can read; only a whole copy is ever seen."""
    partial = target.with_name(f"{target.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    for source in sources:
        shutil.copytree(source, partial / source.name, symlinks=True)
    for place, _, files in os.walk(partial):
        os.chmod(place, 0o755)  # noqa: S103 — programs, nothing private
        for name in files:
            file = Path(place, name)
            if not file.is_symlink():
                file.chmod(file.stat().st_mode | 0o444)
    partial.rename(target)
