"""What is sent with a request is read before a transaction is opened for it, and never too much."""

import contextlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, UnreadablePostError

from rione.core.design.views import too_large, unavailable

from ..contents import StoreUnavailable
from ..rules.kinds import MEGABYTE, MOST_BYTES

MOST_SENT = 2 * MOST_BYTES + MEGABYTE
"""Bytes that a request may bring; a little more than the largest file is read, so that whoever
sends one that is too large is told so beside the field."""


class Uploads:
    """Refuses a request that brings too much by what it announces, before anything of it is read;
    a folder that cannot be written to is "come back shortly" (503).

    It stands above the middleware that opens the transaction, which a slow sender would keep open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not str(announced).isdecimal() or int(announced) > MOST_SENT:
            return too_large(request)
        if request.content_type == "multipart/form-data":
            with contextlib.suppress(UnreadablePostError):
                _ = request.POST
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if isinstance(exception, StoreUnavailable):
            return unavailable(request, exception)
        return None
