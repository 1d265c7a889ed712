"""Every request in the scope of whoever makes it, from the view to the last byte of the answer."""

import logging
import tempfile
from collections.abc import Callable, Iterator
from typing import IO, NoReturn

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, get_resolver, resolve

from rione.core.access import asks_no_database

from .extent import NOWHERE
from .transactions import scope

log = logging.getLogger(__name__)

IN_MEMORY = 1_000_000
PIECE = 64 * 1024


class ScopeMiddleware:
    """Wraps views in `scope(request.actor)`; nobody's scope when no middleware said who acts.

    It stands below whatever sets `request.actor`. An answer of 500 or more undoes all that the
    request wrote. The transaction is committed before the first byte is sent: an answer that
    arrives is stored. Streamed answers are therefore read whole within the scope (into a file
    beyond a megabyte) and sent from there: a slow reader holds no transaction, and no row is
    read outside of the scope. Views marked `without_database` and addresses that lead to no view
    get no scope; paths in RIONE_OUTSIDE_SCOPE are left alone and see what the login sees.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.outside = frozenset(getattr(settings, "RIONE_OUTSIDE_SCOPE", ()))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info in self.outside:
            return self.get_response(request)
        if needs_no_database(request):
            with connection.execute_wrapper(_refuse):
                return self.get_response(request)
        try:
            with scope(getattr(request, "actor", NOWHERE)):
                response = self.get_response(request)
                if isinstance(response, StreamingHttpResponse):
                    _read_whole(response)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
        except (OperationalError, InterfaceError):
            # No scope, no commit or no rest of the body: what the project answers to that.
            log.exception("database unavailable")
            resolver = get_resolver(getattr(request, "urlconf", None))
            answer: HttpResponseBase = resolver.resolve_error_handler(500)(request)
            return answer
        return response


def needs_no_database(request: HttpRequest) -> bool:
    """Whether the address leads to no view, or to one that is marked."""
    try:
        view = resolve(request.path_info, getattr(request, "urlconf", None)).func
    except Resolver404:
        return True
    return asks_no_database(view)


def _refuse(*_: object) -> NoReturn:
    raise RuntimeError("this view is marked as asking nothing of the database")


def _read_whole(response: StreamingHttpResponse) -> None:
    """Replace the body by what it gives now; a file that is sent as it is stays."""
    if isinstance(response, FileResponse) and response.file_to_stream is not None:
        return
    body = response.streaming_content
    if not isinstance(body, Iterator):
        raise TypeError("an asynchronous body cannot be read within the scope of a request")
    # Closed with the answer: Django closes what a body came from, and the file is such.
    kept = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
    try:
        for piece in body:
            kept.write(piece if isinstance(piece, bytes) else str(piece).encode(response.charset))
        kept.seek(0)
    except BaseException:
        kept.close()
        raise
    response.streaming_content = _Pieces(kept)


class _Pieces:
    """The content of a file, piece by piece; Django closes it with the answer."""

    def __init__(self, kept: IO[bytes]) -> None:
        self.kept = kept

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.kept.read(PIECE):
            yield piece

    def close(self) -> None:
        self.kept.close()
