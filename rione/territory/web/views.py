"""Places: the list with its map, the page of one, and photographs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rione.core.access import public
from rione.core.design.figures import Crumb
from rione.core.design.tables import TableState
from rione.core.thread.queries import links_of

from .. import queries
from . import pages

PHOTOGRAPH_TYPES = ("image/jpeg", "image/png", "image/webp")


@public
@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    """All places: search, filters, map and list."""
    views = queries.sites()
    form = pages.form(request.GET, views)
    found = pages.chosen(views, form)
    state = TableState.from_request(
        request, pages.columns(), default="name", per_page=pages.PER_PAGE
    )
    return render(
        request,
        "territory/sites.html",
        {
            "crumbs": [Crumb(_("Places"))],
            "form": form,
            "map": pages.map_of(found),
            "table": pages.table(found, state),
            "total": len(found),
        },
    )


@public
@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """One place: what stands there, who paid for it, who gives which service."""
    view = queries.site(slug)
    if view is None:
        raise Http404("no such place")
    links = links_of("site", [slug])
    if view.spaces:
        links |= links_of("space", [space.slug for space in view.spaces])
    return render(request, "territory/site.html", pages.place(view, links))


@public
@require_safe
def photograph(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture as it was taken in. A picture never changes: another one has another number."""
    found = queries.photograph(pk)
    if found is None or found.media_type not in PHOTOGRAPH_TYPES:
        raise Http404("no such photograph")
    return HttpResponse(
        bytes(found.image),
        content_type=found.media_type,
        headers={
            "Cache-Control": "public, max-age=86400",
            "Content-Security-Policy": "default-src 'none'",
        },
    )
