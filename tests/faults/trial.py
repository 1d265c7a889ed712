"""One write in a process of its own that dies where it is told to."""

import json
import os
import select
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.utils import DatabaseError

from rione.config.apps import acting
from rione.core.identity.rules.actors import Actor
from rione.core.scope import scope
from rione.core.writes import registered

BEFORE_COMMIT, AFTER_COMMIT, NEVER = -1, -2, 0


@dataclass
class Trial:
    """A write to be done: `at` is the number of the statement before which it stops, or one of
    the marks above; `answer` is what it acknowledged, None while it has not."""

    verb: str
    key: str
    actor: Actor
    arguments: dict[str, Any]
    at: int = NEVER
    waits: bool = False
    pid: int = 0
    pipe: int = -1
    said: bytes = b""

    def start(self) -> "Trial":
        """Fork; the child does the write. With `waits` it stops at its point until it is killed or
        the database is gone; without, it kills itself there."""
        read, write = os.pipe()
        connection.close()
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                os.close(read)
                code = self._do(write)
            finally:
                os._exit(code)
        os.close(write)
        self.pipe = read
        return self

    def wait_for_point(self, seconds: float) -> bool:
        """Whether a trial that waits has reached its point."""
        ready, _, _ = select.select([self.pipe], [], [], seconds)
        if ready:
            self.said += os.read(self.pipe, 65536)
        return b"here\n" in self.said

    def end(self) -> "Trial":
        """Wait for the child and read what it acknowledged."""
        while piece := os.read(self.pipe, 65536):
            self.said += piece
        os.close(self.pipe)
        os.waitpid(self.pid, 0)
        return self

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    @property
    def answer(self) -> Any:
        """What the write answered, in a list of one; None when it acknowledged nothing."""
        for line in self.said.splitlines():
            if line.startswith(b"{"):
                return json.loads(line)["answer"]
        return None

    @property
    def statements(self) -> int:
        for line in self.said.splitlines():
            if line.startswith(b"{"):
                return int(json.loads(line)["statements"])
        return 0

    def _do(self, pipe: int) -> int:
        taken = 0

        def stop() -> None:
            if not self.waits:
                os.kill(os.getpid(), signal.SIGKILL)
            os.write(pipe, b"here\n")
            signal.sigtimedwait([signal.SIGUSR1], 60)

        def count(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal taken
            taken += 1
            if taken == self.at:
                stop()
            return execute(*args)

        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
        try:
            with acting(self.actor, request_id=self.key), scope(self.actor):
                with connection.execute_wrapper(count):
                    answer = registered()[self.verb](
                        actor=self.actor, key=self.key, **self.arguments
                    )
                if self.at == BEFORE_COMMIT:
                    stop()
            if self.at == AFTER_COMMIT:
                stop()
        except DatabaseError:
            return 3
        os.write(pipe, json.dumps({"answer": [answer], "statements": taken}).encode() + b"\n")
        return 0
