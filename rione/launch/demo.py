"""`rione demo`: everything on this machine by one command, and nothing left when it ends.

Promises: the port is tried before any work; a second demo of the same checkout is refused with
the first one's address; what a killed demo left is cleared; web, worker and PostgreSQL are
started again when they die; Ctrl-C, SIGTERM and closing the terminal stop all of them.
"""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from . import prepare, web
from .cluster import documents_of, seals_of
from .memory import proportional_megabytes
from .places import explain, state_folder
from .postgres import Server, running
from .problems import LaunchError
from .progress import Steps, say
from .supervise import (
    MARK,
    Child,
    Supervisor,
    die_with_parent,
    end_orphans,
    interrupt_on_signals,
    run_until_stopped,
)

HOST = "127.0.0.1"
SETTINGS = "rione.config.settings.demo"
PATIENCE = 60.0
GIVE_UP_AFTER = 3


def demo(port: int, *, with_worker: bool = True) -> int:
    """Run the demo until it is told to stop; the exit code is 0 then."""
    interrupt_on_signals()
    folder = state_folder("demo")
    with only_one(folder, port), ExitStack() as held:
        if end_orphans(str(folder)):
            say("Ended what an earlier demo had left running.")
        web.check_port(HOST, port, f"`PORT={port + 1} make demo`")
        steps = Steps(6)
        with steps.step("PostgreSQL") as step:
            server = held.enter_context(running("demo", report=say))
            step.outcome = server.description
        environment = child_environment(server, folder, port)
        code = run_prepare(environment, steps)
        if code:
            return code
        children = [Child("web server", web.command(HOST, port), environment)]
        if with_worker:
            command = [sys.executable, "-P", "-m", "rione", "worker"]
            children.append(Child("worker", command, environment))
        with Supervisor(children) as supervisor:
            with steps.step("Web server and worker" if with_worker else "Web server"):
                wait_until_ready(supervisor, port)
            process = children[0].process
            if process is not None:
                size = proportional_megabytes(process.pid)
                say(f"The web server's processes take {size:.0f} MB of memory (PSS).")
            say("E-mails are not sent: they stand at /it/dimostrazione/posta/.")
            say(f"Rione answers at http://{HOST}:{port}/ (Ctrl-C stops it)")
            run_until_stopped(supervisor)
    say("Rione has stopped.")
    return 0


def run_prepare(environment: dict[str, str], steps: Steps) -> int:
    """Schema, programme, people and static files, in a process of their own; its exit code."""
    command = [sys.executable, "-P", "-m", "rione.launch.prepare"]
    command += [environment["RIONE_STATIC_ROOT"], str(steps.total), str(steps.done)]
    steps.done += 4
    child = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=die_with_parent,
    )
    try:
        return child.wait()
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def child_environment(server: Server, folder: Path, port: int) -> dict[str, str]:
    """What web and worker get to know."""
    seals = seals_of(server.data) if server.data else folder / "seals"
    seals.mkdir(exist_ok=True)
    documents = documents_of(server.data) if server.data else folder / "documents"
    documents.mkdir(mode=0o700, exist_ok=True)
    mail = folder / "mail"
    mail.mkdir(mode=0o700, exist_ok=True)
    return {
        **os.environ,
        "DATABASE_URL": server.url,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "RIONE_STATIC_ROOT": str(prepare.static_folder(folder)),
        # Links in mails lead to this server.
        "RIONE_BASE_URL": os.environ.get("RIONE_BASE_URL", f"http://{HOST}:{port}"),
        "RIONE_SEALS_DIR": os.environ.get("RIONE_SEALS_DIR", str(seals)),
        "RIONE_DOCUMENTS_DIR": os.environ.get("RIONE_DOCUMENTS_DIR", str(documents)),
        "RIONE_MAIL_DIR": os.environ.get("RIONE_MAIL_DIR", str(mail)),
        MARK: str(folder),
    }


def wait_until_ready(supervisor: Supervisor, port: int) -> None:
    """Wait for the status page; give up when the web server keeps ending."""
    server = supervisor.children[0]
    end = time.monotonic() + PATIENCE
    while (state := web.status(port)) != "ok":
        supervisor.watch()
        if state == "broken" or server.failures >= GIVE_UP_AFTER or time.monotonic() > end:
            raise LaunchError(
                f"The web server does not work on port {port}; what it says of it is above."
            )
        time.sleep(0.05)


@contextmanager
def only_one(folder: Path, port: int) -> Iterator[None]:
    """Refuse a second demo of this checkout, naming the address of the first."""
    path = folder / "demo.lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise LaunchError(explain(error, path)) from error
    with os.fdopen(descriptor, "r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LaunchError(
                f"The demo of this checkout is already running at http://{HOST}:"
                f"{lock.read().strip() or '…'}/; open that address, or stop it first."
            ) from None
        lock.truncate(0)
        lock.write(str(port))
        lock.flush()
        yield
