"""Filters that live in the address: a search box and facets are plain GET parameters.

Nothing needs a script; each active choice is a chip whose link removes it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from django.http import QueryDict
from django.utils.translation import gettext

from .tables import changed


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, its label, how many rows have it (None: not counted)."""

    value: str
    label: Any
    count: int | None = None


# Nobody reads more checkboxes than this, and drawing them costs more than the table below.
MOST_CHOICES = 40
Value = TypeVar("Value")


def fullest(
    values: Sequence[Value], count: Callable[[Value], int], chosen: Callable[[Value], bool]
) -> tuple[list[Value], int]:
    """The MOST_CHOICES values with most rows and all chosen ones, in the order they came in, and
    how many are left out; cut before making choices of them, since words cost time."""
    if len(values) <= MOST_CHOICES:
        return list(values), 0
    places = sorted(range(len(values)), key=lambda place: -count(values[place]))[:MOST_CHOICES]
    kept = set(places)
    drawn = [v for place, v in enumerate(values) if place in kept or chosen(v)]
    return drawn, len(values) - len(drawn)


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of checkboxes (any of) or radios (one of) under one GET parameter.

    `left_out`: how many further choices there are that the form does not draw (see `fullest`).
    """

    name: str
    label: str
    choices: Sequence[Choice]
    kind: Literal["checkbox", "radio"] = "checkbox"
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Filters:
    """A GET form: search box, facets, a button, and a removable chip for each active choice.

    `search_name=""` leaves out the search box. Values read back with `chosen(name)` are only
    those among the facet's choices: the address cannot smuggle in others.
    """

    query: QueryDict
    facets: Sequence[Facet] = ()
    search_name: str = "q"
    search_label: str = ""
    action: str = ""
    keep: tuple[str, ...] = ("sort",)
    open: bool = False
    id: str = "filters"
    _chosen: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for facet in self.facets:
            known = {choice.value for choice in facet.choices}
            values = [value for value in self.query.getlist(facet.name) if value in known]
            unique = list(dict.fromkeys(values))
            self._chosen[facet.name] = unique[:1] if facet.kind == "radio" else unique

    def chosen(self, name: str) -> list[str]:
        """The chosen values of a facet, in the order of the address; [] when none."""
        return list(self._chosen.get(name, []))

    @property
    def search(self) -> str:
        """What was typed, trimmed, at most 200 characters, without NUL."""
        if not self.search_name:
            return ""
        return self.query.get(self.search_name, "").replace("\0", "").strip()[:200]

    @property
    def active(self) -> bool:
        return bool(self.search) or any(self._chosen.values())


def filters_view(filters: Filters) -> dict[str, Any]:
    """Everything the template `components/filters.html` draws."""
    chips = []
    if filters.search:
        chips.append(
            {
                "group": gettext("Search"),
                "label": f"“{filters.search}”",
                "url": changed(filters.query, {filters.search_name: None, "page": None}),
            }
        )
    facets = []
    for facet in filters.facets:
        chosen = filters.chosen(facet.name)
        for choice in facet.choices:
            if choice.value in chosen:
                rest = [value for value in chosen if value != choice.value]
                chips.append(
                    {
                        "group": facet.label,
                        "label": choice.label,
                        "url": changed(filters.query, {facet.name: rest, "page": None}),
                    }
                )
        facets.append(
            {
                "facet": facet,
                "chosen": len(chosen),
                "choices": [
                    {
                        "choice": choice,
                        "checked": choice.value in chosen,
                        "id": f"{filters.id}-{facet.name}-{place}",
                    }
                    for place, choice in enumerate(facet.choices)
                ],
            }
        )
    gone: dict[str, Any] = {facet.name: None for facet in filters.facets}
    if filters.search_name:
        gone[filters.search_name] = None
    return {
        "filters": filters,
        "facets": facets,
        "chips": chips,
        "clear": changed(filters.query, {**gone, "page": None}),
        "kept": [(name, value) for name in filters.keep for value in filters.query.getlist(name)],
    }
