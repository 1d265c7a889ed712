"""A database that is down, full or too slow is "come back shortly" (503), never a broken page."""

import logging
from collections.abc import Callable

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
