"""Refuses a navigation that points nowhere; at run time such an entry is left out."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register
from django.urls import NoReverseMatch, reverse

from .context import entries_of


@register()
def navigation_resolves(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every entry of NAVIGATION and FOOTER_NAVIGATION names a URL that exists."""
    problems: list[CheckMessage] = []
    for setting in ("NAVIGATION", "FOOTER_NAVIGATION"):
        for entry in entries_of(setting):
            try:
                reverse(entry["name"])
            except NoReverseMatch:
                problems.append(
                    Warning(
                        f"{setting} names the URL {entry['name']!r}, which does not exist.",
                        hint="Add the path with that name, or take the entry away.",
                        id="design.W001",
                    )
                )
    return problems
