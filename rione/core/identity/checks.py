"""What must never be so outside of the demo."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def switcher_is_the_demos(**_: Any) -> list[CheckMessage]:
    """An error when the role switcher is on in settings that are not the demo's."""
    if getattr(settings, "RIONE_DEMO_SWITCHER", False) and not getattr(settings, "IS_DEMO", False):
        return [
            Error(
                "RIONE_DEMO_SWITCHER lets anybody become anybody and is on outside of the demo.",
                hint="Set RIONE_DEMO_SWITCHER = False.",
                id="identity.E001",
            )
        ]
    return []
