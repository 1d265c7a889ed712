"""The demo from nothing: seconds until /status answers, again with its data, memory of the web.

From a state folder that does not exist, the first start makes the cluster, the tables and loads
the facts; the environment itself (`make demo` installs it) is not counted. Goals: 20 s, 5 s, and
180 MB for the web server's processes after it has served its pages (PSS: shared memory divided
among those who share it).
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.alternate import answer

ROOT = Path(__file__).resolve().parents[1]

FIRST_SECONDS, SECOND_SECONDS, WEB_MEGABYTES = 20.0, 5.0, 180.0
PATIENCE_SECONDS = 120.0
PAGES = (
    "/it/",
    "/en/",
    "/api/programme/v1/summary",
    "/api/programme/v1/actions?page_size=100",
    "/api/territory/v1/municipalities.geojson",
    "/opendata/list-of-operations.csv",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, address: str) -> int:
    """The status of an answer; 0 while nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
    return response.status


@contextmanager
def demo(home: Path, port: int) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """A running demo and the seconds until /status answered 200."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("RIONE_", "DJANGO_"))}
    environment.pop("DATABASE_URL", None)
    environment["RIONE_HOME"] = str(home)
    environment["PYTHONPATH"] = str(ROOT)
    begun = time.monotonic()
    errors = home / "errors"
    with errors.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "rione", "demo", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=stream,
            start_new_session=True,
        )
    try:
        while get(port, "/status") != 200:
            if process.poll() is not None:
                raise SystemExit(
                    f"the demo ended with code {process.returncode}: {errors.read_text()[-500:]}"
                )
            if time.monotonic() - begun > PATIENCE_SECONDS:
                raise SystemExit("the demo does not answer")
            time.sleep(0.05)
        yield process, time.monotonic() - begun
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def below(process: int) -> Iterator[int]:
    """A process and all processes that it has started."""
    yield process
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from below(int(child))


def megabytes(process: int) -> float:
    """PSS of one process."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def web_memory(demo: int) -> float:
    """PSS of the web server's processes together."""
    found = 0.0
    for process in below(demo):
        words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        if any(word.endswith(b"granian") for word in words):
            return sum(megabytes(one) for one in below(process))
    return found


def main() -> int:
    home = Path(tempfile.mkdtemp(prefix="rione-bench-", dir="/var/tmp"))
    home.chmod(0o711)
    try:
        port = free_port()
        with demo(home, port) as (_process, first):
            pass
        with demo(home, port) as (process, second):
            for address in PAGES * 5:
                if get(port, address) != 200:
                    raise SystemExit(f"{address} does not answer 200")
            memory = web_memory(process.pid)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    ok = first <= FIRST_SECONDS and second <= SECOND_SECONDS and 0 < memory <= WEB_MEGABYTES
    print(
        f"demo: first start {first:.1f} s (goal {FIRST_SECONDS:g}), second {second:.1f} s (goal"
        f" {SECOND_SECONDS:g}), web server {memory:.0f} MB (goal {WEB_MEGABYTES:g})."
    )
    answer(
        "demo",
        round(first, 2),
        None,
        None,
        FIRST_SECONDS,
        ok,
        unit="s",
        second=round(second, 2),
        second_goal=SECOND_SECONDS,
        web_megabytes=round(memory, 1),
        web_megabytes_goal=WEB_MEGABYTES,
    )
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
