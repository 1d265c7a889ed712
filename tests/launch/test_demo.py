"""`rione demo` from outside: a real one is started, hurt and stopped."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rione.launch import places

from .conftest import processes_in, scratch, wait_until

pytestmark = pytest.mark.slow


class Demo:
    """A demo in a process group of its own, as a terminal would have it."""

    def __init__(self, port: int, *options: str) -> None:
        self.port = port
        self.lines: list[str] = []
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "rione", "demo", "--port", str(port), *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        )
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def up(self) -> bool:
        return wait_until(
            lambda: (
                self.process.poll() is not None or any("answers at" in line for line in self.lines)
            ),
            60,
        ) and (self.process.poll() is None)

    def status(self) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/status", timeout=3) as page:
                return int(page.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def children(self) -> dict[str, int]:
        """The pids of web server and worker, by what their command lines say."""
        found = {}
        listing = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for pid in listing.split():
            try:
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:  # it ended between the two reads
                continue
            for word in ("granian", "worker"):
                if re.search(rf"\0{word}(\0|$)".encode(), command):
                    found[word] = int(pid)
                    break
        return found

    def said(self) -> str:
        self.reader.join(5)
        return "\n".join(self.lines)


def marked(home: Path) -> list[int]:
    """Processes that a demo with this state folder has started, however deep."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                settings = (entry / "environ").read_bytes()
            except OSError:
                continue
            if b"RIONE_CHILD_OF=" + os.fsencode(home) in settings:
                found.append(int(entry.name))
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    """One state folder for all demos of this file: only the first has to fill it."""
    folder = Path(scratch()) / f"rione-t-demo-{os.getpid()}"
    folder.mkdir(mode=places.PASSABLE)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def start(state: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Demo]]:
    """Start demos; nothing of them may be left at the end of the test."""
    monkeypatch.setenv("RIONE_HOME", str(state))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    started: list[Demo] = []

    def begin(port: int, *options: str) -> Demo:
        started.append(Demo(port, *options))
        return started[-1]

    yield begin
    for demo in started:
        demo.process.kill()
        demo.process.wait()
    assert wait_until(lambda: not processes_in(state) and not marked(state), 60)


def test_demo__ctrl_c_in_the_terminal__stops_everything(
    start: Callable[..., Demo], state: Path
) -> None:
    demo = start(free_port())
    assert demo.up(), demo.said()
    assert demo.status() == 200
    assert {"granian", "worker"} <= set(demo.children())
    os.killpg(demo.process.pid, signal.SIGINT)
    assert demo.process.wait(20) == 0
    assert not processes_in(state)
    assert not marked(state)
    assert "Traceback" not in demo.said()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_demo__a_signal_to_the_parent_alone__stops_everything(
    start: Callable[..., Demo], state: Path, number: int
) -> None:
    demo = start(free_port(), "--no-worker")
    assert demo.up(), demo.said()
    demo.process.send_signal(number)
    assert demo.process.wait(20) == 0
    assert not processes_in(state)
    assert not marked(state)


def test_demo__killed__leaves_nothing_and_the_next_one_starts(
    start: Callable[..., Demo], state: Path
) -> None:
    port = free_port()
    demo = start(port)
    assert demo.up(), demo.said()
    demo.process.kill()
    assert wait_until(lambda: not processes_in(state) and not marked(state))
    again = start(port)
    assert again.up(), again.said()


def test_demo__killed_together_with_its_web_server__the_next_one_ends_the_orphans(
    start: Callable[..., Demo], state: Path
) -> None:
    port = free_port()
    demo = start(port, "--no-worker")
    assert demo.up(), demo.said()
    leader = demo.children()["granian"]
    demo.process.send_signal(signal.SIGSTOP)
    os.kill(leader, signal.SIGKILL)
    demo.process.kill()
    demo.process.wait()
    again = start(port, "--no-worker")
    assert again.up(), again.said()


def test_demo__web_server_or_worker_dies__each_comes_back(start: Callable[..., Demo]) -> None:
    demo = start(free_port())
    assert demo.up(), demo.said()
    before = demo.children()
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: len(demo.children()) == 2 and demo.status() == 200)
    assert not set(before.values()) & set(demo.children().values())


def test_demo__process_behind_the_web_server_dies__it_comes_back(
    start: Callable[..., Demo],
) -> None:
    demo = start(free_port(), "--no-worker")
    assert demo.up(), demo.said()
    leader = demo.children()["granian"]
    behind = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
    for pid in behind:
        os.kill(int(pid), signal.SIGKILL)
    assert wait_until(lambda: demo.children().get("granian", leader) != leader)
    assert wait_until(lambda: demo.status() == 200)


def test_demo__postgresql_dies__everything_recovers(
    start: Callable[..., Demo], state: Path
) -> None:
    demo = start(free_port(), "--no-worker")
    assert demo.up(), demo.said()
    (pid_file,) = state.glob("*/demo/data-*/postmaster.pid")
    os.kill(int(pid_file.read_text().split("\n")[0]), signal.SIGKILL)
    assert wait_until(lambda: demo.status() == 200)


def test_demo__a_second_one__is_refused_with_the_address_of_the_first(
    start: Callable[..., Demo],
) -> None:
    first_port = free_port()
    first = start(first_port, "--no-worker")
    assert first.up(), first.said()
    second = start(free_port())
    assert second.process.wait(20) == 3
    assert f"already running at http://127.0.0.1:{first_port}/" in second.said()
    assert len(second.said().splitlines()) == 1


def test_demo__a_taken_port__is_told_with_the_remedy(start: Callable[..., Demo]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        demo = start(port)
        assert demo.process.wait(20) == 3
        assert f"PORT={port + 1} make demo" in demo.said()
        assert len(demo.said().splitlines()) == 1
