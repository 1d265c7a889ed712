"""Answers: JSON written straight from the frozen shapes, entity tags, pages.

Shapes are serialised by pydantic's compiled writer without being validated or copied first:
they come from our own queries, and tests hold every answer against the published schema.
Decimals are written as strings, instants as ISO 8601, both languages as {"it", "en"}.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from ninja import Path, Schema
from pydantic import Field

import rione

JSON = "application/json; charset=utf-8"
DEFAULT_PAGE_SIZE = 50
LARGEST_PAGE_SIZE = 200
LARGEST_PAGE = 1_000_000

T = TypeVar("T")

Plain = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
"""Text of a parameter: at most 200 characters, no NUL."""


def known_by(example: str, description: str) -> Any:
    """A parameter that is part of the address, with one that exists."""
    return Path(
        ..., max_length=200, pattern=r"^[^\x00]*$", examples=[example], description=description
    )


class Paging(Schema):
    """Parameters of every list."""

    page: int = Field(
        1,
        ge=1,
        le=LARGEST_PAGE,
        description="Counted from 1. A page past the end is empty, not an error.",
    )
    page_size: int = Field(DEFAULT_PAGE_SIZE, ge=1, le=LARGEST_PAGE_SIZE)


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A page of a list: `total` counts the items of all pages."""

    items: tuple[T, ...]
    page: int
    page_size: int
    total: int
    pages: int


def cut(rows: Sequence[T], paging: Paging) -> dict[str, Any]:
    """The members of a Listing, cut out of rows that are all at hand."""
    start = (paging.page - 1) * paging.page_size
    return {
        "items": tuple(rows[start : start + paging.page_size]),
        "page": paging.page,
        "page_size": paging.page_size,
        "total": len(rows),
        "pages": max(1, -(-len(rows) // paging.page_size)),
    }


def page_links(request: HttpRequest, page: int, pages: int) -> str:
    """The `Link` header (RFC 8288): first, prev, next, last. Relative to the address asked.

    The page before one that lies past the end is the last one.
    """
    wanted = {"first": 1, "last": pages}
    if page > 1:
        wanted["prev"] = min(page - 1, pages)
    if page < pages:
        wanted["next"] = page + 1
    others = [(k, v) for k in request.GET for v in request.GET.getlist(k) if k != "page"]
    return ", ".join(
        f'<{request.path}?{urlencode([*others, ("page", number)])}>; rel="{relation}"'
        for relation, number in wanted.items()
    )


def entity_tag(request: HttpRequest, version: str) -> str:
    """A strong tag: the same address, data and release give the same bytes."""
    parts = (rione.__version__, version, request.get_full_path())
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f'"{digest[:32]}"'


def tag_of(content: bytes) -> str:
    """A strong tag of the bytes themselves."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def not_modified(request: HttpRequest, tag: str) -> HttpResponse | None:
    """304 when the reader already has this version (RFC 9110 13.1.2, weak comparison)."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if tag not in (one.removeprefix("W/") for one in known):
        return None
    response = HttpResponse(status=304)
    del response["Content-Type"]
    return response


def conditional(
    request: HttpRequest,
    version: Callable[[], str] | None,
    max_age: int,
    make: Callable[[], HttpResponse],
) -> HttpResponse:
    """Answer 304 before anything is made, if it can be; else make the answer and tag it."""
    tag = entity_tag(request, version()) if version else ""
    response = (not_modified(request, tag) if tag else None) or make()
    if response.status_code in (200, 304):
        response["Cache-Control"] = f"public, max-age={max_age}"
        response.headers.setdefault("Content-Language", "it, en")
        tag = tag or tag_of(response.content)
        # Compressed bytes are another representation: its tag is weak, as the middleware's is.
        response["ETag"] = f"W/{tag}" if "Content-Encoding" in response else tag
    return response


def unshared(response: HttpResponse) -> HttpResponse:
    """An answer for whoever asked: no cache keeps it."""
    response["Cache-Control"] = "private, no-store"
    response.headers.setdefault("Content-Language", "it, en")
    return response
