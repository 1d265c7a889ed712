"""One line per request, and an id that all its records share."""

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .configuration import ACCESS
from .context import about_request

log = logging.getLogger(ACCESS)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class AccessLog:
    """Outermost: it measures all that is done for a request. Who acts is told by `request.actor`.

    `sql` counts all statements, those that open the scope included. The answer carries the id as
    `X-Request-ID`, so that whoever reports a failure can name it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        counter = Counter()
        began = time.perf_counter()
        with about_request(request), connection.execute_wrapper(counter):
            response = self.get_response(request)
            extra = {
                "method": method_of(request),
                "status": response.status_code,
                "duration_ms": round((time.perf_counter() - began) * 1000, 1),
                "sql": counter.statements,
            }
            log.info("request", extra=extra)
        response.headers["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


class Counter:
    """Counts the statements that pass through it."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.statements += 1
        return execute(*arguments)


def method_of(request: HttpRequest) -> str:
    """The method, one of a closed list: clients may send any word as one."""
    return request.method if request.method in METHODS else "OTHER"
