"""Who acts in a request, and whether the address lets them in."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control

from rione.core.access import ACCOUNT, PUBLIC, ROLES, declared_by, roles_declared_by
from rione.core.design.views import problem

from ..ports import Wired
from ..queries import MembershipShape, memberships_of
from ..rules.actors import ANONYMOUS, Actor

log = logging.getLogger(__name__)

CHOSEN = "acting_as"
"""The session's key for the id of the membership that was chosen."""
PAST_FACTOR = "demo_past_factor"
"""The session's key for having come by the demo's switcher, which needs no second factor."""


class ActingMiddleware:
    """Sets `request.actor` (who acts), `request.memberships` (what they may choose from) and
    `request.request_id`, and says who acts to all that is recorded.

    The membership chosen in the session acts, or the only one; with several and none chosen, none
    does. One that needs a second factor which the account lacks does not act either: it stands in
    `request.waiting` and no row of its municipality exists. One SQL beside those of session and
    account; none for somebody who has no session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        memberships, actor, waiting = self.who(request)
        request.memberships = memberships  # type: ignore[attr-defined]
        request.actor = actor  # type: ignore[attr-defined]
        request.waiting = waiting  # type: ignore[attr-defined]
        # The access log has named the request already, where it is installed.
        request.request_id = getattr(request, "request_id", "") or uuid.uuid4().hex  # type: ignore[attr-defined]
        with Wired.acting(actor, request_id=request.request_id):  # type: ignore[attr-defined]
            response = self.get_response(request)
        if actor.is_known and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response

    def who(
        self, request: HttpRequest
    ) -> tuple[tuple[MembershipShape, ...], Actor, MembershipShape | None]:
        """The memberships, who acts, and the membership that waits for a second factor."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.user.is_anonymous:
            return (), ANONYMOUS, None
        memberships = memberships_of(request.user.pk)
        if getattr(settings, "RIONE_DEMO_SWITCHER", False) and PAST_FACTOR in request.session:
            memberships = tuple(replace(row, second_factor=True) for row in memberships)
        account = Actor(account=str(request.user.pk))
        chosen = request.session.get(CHOSEN)
        acting = [row for row in memberships if str(row.id) == chosen]
        if not acting and len(memberships) == 1:
            acting = list(memberships)
        if not acting:
            return memberships, account, None
        if acting[0].actor().lacks_second_factor:
            return memberships, account, acting[0]
        return memberships, acting[0].actor(), None


class AccessMiddleware:
    """Lets a request reach a view only as far as the view declares; undeclared ones are closed.

    People are led on: to the log-in page, to setting up a second factor, to choosing whom they act
    for. Machines (below /api/) get a problem with 401 or 403.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        access = declared_by(view)
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if access == PUBLIC or (access == ACCOUNT and actor.is_known):
            return None
        if access not in (ACCOUNT, ROLES):
            log.error("the view of this route declares no access")
            raise PermissionDenied
        if not actor.is_known:
            return self.lead(request, "account_login", 401, "Log in first.")
        if request.waiting is not None:  # type: ignore[attr-defined]
            return self.lead(request, "identity:second_factor", 403, "Set up a second factor.")
        if not actor.role and len(request.memberships) > 1:  # type: ignore[attr-defined]
            return self.lead(request, "identity:home", 403, "Choose whom you act for.")
        if actor.role not in roles_declared_by(view):
            raise PermissionDenied
        return None

    def lead(self, request: HttpRequest, name: str, status: int, detail: str) -> HttpResponseBase:
        """Send people to a page that comes back here; tell machines what is missing."""
        if request.path_info.startswith("/api/"):
            return problem(status, detail)
        back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
        query = f"?{urlencode({'next': back})}" if back else ""
        return HttpResponseRedirect(reverse(name) + query)
