"""Sums of money over actions. Every partition sums to the whole, to the cent."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .states import OUTSIDE

SEVERAL = "several"
NOWHERE = "none"


@dataclass(frozen=True, slots=True)
class ActionMoney:
    """One action as sums see it: `amounts` by fund in cents, None = unknown."""

    code: str
    axis: str
    project: str
    state: str
    amounts: Mapping[str, int | None]
    municipalities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over actions: `unknown` counts amounts that no document gives."""

    actions: int = 0
    total_cents: int = 0
    by_fund: Mapping[str, int] = field(default_factory=dict)
    unknown: int = 0


def total(actions: Iterable[ActionMoney]) -> Total:
    """The sum of known amounts, with the count of unknown ones beside it."""
    count = unknown = whole = 0
    by_fund: dict[str, int] = {}
    for action in actions:
        count += 1
        for fund, cents in action.amounts.items():
            by_fund.setdefault(fund, 0)
            if cents is None:
                unknown += 1
            else:
                by_fund[fund] += cents
                whole += cents
    return Total(count, whole, by_fund, unknown)


def net(actions: Iterable[ActionMoney]) -> list[ActionMoney]:
    """Without the actions whose effective state is postponed or moved to another fund."""
    return [action for action in actions if action.state not in OUTSIDE]


def partition(
    actions: Sequence[ActionMoney], key: Callable[[ActionMoney], str]
) -> dict[str, Total]:
    """Sums by axis, project, state or place; together they are the total."""
    groups: dict[str, list[ActionMoney]] = {}
    for action in actions:
        groups.setdefault(key(action), []).append(action)
    return {name: total(members) for name, members in sorted(groups.items())}


def by_axis(action: ActionMoney) -> str:
    return action.axis


def by_project(action: ActionMoney) -> str:
    return action.project


def by_state(action: ActionMoney) -> str:
    return action.state


def by_municipality(action: ActionMoney) -> str:
    """Money is not split over places: an action in several municipalities is counted apart."""
    if not action.municipalities:
        return NOWHERE
    return min(action.municipalities) if len(action.municipalities) == 1 else SEVERAL
