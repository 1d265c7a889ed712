"""The office's own menu: the pages that the role one acts under is let into, in groups."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import override

from rione.core.access import ACCOUNT, PUBLIC, declared_by, roles_declared_by
from rione.core.design.context import Link, entries_of


@dataclass(frozen=True, slots=True)
class Group:
    """A group of pages; `link` leads to its first page, and says whether one is inside."""

    link: Link
    pages: list[Link] = field(default_factory=list)


@cache
def roles_of(name: str) -> frozenset[str]:
    """The roles an address lets in, by its name; {"*"} when it lets in whoever has logged in."""
    with override(settings.LANGUAGE_CODE):
        view = resolve(reverse(name)).func
    if declared_by(view) in (PUBLIC, ACCOUNT):
        return frozenset({"*"})
    return roles_declared_by(view)


def _open_to(role: str, pages: list[dict[str, Any]]) -> Iterator[tuple[Any, str]]:
    """Label and address of the pages that a role may open."""
    for entry in pages:
        try:
            url = reverse(entry["name"])
        except NoReverseMatch:
            continue  # reported by the system check office.W001
        if roles_of(entry["name"]) & {role, "*"}:
            yield entry["label"], url


def office_menu(role: str, path: str) -> list[Group]:
    """The groups of OFFICE_NAVIGATION that hold something for a role. One is at the page whose
    address is the longest that begins `path`."""
    groups = [
        (group["label"], list(_open_to(role, group["pages"])))
        for group in entries_of("OFFICE_NAVIGATION")
    ]
    urls = [url for _label, pages in groups for _page, url in pages]
    start = urls[0] if urls else ""
    inside = [url for url in urls if path == url or (url != start and path.startswith(url))]
    here = max(inside, key=len, default="")
    return [
        Group(
            Link(
                label,
                pages[0][1],
                active=any(url == here for _page, url in pages),
                current=len(pages) == 1 and pages[0][1] == path,
            ),
            [Link(page, url, active=url == here, current=url == path) for page, url in pages],
        )
        for label, pages in groups
        if pages
    ]


def office_start(role: str) -> str:
    """The first page of the office for a role; "" when it has none."""
    for group in entries_of("OFFICE_NAVIGATION"):
        for _label, url in _open_to(role, group["pages"]):
            return url
    return ""
