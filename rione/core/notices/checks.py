"""What must be so for mails to leave and to lead back."""

import re
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from rione.core.selfcheck import Finding

from .queries import mail_health

_BASE = re.compile(
    r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?/?"
)


def base_address(**_: Any) -> list[CheckMessage]:
    """An error when RIONE_BASE_URL is no address that links in mails can begin with."""
    if _BASE.fullmatch(str(getattr(settings, "RIONE_BASE_URL", ""))):
        return []
    return [
        Error(
            "RIONE_BASE_URL is not the address of the platform, such as https://rione.example.org.",
            hint="Set it to scheme and host, without a path.",
            id="notices.E001",
        )
    ]


def findings() -> list[Finding]:
    """Do mails leave? One SQL statement."""
    health = mail_health()
    detail = (
        f"{health.waiting} waiting, {health.late} of them for two hours or more;"
        f" since yesterday {health.given_up} given up, {health.refused} refused by the recipients"
    )
    return [Finding("mails leave", ok=health.state == "ok", detail=detail)]


def mails_waiting() -> list[tuple[tuple[str, ...], float]]:
    """How many mails wait to leave, for /metrics. One SQL statement."""
    return [((), float(mail_health().waiting))]
