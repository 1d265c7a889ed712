"""For each verb a situation in which it can be done: `@case("verb")`.

A case stores what it needs (committed, in scopes of its own) and returns who does it and the
arguments. It is called anew for every trial and may not return the same situation twice.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from rione.core.identity.rules.actors import Actor

Situation = tuple[Actor, dict[str, Any]]
CASES: dict[str, Callable[[], Situation]] = {}


def case(verb: str) -> Callable[[Callable[[], Situation]], Callable[[], Situation]]:
    """Register the situation of a verb."""

    def register(make: Callable[[], Situation]) -> Callable[[], Situation]:
        assert verb not in CASES, f"two cases for {verb}"
        CASES[verb] = make
        return make

    return register


def all_cases() -> dict[str, Callable[[], Situation]]:
    """The cases of all parts."""
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem != "__init__":
            import_module(f"{__name__}.{path.stem}")
    return CASES
