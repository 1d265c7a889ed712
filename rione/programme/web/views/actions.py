"""The list of actions and the page of one."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rione.core.access import public
from rione.core.design.figures import Crumb
from rione.core.opendata.linked import as_script
from rione.core.opendata.places import Place
from rione.core.sheets import csv_lines
from rione.core.thread.queries import links_of
from rione.territory import public as territory

from ... import queries
from .. import (
    action_page,
    document_pages,
    downloads,
    embedding,
    linked,
    listing,
    money,
    paging,
    words,
)
from .missing import canonical_code, not_found


@public
@require_safe
def action_list(request: HttpRequest) -> HttpResponse:
    """Search, filters, sort, pages and sums; every choice stands in the address."""
    state = listing.state_of(request)
    found = queries.list_actions(
        listing.asked(request.GET),
        sort=listing.order(state.order),
        page=state.page,
        page_size=state.per_page,
    )
    if elsewhere := paging.past_the_end(request, found.page):
        return elsewhere
    names = {}
    if listing.several_municipalities(found):
        names = {site.municipality_istat: site.municipality for site in territory.sites()}
    return render(
        request,
        "programme/actions.html",
        {
            "crumbs": [Crumb(_("Actions"))],
            "found": found,
            "form": listing.form(request.GET, found, names),
            "table": listing.table(found, state, downloads.of_actions(request.GET)),
            "totals": money.total_cards(found.sums, found.net),
            "funds": money.sum_table(found.sums, found.facets.get("fund", ())),
        },
    )


@public
@require_safe
def action_list_csv(request: HttpRequest) -> HttpResponse:
    """The filtered list as a file that spreadsheets open: semicolons and a byte order mark."""
    found = downloads.first_actions(listing.asked(request.GET))
    lines = csv_lines(downloads.action_columns(found), downloads.action_rows(found), True)
    return HttpResponse(
        "".join(lines),
        content_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": 'attachment; filename="rione.csv"'},
    )


@public
@require_safe
def action(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that the documents say about one action, each figure with its source."""
    canonical = canonical_code(code)
    if canonical and canonical != code:
        return HttpResponsePermanentRedirect(reverse("programme:action", args=[canonical]))
    found = queries.get_action(canonical) if canonical else None
    if found is None:
        return not_found(request, code, _("There is no action with this code"))
    sites = [place.slug for place in found.places]
    return render(
        request,
        "programme/action.html",
        action_page.context(
            found,
            links_of("site", sites) if sites else {},
            territory.photographs(sites) if sites else {},
        )
        | {
            "json_ld": as_script(linked.project(found, Place.of(request))),
            "embeds": embedding.pieces(request, found),
        },
    )


@public
@require_safe
def action_sources(request: HttpRequest, code: str) -> HttpResponse:
    """Every statement about one action, those no longer made too."""
    found = queries.get_action(canonical_code(code)) if canonical_code(code) else None
    if found is None:
        return not_found(request, code, _("There is no action with this code"))
    statements = queries.list_statements("action", found.code, retired=True)
    return render(
        request,
        "programme/action_sources.html",
        {
            "crumbs": [
                Crumb(_("Actions"), reverse("programme:actions")),
                Crumb(found.code, reverse("programme:action", args=[found.code])),
                Crumb(_("Sources")),
            ],
            "code": found.code,
            "title": words.text(found.title),
            "url": reverse("programme:action", args=[found.code]),
            "statements": [document_pages.statement(one, True) for one in statements],
        },
    )
