"""One's deadlines in one's own calendar: a secret address, and what is read from it."""

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core.access import declares, public
from rione.core.api.answers import not_modified, tag_of
from rione.core.design.figures import Crumb
from rione.core.office.acting import actor_of
from rione.core.office.pages import do_now
from rione.core.scope import scope

from .... import operations
from ....access.operations import READERS
from ....models import Deadline
from ....queries.deadlines import address_of, calendar_of, reader_of, secret_of
from ....rules.icalendar import MEDIA_TYPE, Event, write

MAX_AGE_SECONDS = 600


@declares(*READERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """The address of one's calendar, made and renewed here."""
    actor = actor_of(request)
    if request.method == "POST":
        here = reverse("office:calendar")
        return do_now(
            request,
            do=lambda key: operations.renew_calendar_address(actor=actor, key=key),
            done=_("The address is new. The one before opens nothing any more."),
            then=here,
            back=here,
        )
    found = address_of(actor)
    url = ""
    if found is not None:
        path = reverse("office:calendar_feed", args=[secret_of(found)])
        url = request.build_absolute_uri(path)
    return render(
        request,
        "programme/office/desk/calendar.html",
        {
            "crumbs": [
                Crumb(_("Office"), reverse("office:home")),
                Crumb(_("Deadlines"), reverse("office:deadlines")),
                Crumb(_("My calendar")),
            ],
            "url": url,
            "made_at": found.made_at if found is not None else None,
            "key": str(uuid4()),
        },
    )


@public
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The open deadlines of whoever the secret belongs to; 404 for every other address.

    Calendars cannot log in: whoever has the address reads it. It says title, day and operation,
    never a question or a name.
    """
    shape = reader_of(secret)
    if shape is None:
        raise Http404
    actor = shape.actor()
    with scope(actor):
        rows = calendar_of(actor)
        text = write(
            (event(request, row) for row in rows),
            name=_("Rione: deadlines"),
            product=f"-//Rione//Deadlines//{(get_language() or 'it')[:2].upper()}",
        )
    content = text.encode()
    tag = tag_of(content)
    response = not_modified(request, tag) or HttpResponse(content, content_type=MEDIA_TYPE)
    if response.status_code == 200:
        response["Content-Disposition"] = 'inline; filename="rione.ics"'
    response["ETag"] = tag
    response["Cache-Control"] = f"private, max-age={MAX_AGE_SECONDS}"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def event(request: HttpRequest, row: Deadline) -> Event:
    """A deadline as a day of a calendar."""
    about = _("Deadline of the programme")
    if row.operation is not None:
        about = _("Deadline of %(operation)s") % {
            "operation": f"{row.operation.code} {row.operation.title}"
        }
    page = reverse("office:deadline", args=[row.pk])
    return Event(
        uid=f"{row.pk}@rione",
        day=row.due,
        summary=row.title,
        description=about,
        url=request.build_absolute_uri(page),
        changed_at=row.changed_at,
        sequence=row.sequence,
    )
