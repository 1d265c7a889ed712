"""Where the private servers of this checkout keep their state.

`<base>/<8 hex of the checkout's path>/<instance>/`, base being `/var/tmp/rione-<uid>` or
RIONE_HOME. Promises: every folder returned exists, belongs to the account that runs this, is no
symbolic link and can be written by nobody else; no parent folder is ever changed.
"""

import hashlib
import os
import stat
from pathlib import Path

from .problems import LaunchError

ROOT = Path(__file__).resolve().parents[2]
# Others may pass through (the account that PostgreSQL runs under has to), not look around.
PASSABLE = 0o711
# The kernel allows 108 bytes for a socket's path, the closing zero included.
LONGEST_SOCKET = 107


def base_folder() -> Path:
    """The folder of all checkouts of this account."""
    given = os.environ.get("RIONE_HOME")
    if given and not Path(given).is_absolute():
        raise LaunchError(f"RIONE_HOME must be an absolute path, and it is {given!r}.")
    return Path(given or f"/var/tmp/rione-{os.geteuid()}")  # noqa: S108 — checked by own_folder


def checkout_folder() -> Path:
    """This checkout's folder inside the base folder; not created here."""
    mark = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:8]
    return base_folder() / mark


def state_folder(instance: str) -> Path:
    """The folder of one instance ("demo", "test"), made when absent."""
    folder = own_folder(base_folder())
    for name in (checkout_folder().name, instance):
        folder = own_folder(folder / name)
    return folder


def own_folder(path: Path) -> Path:
    """Make the folder when absent; refuse one that somebody else could have prepared."""
    try:
        path.mkdir(mode=PASSABLE)
    except FileExistsError:
        pass
    except FileNotFoundError:
        raise LaunchError(
            f"{path} cannot be made because {path.parent} does not exist; create that folder "
            "or set RIONE_HOME to another one."
        ) from None
    except OSError as error:
        raise LaunchError(explain(error, path)) from error
    facts = path.lstat()
    if stat.S_ISLNK(facts.st_mode) or not stat.S_ISDIR(facts.st_mode):
        raise refusal(path, "is not a plain folder")
    if facts.st_uid != os.geteuid():
        raise refusal(path, f"belongs to another account (number {facts.st_uid})")
    if facts.st_mode & 0o022:
        raise refusal(path, "can be written by other accounts")
    if stat.S_IMODE(facts.st_mode) != PASSABLE:
        path.chmod(PASSABLE)
    return path


def refusal(path: Path, reason: str) -> LaunchError:
    """The sentence for a folder that is not safe to use."""
    return LaunchError(
        f"{path} {reason}, so the private PostgreSQL is not put there; remove it "
        "or set RIONE_HOME to a folder of your own."
    )


def explain(error: OSError, path: Path) -> str:
    """One sentence for what the system said about a file or folder of ours."""
    if disk_is_full(path):
        return f"The disk that holds {path} is full; free some space and try again."
    return (
        f"{path} cannot be used ({(error.strerror or str(error)).lower()}); set RIONE_HOME to a "
        "folder that this account can write."
    )


def disk_is_full(path: Path) -> bool:
    """Whether too little room is left to write even small files near the path."""
    while not path.exists():
        path = path.parent
    facts = os.statvfs(path)
    return facts.f_bavail * facts.f_frsize < 4 * 1024 * 1024 or (
        facts.f_files > 0 and facts.f_favail < 16
    )


def check_socket_path(socket_file: Path) -> None:
    """Refuse a socket whose path the kernel would not take."""
    length = len(os.fsencode(socket_file))
    if length > LONGEST_SOCKET:
        raise LaunchError(
            f"The path of PostgreSQL's socket, {socket_file}, has {length} bytes and the system "
            f"takes {LONGEST_SOCKET}; set RIONE_HOME to a folder with a shorter path."
        )
