"""Every change of the register, and those about one subject."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rione.core.access import declares
from rione.core.design.context import Link
from rione.core.design.figures import Crumb
from rione.core.office.listing import list_page

from ....access.operations import OFFICER, STAFF
from ....lists.records import HISTORY, history_of
from ....queries.references import subjects
from ....rules.conflicts import Subject
from ... import words
from .entrance import entered, trail
from .statements import subject_of, the_catalogue


@declares(*STAFF)
@require_safe
def register(request: HttpRequest) -> HttpResponseBase:
    """Everything that was stated, retired and decided."""
    entered(request)
    return list_page(request, HISTORY, crumbs=[Crumb(_("Office"), reverse("office:home"))])


@declares(*STAFF)
@require_safe
def subject_history(request: HttpRequest, kind: str, subject: str) -> HttpResponseBase:
    """Every change about an action, project, indicator, place or document."""
    actor = entered(request)
    about: Subject | None = subject_of(the_catalogue(), f"{kind}:{subject}")
    if about is None:
        raise Http404
    name = words.text(subjects([about])[about].title)
    title = f"{words.subject_kind(kind)} {subject}: {name}" if name != subject else name
    actions = []
    if actor.role in OFFICER:
        target = f"?about={kind}:{subject}"
        actions.append(Link(_("Enter a statement"), reverse("office:add_statement") + target))
        if kind in ("action", "project"):
            actions.append(Link(_("Enter a new state"), reverse("office:move_state") + target))
    return list_page(
        request,
        history_of(about, title),
        crumbs=trail("office:register", HISTORY.title),
        actions=actions,
    )
