"""What waits for what: each dependency, and the chains that they make."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from rione.core.design.figures import Badge

from ..queries.shapes import ActionRef, DependencyLine
from . import sentences, values, words

LONGEST_CHAIN = 12


@dataclass(frozen=True, slots=True)
class Step:
    """An action in a chain and what it must reach for the next one to go on."""

    code: str
    title: str
    url: str
    badge: Badge
    milestone: str


def line(found: DependencyLine) -> dict[str, Any]:
    """One dependency with both its ends."""
    return {
        "waiting": _end(found.waiting),
        "target": _end(found.target),
        "milestone": words.text(found.milestone),
        "blocked": found.blocked,
        "badge": words.waiting_badge(found.blocked),
        "sentence": sentences.dependency(found.reason),
        "source": values.citation(found.source),
    }


def chains(lines: Iterable[DependencyLine]) -> list[list[Step]]:
    """Paths from an action that waits for none to one that none waits for, first to last.

    Only those of three actions or more: two are already a line of the table. A circle is cut.
    """
    found = list(lines)
    after: dict[str, list[DependencyLine]] = {}
    for one in found:
        after.setdefault(one.target.code, []).append(one)
    waiting = {one.waiting.code for one in found}
    starts = {one.target.code: one.target for one in found if one.target.code not in waiting}
    paths: list[list[Step]] = []

    def follow(action: ActionRef, path: list[Step], seen: frozenset[str]) -> None:
        nexts = [one for one in after.get(action.code, ()) if one.waiting.code not in seen]
        if not nexts or len(path) >= LONGEST_CHAIN:
            paths.append([*path, _step(action, "")])
            return
        for one in nexts:
            follow(
                one.waiting,
                [*path, _step(action, words.text(one.milestone))],
                seen | {one.waiting.code},
            )

    for code in sorted(starts):
        follow(starts[code], [], frozenset({code}))
    return [path for path in paths if len(path) > 2]


def _step(action: ActionRef, milestone: str) -> Step:
    return Step(
        action.code,
        words.text(action.title),
        reverse("programme:action", args=[action.code]),
        words.state_badge(action.state),
        milestone,
    )


def _end(action: ActionRef) -> dict[str, Any]:
    return {
        "code": action.code,
        "title": words.text(action.title),
        "url": reverse("programme:action", args=[action.code]),
        "badge": words.state_badge(action.state),
    }
