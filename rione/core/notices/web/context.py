"""How many notices wait, beside one's name on every page."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest

from rione.core.office.acting import actor_of
from rione.core.scope import current

from ..queries import MOST_COUNTED, unread_count


def notices(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `unread_notices`, asked for only where it is drawn.

    "" when there are none, "99+" beyond. No SQL when nobody is logged in, nor on pages that ask
    nothing of the database; one otherwise.
    """
    return {"unread_notices": lambda: _unread(request)}


def _unread(request: HttpRequest) -> str:
    account, extent = actor_of(request).account, current()
    # Outside of one's own scope there is no notice of one's own.
    if not account or extent is None or extent.account != account or connection.needs_rollback:
        return ""
    count = unread_count(UUID(account))
    if count >= MOST_COUNTED:
        return f"{MOST_COUNTED - 1}+"
    return str(count) if count else ""
