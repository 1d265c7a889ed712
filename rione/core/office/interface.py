"""The machine side of an OfficeList: the same rows, filters and sorts under `/api/`."""

from collections.abc import Callable
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field as Parameter
from ninja import Query
from pydantic import create_model

from rione.core.api import Listing, Paging, Plain, Routes
from rione.core.audit.operations import record_read

from .acting import actor_of
from .listing import PURPOSE
from .lists import Asked, OfficeList


def add_list(
    router: Routes, address: str, definition: OfficeList, *, roles: tuple[str, ...]
) -> None:
    """Declare `GET address` for the roles: a page of the list, money in integer cents.

    The operation is called `office_NAME`. Two SQL statements.
    """
    parameters = parameters_of(definition)
    body = Listing[definition.shape]  # type: ignore[name-defined]

    def view(request: HttpRequest, query: Any) -> Any:
        actor = actor_of(request)
        facets = {
            facet.name: tuple(dict.fromkeys(getattr(query, facet.name)))
            for facet in definition.facets
        }
        asked = Asked(query.q, facets, query.sort or definition.default)
        if definition.reads:
            record_read(verb=definition.reads, subjects=[], purpose=PURPOSE, query=asked.codes())
        rows, total = definition.page(actor, asked, page=query.page, size=query.page_size)
        pages = max(1, -(-total // query.page_size))
        return Listing(tuple(rows), query.page, query.page_size, total, pages)

    view.__annotations__ = {"request": HttpRequest, "query": Query[parameters], "return": body}  # type: ignore[misc, valid-type]
    view.__doc__ = f"Rows of the office's list “{definition.name}”, within what one may see."
    declare: Callable[..., Any] = router.read(
        address,
        body=body,
        access=roles,
        name=f"office_{definition.name}",
        summary=f"Office: {definition.name.replace('_', ' ')}",
    )
    declare(view)


def parameters_of(definition: OfficeList) -> type[Paging]:
    """The schema of the query: paging, sort, search and one parameter per facet."""
    sorts = [item.name for item in definition.fields if item.sortable]
    both = [*sorts, *(f"-{name}" for name in sorts)]
    members: dict[str, Any] = {
        "sort": (Literal["", *both], Parameter("", description="A name, with - for descending.")),
        "q": (Plain, Parameter("", description="Words to look for.")),
    }
    for facet in definition.facets:
        own = definition.by_name.get(facet.name)
        fixed = facet.choices if not callable(facet.choices) else {}
        known = fixed or (own.choices if own else {})
        kind = list[Literal[tuple(known)]] if known else list[Plain]  # type: ignore[misc]
        members[facet.name] = (kind, Parameter([], max_length=40))
    return create_model(
        f"{definition.name.title().replace('_', '')}Query", __base__=Paging, **members
    )
