"""Errors as RFC 9457 says them: `application/problem+json`, in English, with what to do next."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5

logger = logging.getLogger("django.request")


@dataclass(frozen=True, slots=True)
class ProblemDetail:
    """One thing wrong: `name` of the parameter and `place` it stands in (query, path)."""

    name: str
    place: str
    detail: str


@dataclass(frozen=True, slots=True)
class ProblemBody:
    """RFC 9457. `errors` lists every parameter that was refused; absent on other problems."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[ProblemDetail, ...] = ()


class Problem(Exception):
    """Raise it anywhere below an API route; it becomes the answer."""

    def __init__(
        self, status: int, detail: str, errors: Sequence[ProblemDetail] = (), *, kind: str = ""
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = tuple(errors)
        self.kind = kind or KINDS.get(status, "about:blank")


# What the members `type` lead to: the passage on the page of the interface that explains it.
KINDS = {
    400: "/api/docs#problem-400",
    401: "/api/docs#problem-401",
    403: "/api/docs#problem-403",
    404: "/api/docs#problem-404",
    405: "/api/docs#problem-405",
    422: "/api/docs#problem-422",
    500: "/api/docs#problem-500",
    503: "/api/docs#problem-503",
}
MEANINGS = {
    400: "The request cannot be read: a NUL character, a broken or overlong address.",
    401: "Nobody has logged in; send the session's cookie.",
    403: "The role that one acts under does not include this, or no role is acted under.",
    404: "There is nothing at this address, or no such code or slug.",
    405: "The interface is read-only: GET, HEAD and OPTIONS.",
    422: "A parameter is unknown, repeated or outside its bounds; `errors` names each.",
    500: "A fault of the platform; it has been recorded.",
    503: "The database does not answer at the moment; try again after `Retry-After` seconds.",
}


def respond(problem: Problem) -> HttpResponse:
    """The answer of a problem; never kept by caches."""
    body: dict[str, Any] = {
        "type": problem.kind,
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.errors:
        body["errors"] = [
            {"name": e.name, "place": e.place, "detail": e.detail} for e in problem.errors
        ]
    response = HttpResponse(
        json.dumps(body, ensure_ascii=True), status=problem.status, content_type=MEDIA_TYPE
    )
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = "en"
    if problem.status == 503:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def problem_of(request: HttpRequest, error: Exception) -> Problem:
    """What to answer to an exception. Unforeseen ones are logged and say nothing of themselves."""
    match error:
        case Problem():
            return error
        case ValidationError():
            return _invalid(error)
        case Http404():
            return not_found("There is nothing here under that code or address.")
        case BadRequest() | SuspiciousOperation():
            return Problem(400, "The request cannot be read; check how the address is written.")
        case PermissionDenied():
            return Problem(403, "This is not open to you.")
        case HttpError():
            return Problem(error.status_code, str(error))
        case OperationalError() | InterfaceError():
            logger.error("The database does not answer: %s", request.path, exc_info=error)
            return Problem(503, "The database does not answer at the moment; try again shortly.")
    logger.error("Internal Server Error: %s", request.path, exc_info=error)
    return Problem(500, "The platform failed to answer; the fault has been recorded.")


def not_found(detail: str) -> Problem:
    return Problem(404, detail)


def invalid(*errors: ProblemDetail) -> Problem:
    """422 with every parameter that was refused."""
    names = ", ".join(dict.fromkeys(e.name for e in errors))
    return Problem(422, f"These parameters cannot be used: {names}.", errors)


def _invalid(error: ValidationError) -> Problem:
    """Pydantic's findings; the model's own name inside the location is left out."""
    found = []
    for item in error.errors:
        place, *rest = (str(part) for part in item.get("loc", ("query",)))
        named = [part for part in rest if not part.isdigit()]
        found.append(
            ProblemDetail(named[-1] if named else place, place, str(item.get("msg", "refused")))
        )
    return invalid(*found)
