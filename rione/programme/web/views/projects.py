"""The list of projects and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rione.core.access import public
from rione.core.design.figures import Crumb

from ... import queries
from .. import project_page
from .missing import not_found


@public
@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """All projects with their actions and money."""
    return render(
        request,
        "programme/projects.html",
        {
            "crumbs": [Crumb(_("Projects"))],
            "projects": [project_page.card(line) for line in queries.list_projects()],
        },
    )


@public
@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """One project: its actions, what waits for what, its places and disagreements."""
    found = queries.get_project(slug)
    if found is None:
        return not_found(request, slug, _("There is no project with this name"))
    return render(request, "programme/project.html", project_page.context(found))
