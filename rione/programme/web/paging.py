"""Pages of a list: which one is asked for, and the links around it."""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect, QueryDict

from rione.core.design.tables import changed

from ..queries.shapes import Page


def page_of(request: HttpRequest) -> int:
    """The page asked for: 1 for whatever is no page number."""
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def past_the_end(request: HttpRequest, found: Page[Any]) -> HttpResponseRedirect | None:
    """Leads to the last page from one that does not exist."""
    if found.page <= found.pages:
        return None
    last = found.pages if found.pages > 1 else None
    return HttpResponseRedirect(request.path + changed(request.GET, {"page": last}))


def pages(query: QueryDict, found: Page[Any]) -> dict[str, Any]:
    """Links to the pages before and after, and where one is."""
    return {
        "page": found.page,
        "pages": found.pages,
        "previous": changed(query, {"page": found.page - 1 if found.page > 2 else None})
        if found.has_previous
        else "",
        "next": changed(query, {"page": found.page + 1}) if found.has_next else "",
    }
