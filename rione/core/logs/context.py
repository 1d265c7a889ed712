"""Which request or job is being worked on, for every record that is made meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest
from django.urls import ResolverMatch

_request: ContextVar[HttpRequest | None] = ContextVar("rione_log_request", default=None)
_job: ContextVar[tuple[str, int] | None] = ContextVar("rione_log_job", default=None)

NO_ROUTE = "-"
"""The route of a request that led to no view: a static file, an unknown address."""


@contextmanager
def about_request(request: HttpRequest) -> Iterator[None]:
    """Whatever is recorded until the end belongs to a request."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


@contextmanager
def about_job(task: str, job: int) -> Iterator[None]:
    """Whatever is recorded until the end belongs to a job."""
    token = _job.set((task, job))
    try:
        yield
    finally:
        _job.reset(token)


def route_of(request: HttpRequest) -> str:
    """The name of the address, never the address: names and tokens stand in it."""
    match = request.resolver_match
    if not isinstance(match, ResolverMatch):
        return NO_ROUTE
    return match.view_name if match.url_name else match.route or NO_ROUTE


def facts(request: Any = None) -> dict[str, Any]:
    """Of the request or job at hand: request_id, role, municipality and route; task and job."""
    if not isinstance(request, HttpRequest):
        request = _request.get()
    if request is not None:
        actor = getattr(request, "actor", None)
        return {
            "request_id": getattr(request, "request_id", ""),
            "role": getattr(actor, "role", ""),
            "municipality": getattr(actor, "municipality", ""),
            "route": route_of(request),
        }
    job = _job.get()
    if job is not None:
        return {"request_id": f"job-{job[1]}", "task": job[0], "job": job[1]}
    return {}
