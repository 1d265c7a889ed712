"""Sheets to print: an action or a project as a PDF."""

import logging

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rione.core.access import public
from rione.core.api.answers import conditional
from rione.core.design import formats
from rione.core.design.views import server_error, unavailable
from rione.core.pdf import Paper, PdfBusy, PdfFailed, render

from ... import queries
from ...queries.sheets import sheet_data
from ...queries.version import version
from .. import sheets
from .missing import canonical_code, not_found

MAX_AGE_SECONDS = 60
PDF = "application/pdf"
log = logging.getLogger(__name__)


@public
@require_safe
def action_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One action on paper; 304 for one SQL statement when nothing has changed."""
    canonical = canonical_code(code)
    if canonical and canonical != code:
        return HttpResponsePermanentRedirect(reverse("programme:action_sheet", args=[canonical]))

    def made() -> HttpResponse:
        found = queries.get_action(canonical) if canonical else None
        if found is None:
            return not_found(request, code, _("There is no action with this code"))
        page = request.build_absolute_uri(reverse("programme:action", args=[found.code]))
        data = sheet_data([found.code])
        return _answer(request, found.code, sheets.of_action(found, data, page))

    return conditional(request, version, MAX_AGE_SECONDS, made)


@public
@require_safe
def project_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """One project on paper; 304 for one SQL statement when nothing has changed."""

    def made() -> HttpResponse:
        found = queries.get_project(slug)
        if found is None:
            return not_found(request, slug, _("There is no project with this name"))
        page = request.build_absolute_uri(reverse("programme:project", args=[found.project.slug]))
        data = sheet_data([row.code for row in found.actions], found.as_printed.by_fund)
        return _answer(request, found.project.slug, sheets.of_project(found, data, page))

    return conditional(request, version, MAX_AGE_SECONDS, made)


def _answer(request: HttpRequest, name: str, paper: Paper) -> HttpResponse:
    """The file; 503 while others are being made, 500 (logged) when it cannot be made at all."""
    try:
        content = render(paper)
    except PdfBusy:
        return unavailable(request)
    except PdfFailed:
        log.exception("the sheet of %s could not be made", name)
        return server_error(request)
    return HttpResponse(
        content,
        content_type=PDF,
        headers={
            "Content-Disposition": f'inline; filename="{name}.pdf"',
            "Content-Language": formats.language(),
        },
    )
