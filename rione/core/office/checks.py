"""Whether the office's menu leads somewhere."""

from typing import Any

from django.core.checks import CheckMessage, Warning
from django.urls import NoReverseMatch, reverse

from rione.core.design.context import entries_of


def menu_leads_somewhere(**_: Any) -> list[CheckMessage]:
    """A warning for each entry of OFFICE_NAVIGATION whose address does not exist."""
    found: list[CheckMessage] = []
    groups = entries_of("OFFICE_NAVIGATION")
    for entry in (page for group in groups for page in group["pages"]):
        try:
            reverse(entry["name"])
        except NoReverseMatch:
            found.append(
                Warning(
                    f"OFFICE_NAVIGATION names {entry['name']}: no such address.", id="office.W001"
                )
            )
    return found
