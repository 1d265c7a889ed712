"""Public pages that search engines may list: contexts say which when they start.

sitemap.register("programme", pages)     # in AppConfig.ready; pages() gives Entry after Entry
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A page by the name of its address, which exists in every language; `modified`: when what it
    shows last changed, None where nobody keeps it."""

    name: str
    arguments: tuple[str, ...] = ()
    modified: datetime | None = None


Source = Callable[[], Iterable[Entry]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add the pages of a context; the number of SQL statements of `source` is fixed. Twice the
    same name is an error."""
    if _sources.get(name, source) is not source:
        raise ValueError(f"two sources of pages are called {name}")
    _sources[name] = source


def entries() -> Iterator[Entry]:
    """All pages, context by context."""
    for source in _sources.values():
        yield from source()
