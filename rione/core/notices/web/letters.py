"""The demo's e-mails, to be read here since they are sent nowhere. Production has no such page."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rione.core.access import public
from rione.core.design.figures import Crumb

from ..letters import letters


@public
@never_cache
@require_safe
def letters_page(request: HttpRequest) -> HttpResponse:
    """The latest e-mails; `?to=` those to one address."""
    if not getattr(settings, "RIONE_DEMO_SWITCHER", False):
        raise Http404
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", "") or "/nonexistent")
    to = request.GET.get("to", "")[:254]
    found = letters(folder, to) if folder.is_dir() else []
    return render(
        request,
        "notices/letters.html",
        {"crumbs": [Crumb(_("E-mails of the demo"))], "letters": found, "to": to},
    )
