"""A state folder of its own for each test, at a short path that PostgreSQL's account can reach."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rione.launch import places


def scratch() -> str:
    """Where PostgreSQL's account can reach short paths; in memory, if programs may run there."""
    memory = Path("/dev/shm")  # noqa: S108
    if memory.is_dir() and os.access(memory, os.W_OK):
        facts = os.statvfs(memory)
        if not facts.f_flag & os.ST_NOEXEC and facts.f_bavail * facts.f_frsize > 400_000_000:
            return str(memory)
    return "/var/tmp"  # noqa: S108


@pytest.fixture
def home() -> Iterator[Path]:
    """RIONE_HOME for one test; whatever still runs in it at the end fails the test."""
    with a_home() as folder:
        yield folder


@pytest.fixture(scope="module")
def one_home() -> Iterator[Path]:
    """RIONE_HOME for the tests of a module, the first of which finds it empty."""
    with a_home() as folder:
        yield folder


@contextmanager
def a_home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="rione-t-", dir=scratch()))
    folder.chmod(places.PASSABLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RIONE_HOME", str(folder))
        patch.delenv("DATABASE_URL", raising=False)
        yield folder
    left = wait_until(lambda: not processes_in(folder), 10) or processes_in(folder)
    shutil.rmtree(folder)
    assert left is True, f"processes were left: {left}"


def processes_in(folder: Path) -> list[str]:
    """Processes of this account whose working folder or command line lies in a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                inside = str(os.readlink(entry / "cwd")).startswith(str(folder))
            except OSError:
                continue
            if inside or str(folder) in command:
                found.append(f"{entry.name} {command}")
    return found


def wait_until(condition: Callable[[], object], seconds: float = 60) -> bool:
    """Wait for something to become true; whether it did."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


HOLDER = """
import sys, time
from rione.launch.postgres import running
with running("t") as server:
    print(server.url, flush=True)
    time.sleep(float(sys.argv[1]))
"""


@pytest.fixture
def hold(home: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Start processes that use the private server; each prints its address when it has it."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", HOLDER, "60"]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()
