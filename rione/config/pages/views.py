"""Three pages of prose. They ask nothing of the database."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import rione
from rione.core.access import public, without_database
from rione.core.design.figures import Crumb


def _page(request: HttpRequest, template: str, title: str) -> HttpResponse:
    return render(
        request,
        template,
        {
            "crumbs": [Crumb(title)],
            "contact": getattr(settings, "CONTACT_EMAIL", ""),
            "version": rione.__version__,
        },
    )


@public
@without_database
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the platform is and how it treats figures."""
    return _page(request, "pages/about.html", _("About"))


@public
@without_database
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What has been tested and what is known not to work."""
    return _page(request, "pages/accessibility.html", _("Accessibility"))


@public
@without_database
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about readers."""
    return _page(request, "pages/privacy.html", _("Privacy"))
