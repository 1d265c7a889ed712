"""The database that a command works with: the one in DATABASE_URL, else a private PostgreSQL.

    with running("demo") as server:
        server.url   # a DATABASE_URL; the socket's folder is its host

Promises:
- `running` joins a private server that is already up, and starts one otherwise; the last user
  to leave stops it, however that user ends (see keeper.py);
- after the `with` of the last user no process is left;
- no TCP port is opened: whoever can enter the socket's folder (this account and root) may log in;
- two starts at once lead to one server;
- whatever prevents a start is a LaunchError: one sentence that says what to do.
"""

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from . import binaries, cluster, places
from .account import server_account, server_environment
from .problems import LaunchError

SOCKET = ".s.PGSQL.5432"
PATIENCE = 60.0
LONGEST_LOG = 5_000_000
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    # Compiling plans costs more than it brings on small data, and the wheel cannot.
    "jit": "off",
    "log_checkpoints": "off",
    "timezone": "UTC",
}


@dataclass(frozen=True)
class Server:
    """A database to connect to; `data` is None when it is not a private one."""

    url: str
    description: str
    data: Path | None = None


@contextlib.contextmanager
def running(
    instance: str = "demo", *, report: Callable[[str], None] = lambda text: None
) -> Iterator[Server]:
    """Provide a database for the length of a `with`; report receives what was repaired."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield Server(given, "the server of DATABASE_URL")
        return
    private = PrivateServer(instance, report)
    private.join()
    try:
        yield private.server
    finally:
        private.leave()


class PrivateServer:
    """One user's hold on the private server of an instance."""

    def __init__(self, instance: str, report: Callable[[str], None]) -> None:
        self.report = report
        self.account = server_account()
        self.folder = places.state_folder(instance)
        self.binaries = binaries.find(self.account, places.base_folder())
        major = self.binaries.major
        self.data = self.folder / f"data-{major}"
        self.sockets = self.folder / f"socket-{major}"
        self.log = self.folder / f"postgres-{major}.log"
        places.check_socket_path(self.sockets / SOCKET)
        host = urllib.parse.quote(str(self.sockets), safe="")
        self.server = Server(
            f"postgresql://{cluster.OWNER}@{host}/{cluster.DATABASE}",
            f"PostgreSQL {major} ({self.binaries.origin})",
            self.data,
        )
        self.hold: IO[bytes] | None = None
        self.keeper: subprocess.Popen[bytes] | None = None

    def path(self, name: str) -> Path:
        """A lock file of this server: `start`, `users` or `keeper`."""
        return self.folder / f"{name}-{self.binaries.major}.lock"

    def open_lock(self, name: str) -> IO[bytes]:
        """Open a lock file, made when absent. Closing it lets go of the lock."""
        try:
            descriptor = os.open(self.path(name), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise LaunchError(places.explain(error, self.path(name))) from error
        return os.fdopen(descriptor, "rb+")

    def join(self) -> None:
        """Become a user of the server, starting it when it is not running."""
        with self.open_lock("start") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            self.hold = self.open_lock("users")
            try:
                # Waits for a server that is just stopping because its last user left.
                fcntl.flock(self.hold, fcntl.LOCK_SH)
                end = time.monotonic() + PATIENCE
                while not (self.answers() if self.is_kept() else self.start()):
                    if time.monotonic() > end:
                        raise LaunchError(cluster.start_failure(self.log, self.data))
                    time.sleep(0.02)
                cluster.ensure_roles(self.data, self.sockets)
            except BaseException:
                self.leave()
                raise

    def is_kept(self) -> bool:
        """Whether a keeper is alive."""
        with self.open_lock("keeper") as lock:
            return not take(lock, fcntl.LOCK_EX)

    def answers(self) -> bool:
        """Whether a server that is kept accepts connections at this moment."""
        try:
            lines = (self.data / "postmaster.pid").read_text().split("\n")
            return lines[7].strip() == "ready" and Path("/proc", lines[0], "cwd").exists()
        except (OSError, IndexError):
            return False

    def start(self) -> bool:
        """Make the cluster if needed and start the keeper; True as soon as the server answers."""
        cluster.ensure_cluster(self.binaries, self.account, self.data, self.report)
        try:
            self.sockets.mkdir(mode=0o700, exist_ok=True)
            self.account.own(self.sockets)
            if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
                os.truncate(self.log, 0)
            log = self.log.open("ab")
        except OSError as error:
            raise LaunchError(places.explain(error, self.folder)) from error
        with log:
            self.keeper = subprocess.Popen(
                [
                    # Without site packages it starts at once and stays small.
                    *(sys.executable, "-I", "-S"),
                    str(Path(__file__).with_name("keeper.py")),
                    json.dumps(self.keeper_settings()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd="/",
                # Ctrl-C in the terminal is for the users; the keeper follows their locks.
                start_new_session=True,
            )
        assert self.keeper.stdout is not None  # noqa: S101 — a pipe was asked for
        with self.keeper.stdout as answer:
            word = answer.readline().strip()
        if word != b"ready":
            self.keeper.wait()
            raise LaunchError(cluster.start_failure(self.log, self.data))
        return True

    def keeper_settings(self) -> dict[str, object]:
        """What keeper.py is told."""
        command = [str(self.binaries.folder / "postgres"), "-D", str(self.data)]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        # Quoted: the setting is a list, and a folder's name may hold its separator.
        command += ["-c", f'unix_socket_directories="{self.sockets}"']
        return {
            "command": command,
            "environment": server_environment(),
            "identity": self.account.identity(),
            "data": str(self.data.resolve()),
            "socket": str(self.sockets / SOCKET),
            "users": str(self.path("users")),
            "self": str(self.path("keeper")),
        }

    def leave(self) -> None:
        """Let go of the server; when nobody else uses it, wait until it has stopped."""
        if self.hold is None:
            return
        self.hold.close()
        self.hold = None
        end = time.monotonic() + PATIENCE
        while self.is_kept() and not self.used_by_others() and time.monotonic() < end:
            time.sleep(0.02)
        if self.keeper is not None and not self.is_kept():
            # Its lock is free, so it has only to be reaped.
            self.keeper.wait()

    def used_by_others(self) -> bool:
        """Whether somebody else holds the server; a keeper that is stopping does not count."""
        with self.open_lock("users") as lock:
            return take(lock, fcntl.LOCK_SH) and not take(lock, fcntl.LOCK_EX)


def take(lock: IO[bytes], kind: int) -> bool:
    """Take a lock if that needs no waiting; whether it was taken."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
