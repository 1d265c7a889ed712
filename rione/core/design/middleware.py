"""What is done around every page: a database that is down is a 503, and who may frame it."""

import logging
from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase

from .views import unavailable

log = logging.getLogger(__name__)


class DatabaseUnavailable:
    """Turns OperationalError and InterfaceError of a view into the 503 page with Retry-After.

    It stands below the middleware that opens the transaction, or above: it only looks at the
    exception. Errors raised by other middleware reach `views.server_error`, which does the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if isinstance(exception, (OperationalError, InterfaceError)):
            log.error("database unavailable", exc_info=exception)
            return unavailable(request, exception)
        return None


class ContentPolicy(CSPMiddleware):
    """The content security policy of the settings; pages marked `embeddable` may be framed by
    anybody. The mark stands at the request, since a 304 is another answer than the view's and
    browsers keep the headers of the last one."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if getattr(request, "rione_embeddable", False):
            parts.replace = {**(parts.replace or {}), "frame-ancestors": ["*"]}
        return parts
