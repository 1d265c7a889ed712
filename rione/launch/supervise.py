"""Keeping child processes alive, and ending them with their parent.

Promises: a child that ends is started again, with a delay that grows while it keeps failing; on
leaving, every child and its own children are stopped within a few seconds; when this process is
killed, the kernel ends the children; what a killed run still left is found by a mark in its
environment and ended by the next run.
"""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from .progress import say

PATIENCE = 5.0
POLL = 0.1
LONGEST_DELAY = 30.0
STEADY = 60.0
SET_PDEATHSIG = 1
MARK = "RIONE_CHILD_OF"


@dataclass
class Child:
    """A process to keep alive."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started_at: float = 0.0
    due_at: float = 0.0

    def start(self) -> None:
        """Start it in a process group of its own, tied to the life of this process."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            # What a terminal sends on Ctrl-C reaches only the parent, which stops us in order.
            process_group=0,
            preexec_fn=die_with_parent,
        )

    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def send(self, number: int) -> None:
        """Signal the whole group, which outlives its leader when that one is killed."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Starts children in order and keeps them alive; a context manager that stops them."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children

    def __enter__(self) -> "Supervisor":
        try:
            for child in self.children:
                child.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def watch(self) -> None:
        """Start again what ended and whose delay is over; call it often."""
        now = time.monotonic()
        for child in self.children:
            if child.alive():
                continue
            if child.process is not None:
                code = child.process.returncode
                child.send(signal.SIGKILL)
                child.process = None
                steady = now - child.started_at > STEADY
                child.failures = 1 if steady else child.failures + 1
                delay = min(0.5 * 2 ** (child.failures - 1), LONGEST_DELAY)
                child.due_at = now + delay
                say(f"The {child.name} ended ({ending(code)}); starting it again in {delay:g} s.")
            elif now >= child.due_at:
                child.start()

    def stop(self) -> None:
        """Stop all children: politely first, then at any price."""
        for child in reversed(self.children):
            if child.alive():
                child.send(signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        while any(child.alive() for child in self.children) and time.monotonic() < end:
            time.sleep(0.02)
        for child in self.children:
            child.send(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()


def run_until_stopped(supervisor: Supervisor) -> None:
    """Keep the children alive until somebody asks for the end."""
    try:
        while True:
            supervisor.watch()
            time.sleep(POLL)
    except KeyboardInterrupt:
        say("\nStopping …")


def ending(code: int) -> str:
    """How a process ended, in words."""
    return f"code {code}" if code >= 0 else signal.Signals(-code).name


def die_with_parent() -> None:
    """Ask the kernel to kill this process when the one that started it ends.

    Not SIGTERM: a server that is just starting loses it, and a job runner would wait for a
    database that is going away too.
    """
    ctypes.CDLL(None).prctl(SET_PDEATHSIG, signal.SIGKILL)


def die_with_server() -> None:
    """In a process behind a server of the demo: end with the server, however that ends."""
    server = multiprocessing.parent_process()
    if MARK in os.environ and server is not None:
        die_with_parent()
        if os.getppid() != server.pid:
            os._exit(1)


def interrupt_on_signals() -> None:
    """Let SIGTERM, SIGHUP and SIGINT all end the work by one KeyboardInterrupt."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        # From here on everything stops in bounded time; a second signal must not cut that short.
        for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def end_orphans(mark: str) -> bool:
    """Kill what a killed run of the same mark left; True when there was something."""
    found = False
    end = time.monotonic() + PATIENCE
    while (orphans := marked_processes(mark)) and time.monotonic() < end:
        found = True
        for pid in orphans:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    return found


def marked_processes(mark: str) -> list[int]:
    """The processes that carry a mark in the environment they were started with."""
    wanted = os.fsencode(f"{MARK}={mark}")
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit() and int(entry) != os.getpid():
            with contextlib.suppress(OSError):
                if wanted in Path("/proc", entry, "environ").read_bytes().split(b"\0"):
                    found.append(int(entry))
    return found
