"""Keeps one PostgreSQL running for as long as somebody uses it. Run as a program, on its own.

    python -I -S keeper.py '{"command": […], "data": …, "socket": …, "users": …, "self": …, …}'

Whoever uses the server holds a shared lock on the file `users`; the kernel lets go of it however
the holder ends, kill -9 included. Promises:
- the server is started, and started again (with growing delay) when it dies;
- what a killed server left behind (its pid file, processes still attached to its memory) is
  cleared first, but never a file that another living server owns;
- when nobody holds the lock any more, or on SIGTERM, the server is stopped and this ends;
- when this is killed, the kernel stops the server.
It prints `ready` once the server answers for the first time, or `failed` and ends with code 1.
It imports nothing of Rione: it outlives the process that started it and should stay small.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import time

POLL = 0.1
LONGEST_DELAY = 30.0
SET_PDEATHSIG = 1


class Keeper:
    """One server, its data folder and the two lock files."""

    def __init__(self, settings: dict) -> None:
        self.command: list[str] = settings["command"]
        self.environment: dict[str, str] = settings["environment"]
        self.identity: dict = settings["identity"]
        self.data: str = settings["data"]
        self.socket: str = settings["socket"]
        self.users = open(settings["users"], "rb+")  # noqa: SIM115 — held for life
        self.alive = open(settings["self"], "r+")  # noqa: SIM115 — held for life
        self.server: subprocess.Popen[bytes] | None = None
        self.asked_to_stop = False

    def keep(self) -> int:
        """Run until nobody needs the server; the exit code says whether it ever answered."""
        fcntl.flock(self.alive, fcntl.LOCK_EX)
        self.alive.truncate(0)
        self.alive.write(str(os.getpid()))
        self.alive.flush()
        signal.signal(signal.SIGTERM, self.on_terminate)
        self.start()
        if not self.wait_ready():
            self.stop()
            tell("failed")
            return 1
        tell("ready")
        delay, since = 0.2, time.monotonic()
        while not self.asked_to_stop and not self.unused():
            if self.server is not None and self.server.poll() is not None:
                if not os.path.exists(os.path.join(self.data, "PG_VERSION")):
                    return 0
                delay = 0.2 if time.monotonic() - since > 60 else min(delay * 2, LONGEST_DELAY)
                if self.pause(delay):
                    break
                since = time.monotonic()
                self.start()
            time.sleep(POLL)
        self.stop()
        return 0

    def pause(self, seconds: float) -> bool:
        """Wait before a new start; True when the server is no longer wanted meanwhile."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.asked_to_stop or self.unused():
                return True
            time.sleep(POLL)
        return False

    def on_terminate(self, *_: object) -> None:
        self.asked_to_stop = True

    def unused(self) -> bool:
        """Take the users' lock for ourselves if nobody holds it; then no one can join in."""
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def start(self) -> None:
        """Start the server on a data folder that no living server uses."""
        self.clear_leftovers()
        self.server = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            stderr=sys.stderr,
            cwd="/",
            env=self.environment,
            # A process group of its own: what a terminal sends does not reach the server.
            process_group=0,
            preexec_fn=stop_with_parent,
            **self.identity,
        )

    def wait_ready(self) -> bool:
        """Wait for the first answer; False when the server gives up."""
        while self.server is not None and self.server.poll() is None and not self.asked_to_stop:
            # The file is written line by line: what is read may be its beginning only.
            with contextlib.suppress(OSError, IndexError, ValueError):
                with open(os.path.join(self.data, "postmaster.pid")) as handle:
                    lines = handle.read().split("\n")
                if int(lines[0]) == self.server.pid and lines[7].strip() == "ready":
                    return True
            time.sleep(0.01)
        return False

    def stop(self) -> None:
        """Stop the server: quickly and cleanly if it can, at any price if it cannot."""
        for number, patience in ((signal.SIGINT, 30), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            if self.server is None or self.server.poll() is not None:
                break
            self.server.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.server.wait(patience)
        end = time.monotonic() + 5
        pid_file = os.path.join(self.data, "postmaster.pid")
        while os.path.exists(pid_file) and self.living() and time.monotonic() < end:
            time.sleep(0.01)

    def living(self) -> list[int]:
        """Processes at work in the data folder: PostgreSQL's all have it as their cwd."""
        found = []
        for name in os.listdir("/proc"):
            if name.isdigit():
                with contextlib.suppress(OSError):
                    if os.readlink(f"/proc/{name}/cwd") == self.data:
                        found.append(int(name))
        return found

    def clear_leftovers(self) -> None:
        """Make way for a start: end what survived a killed server, drop its pid files."""
        pid_file = os.path.join(self.data, "postmaster.pid")
        if not os.path.exists(pid_file):
            return
        # Without a keeper nobody uses them: a server whose keeper was killed is stopping, and
        # processes whose server was killed hold the shared memory that a new one needs.
        for number, patience in ((signal.SIGINT, 5), (signal.SIGQUIT, 3), (signal.SIGKILL, 3)):
            end = time.monotonic() + patience
            for pid in self.living():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            while self.living() and time.monotonic() < end:
                time.sleep(0.02)
        # Nobody works in the folder, so a pid named here has gone to some other program.
        for path in (pid_file, self.socket, f"{self.socket}.lock"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)


def stop_with_parent() -> None:
    """Ask the kernel to send the server SIGINT (a fast shutdown) when the keeper dies."""
    ctypes.CDLL(None).prctl(SET_PDEATHSIG, signal.SIGINT)


def tell(word: str) -> None:
    """Say one word to the process that started this one, if it still listens."""
    with contextlib.suppress(OSError):
        os.write(1, f"{word}\n".encode())
        # The starter reads until the end; from here on there is nobody to talk to.
        os.dup2(2, 1)


if __name__ == "__main__":
    sys.exit(Keeper(json.loads(sys.argv[1])).keep())
