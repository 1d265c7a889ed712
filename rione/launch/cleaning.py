"""`make clean`: stop this checkout's private servers and remove what `make` has made.

Run as a program with the system's Python, since it removes the environments too.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from .places import ROOT, checkout_folder
from .problems import LaunchError
from .progress import say

CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".import_linter_cache", ".hypothesis")
MADE_HERE = (".venv", ".venv-dev", ".static", *CACHES)
PATIENCE = 40.0


def main() -> int:
    """Stop and remove; say what was removed."""
    folder = checkout_folder()
    for instance in sorted(folder.glob("*/")):
        stop_demo(instance)
        for lock in instance.glob("keeper-*.lock"):
            stop_keeper(lock)
    for path in (folder, *(ROOT / name for name in MADE_HERE)):
        if path.is_symlink():
            path.unlink()
        elif path.exists():
            shutil.rmtree(path)
        else:
            continue
        say(f"Removed {path}")
    for cache in [*ROOT.glob("*/**/__pycache__")]:
        shutil.rmtree(cache, ignore_errors=True)
    return 0


def stop_demo(instance: Path) -> None:
    """Refuse to clean under a running demo: its terminal is the place to stop it."""
    with contextlib.suppress(FileNotFoundError), (instance / "demo.lock").open("rb+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LaunchError(
                "The demo of this checkout is running; stop it with Ctrl-C, then clean."
            ) from None


def stop_keeper(path: Path) -> None:
    """Tell a keeper to stop its server, and wait until both have ended."""
    with path.open("rb+") as lock:
        end = time.monotonic() + PATIENCE
        asked = False
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if not asked:
                    os.kill(int(path.read_text()), signal.SIGTERM)
                    asked = True
            if time.monotonic() > end:
                raise LaunchError(
                    f"The private PostgreSQL in {path.parent} does not stop; end it and try again."
                )
            time.sleep(0.05)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (LaunchError, OSError) as problem:
        sys.stderr.write(f"rione: {problem}\n")
        sys.exit(3)
