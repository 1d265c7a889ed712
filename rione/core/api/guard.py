"""What holds for every machine-readable address, whatever is behind it.

- only GET, HEAD and OPTIONS; HEAD is GET without its body;
- any web page may read public answers (CORS `*`: no cookies, no credentials), and none but our
  own may read the others;
- addresses that no database would take (NUL, overlong) are refused before anything runs;
- whatever goes wrong is answered as a problem, and never with a page for people.
"""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from .problems import Problem, problem_of, respond

View = Callable[..., HttpResponseBase]

METHODS = ("GET", "HEAD", "OPTIONS")
ALLOW = ", ".join(METHODS)
LONGEST_QUERY = 8_000
EXPOSED = "ETag, Link, Content-Disposition, Retry-After"


def guarded(view: View, *, everybody: bool = True) -> View:
    """Wrap a view that answers GET; the mark of access and the name of the view stay.

    `everybody`: web pages of other origins may read the answers.
    """

    @functools.wraps(view)
    def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
            del response["Content-Type"]
            response["Allow"] = ALLOW
            if everybody and "Access-Control-Request-Method" in request.headers:
                response["Access-Control-Allow-Methods"] = ALLOW
                response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
                response["Access-Control-Max-Age"] = "86400"
            return _open(response) if everybody else response
        asked, headless = request.method, request.method == "HEAD"
        try:
            if asked not in METHODS:
                raise Problem(405, f"This interface is read-only; use one of {ALLOW}.")
            refuse_unreadable(request)
            if headless:
                request.method = "GET"
            response = view(request, *args, **kwargs)
        except Exception as error:
            response = respond(problem_of(request, error))
        finally:
            request.method = asked
        if response.status_code == 405:
            response["Allow"] = ALLOW
        response = _without_body(response) if headless else response
        return _open(response) if everybody else response

    return outer


def answer_to(request: HttpRequest, error: Exception) -> HttpResponseBase:
    """What a guarded view answers to an error, for errors that arise outside of any."""
    return _open(respond(problem_of(request, error)))


def refuse_unreadable(request: HttpRequest) -> None:
    """Raise a 400 on what no route could use."""
    query = request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY:
        raise Problem(400, f"The query has more than {LONGEST_QUERY} characters.")
    if "\x00" in request.path_info or b"\x00" in unquote_to_bytes(query):
        raise Problem(400, "The address holds a NUL character (%00); take it out.")


def _open(response: HttpResponseBase) -> HttpResponseBase:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = EXPOSED
    # Pages of other origins may embed public data, whatever the platform's pages allow.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    """The same status and headers; the length is that of the body left out, where known.

    The answer stays the same object: what it holds open is closed at the end of the request.
    """
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = iter(())
    elif isinstance(response, HttpResponse):
        if response.status_code != 304:
            response["Content-Length"] = str(len(response.content))
        response.content = b""
    return response
