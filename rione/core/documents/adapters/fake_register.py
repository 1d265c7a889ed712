"""An outside register that misbehaves on demand, for tests."""

import threading
from collections.abc import Callable
from typing import Literal

from ..ports import OutsideUnavailable, Registration

Mood = Literal["well", "slow", "dead", "garbage"]


class FakeRegister:
    """Numbers "PG 1", "PG 2"…; the same registration gets the same number.

    Slow: it answers when `release` is set. Dead: unavailable. Garbage: `garbage` as it is.
    """

    name = "fake"

    def __init__(self, mood: Mood = "well", garbage: object = "<html>") -> None:
        self.mood, self.garbage = mood, garbage
        self.release = threading.Event()
        self.given: dict[tuple[str, str], str] = {}

    def number_for(self, registration: Registration) -> str:
        moods: dict[Mood, Callable[[], object]] = {
            "slow": lambda: self.release.wait(60),
            "dead": self._die,
        }
        moods.get(self.mood, lambda: None)()
        if self.mood == "garbage":
            return self.garbage  # type: ignore[return-value]
        key = (registration.municipality, registration.own)
        return self.given.setdefault(key, f"PG {len(self.given) + 1}")

    def _die(self) -> None:
        raise OutsideUnavailable("fake: nobody answers")
