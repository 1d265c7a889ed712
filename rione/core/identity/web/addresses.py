"""Pages and what they declare, read from the addresses of the platform."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from rione.core.access import roles_declared_by

from ..rules.roles import Role


@dataclass(frozen=True, slots=True)
class DeclaredPage:
    """A page in the reader's language; `url` is "" for those about one thing among many."""

    name: str
    url: str


def _patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _patterns(entry, inner)
        elif entry.name:
            yield space + entry.name, entry


def declared_pages(role: Role) -> list[DeclaredPage]:
    """The pages that a role is let into by name, in the order of the addresses."""
    pages = []
    for name, entry in _patterns(get_resolver()):
        if role.value not in roles_declared_by(entry.callback):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            url = ""
        pages.append(DeclaredPage(name.replace("_", " ").replace(":", ": "), url))
    return pages
