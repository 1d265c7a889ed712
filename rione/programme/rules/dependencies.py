"""What waits for what: no action waits for itself, directly or in a circle."""

from collections.abc import Iterable


def find_cycle(edges: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """A circle of (waiting, target) edges, begun at its first code and closed, or nothing."""
    targets: dict[str, list[str]] = {}
    for waiting, target in sorted(set(edges)):
        targets.setdefault(waiting, []).append(target)
    finished: set[str] = set()
    for start in targets:
        path: list[str] = []
        on_path: set[str] = set()
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            node, index = stack.pop()
            if index == 0:
                if node in finished:
                    continue
                path.append(node)
                on_path.add(node)
            following = targets.get(node, [])
            if index < len(following):
                stack.append((node, index + 1))
                target = following[index]
                if target in on_path:
                    return _from_first((*path[path.index(target) :], target))
                stack.append((target, 0))
                continue
            finished.add(node)
            on_path.discard(path.pop())
    return ()


def _from_first(cycle: tuple[str, ...]) -> tuple[str, ...]:
    """The same circle whichever edge it was found by."""
    ring = cycle[:-1]
    start = ring.index(min(ring))
    turned = ring[start:] + ring[:start]
    return (*turned, turned[0])
