"""What every page knows of the office: where it begins for whoever acts."""

from django.http import HttpRequest

from .acting import actor_of
from .navigation import office_start


def office(request: HttpRequest) -> dict[str, str]:
    """The context processor: `office_url`, "" for whoever has no office pages. No SQL."""
    role = actor_of(request).role
    return {"office_url": office_start(role) if role else ""}
