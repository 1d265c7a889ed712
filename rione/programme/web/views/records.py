"""Disagreements, gaps, dependencies, indicators, documents, communication."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rione.core.access import public
from rione.core.design.figures import Crumb

from ... import queries
from ...queries.communication_plan import public_plan
from .. import disputes, document_pages, paging, parts, plan_pages
from .. import indicators as indicator_page
from .. import waiting as waiting_page
from ..disagreements import gap
from .missing import not_found


@public
@require_safe
def disagreements(request: HttpRequest) -> HttpResponse:
    """Where the documents disagree: every value, which one is shown, why."""
    found = queries.list_conflicts(
        disputes.asked(request.GET), page=paging.page_of(request), page_size=disputes.PER_PAGE
    )
    if elsewhere := paging.past_the_end(request, found):
        return elsewhere
    return render(
        request,
        "programme/disagreements.html",
        disputes.context(request.GET, found, queries.list_documents()),
    )


@public
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """What the documents leave open."""
    found = queries.list_gaps(page=paging.page_of(request), page_size=disputes.GAPS_PER_PAGE)
    if elsewhere := paging.past_the_end(request, found):
        return elsewhere
    return render(
        request,
        "programme/gaps.html",
        {
            "crumbs": [
                Crumb(_("Disagreements"), reverse("programme:disagreements")),
                Crumb(_("What no document says")),
            ],
            "gaps": [gap(line) for line in found.rows],
            "found": found,
            "pages": paging.pages(request.GET, found),
        },
    )


@public
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for what."""
    found = queries.list_dependencies()
    return render(
        request,
        "programme/waiting.html",
        {
            "crumbs": [Crumb(_("What waits for what"))],
            "lines": [waiting_page.line(one) for one in found],
            "blocked": sum(one.blocked for one in found),
            "chains": waiting_page.chains(found),
        },
    )


@public
@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """Targets and achieved values, each with its source."""
    lines = queries.list_indicators()
    return render(
        request,
        "programme/indicators.html",
        {
            "crumbs": [Crumb(_("Indicators"))],
            "overview": indicator_page.progress(lines),
            "indicators": [indicator_page.indicator(line) for line in lines],
        },
    )


@public
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """The documents that everything comes from."""
    return render(
        request,
        "programme/documents.html",
        {
            "crumbs": [Crumb(_("Documents"))],
            "documents": [document_pages.card(line) for line in queries.list_documents()],
        },
    )


@public
@require_safe
def document(request: HttpRequest, code: str) -> HttpResponse:
    """Every statement taken from one document, in the order of its lines."""
    found = queries.get_document(
        code, page=paging.page_of(request), page_size=document_pages.PER_PAGE
    )
    if found is None:
        return not_found(request, code, _("There is no document with this name"))
    if elsewhere := paging.past_the_end(request, found.statements):
        return elsewhere
    return render(request, "programme/document.html", document_pages.context(request.GET, found))


@public
@require_safe
def communication(request: HttpRequest) -> HttpResponse:
    """What was done to make the programme known."""
    return render(
        request,
        "programme/communication.html",
        {
            "crumbs": [Crumb(_("How it is made known"))],
            "items": [parts.communication(line) for line in queries.list_communication()],
            "plan": [plan_pages.card(line) for line in public_plan()],
        },
    )
