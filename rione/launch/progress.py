"""Saying what is being done while somebody waits."""

import contextlib
import sys
import time
from collections.abc import Iterator


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    # A terminal that was closed must not stop the work, nor the stopping of it.
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


class Step:
    """A step under way; `outcome` is what its closing line says."""

    outcome = ""


class Steps:
    """Numbered steps with the seconds each took."""

    def __init__(self, total: int, *, done: int = 0) -> None:
        self.total = total
        self.done = done

    @contextlib.contextmanager
    def step(self, what: str) -> Iterator[Step]:
        """Announce a step, and say how long it took when it succeeds."""
        self.done += 1
        mark = f"[{self.done}/{self.total}]"
        say(f"{mark} {what} …")
        started = time.monotonic()
        step = Step()
        yield step
        text = f"{step.outcome}, " if step.outcome else ""
        say(f"      {text}{time.monotonic() - started:.1f} s")
