"""The office's own menu: the pages that the role one acts under is let into."""

from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import override

from rione.core.access import ACCOUNT, PUBLIC, declared_by, roles_declared_by
from rione.core.design.context import Link, entries_of


@cache
def roles_of(name: str) -> frozenset[str]:
    """The roles an address lets in, by its name; {"*"} when it lets in whoever has logged in."""
    with override(settings.LANGUAGE_CODE):
        view = resolve(reverse(name)).func
    if declared_by(view) in (PUBLIC, ACCOUNT):
        return frozenset({"*"})
    return roles_declared_by(view)


def office_menu(role: str, path: str) -> list[Link]:
    """The entries of OFFICE_NAVIGATION that a role may open; the longest that begins `path` is
    where one is."""
    found = []
    for entry in entries_of("OFFICE_NAVIGATION"):
        try:
            url = reverse(entry["name"])
        except NoReverseMatch:
            continue  # reported by the system check office.W001
        if roles_of(entry["name"]) & {role, "*"}:
            found.append((entry["label"], url))
    home = found[0][1] if found else ""
    here = max(
        (url for _label, url in found if path == url or (url != home and path.startswith(url))),
        key=len,
        default="",
    )
    return [Link(label, url, active=url == here, current=url == path) for label, url in found]
