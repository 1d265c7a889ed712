"""Reading the thread in both directions, with titles and addresses from the contexts."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from .models import Link


@dataclass(frozen=True)
class Node:
    """A thing at one end of a link, as a reader sees it; `url` is empty if it has no page."""

    kind: str
    key: str
    title: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True)
class LinkView:
    """A link seen from one of its ends: `other` is the thing at the far end.

    `outward` is true when the thing asked for is the link's first end.
    """

    relation: str
    outward: bool
    other: Node
    since: date | None
    until: date | None
    citation: str
    note_it: str
    note_en: str


Resolver = Callable[[Collection[str]], dict[str, Node]]
_resolvers: dict[str, Resolver] = {}


def register_kind(kind: str, resolver: Resolver) -> None:
    """Say how keys of a kind become nodes in the active language: one batched read."""
    _resolvers[kind] = resolver


def links_of(kind: str, keys: Collection[str]) -> dict[str, list[LinkView]]:
    """Current links of several things of one kind, by key.

    One SQL statement, and one per kind found at the far ends. A far end that its context
    does not know is left out.
    """
    rows = list(
        Link.objects.filter(
            Q(from_kind=kind, from_key__in=keys) | Q(to_kind=kind, to_key__in=keys),
            retired_at=None,
        ).order_by("relation", "from_kind", "from_key", "to_kind", "to_key", "pk")
    )
    ends: list[tuple[str, bool, str, str, Link]] = []
    for row in rows:
        if row.from_kind == kind and row.from_key in keys:
            ends.append((row.from_key, True, row.to_kind, row.to_key, row))
        if row.to_kind == kind and row.to_key in keys:
            ends.append((row.to_key, False, row.from_kind, row.from_key, row))
    far: dict[str, set[str]] = defaultdict(set)
    for _, _, other_kind, other_key, _ in ends:
        far[other_kind].add(other_key)
    nodes = {
        other_kind: _resolvers[other_kind](other_keys)
        for other_kind, other_keys in far.items()
        if other_kind in _resolvers
    }
    found: dict[str, list[LinkView]] = {key: [] for key in keys}
    for key, outward, other_kind, other_key, row in ends:
        node = nodes.get(other_kind, {}).get(other_key)
        if node is not None:
            found[key].append(
                LinkView(
                    relation=row.relation,
                    outward=outward,
                    other=node,
                    since=row.since,
                    until=row.until,
                    citation=row.citation,
                    note_it=row.note_it,
                    note_en=row.note_en,
                )
            )
    return found
