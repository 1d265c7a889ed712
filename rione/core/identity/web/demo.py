"""The demo's role switcher: become any of the invented people. Production refuses it."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rione.core.access import public
from rione.core.design.figures import Crumb

from ..access import ROLE_NAMES
from ..demo import PEOPLE, PLACES
from ..models import User
from .middleware import CHOSEN, PAST_FACTOR


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def switcher(request: HttpRequest) -> HttpResponse:
    """The people of each municipality; choosing one logs in as it, past the second factor."""
    if not getattr(settings, "RIONE_DEMO_SWITCHER", False):
        raise Http404
    if request.method == "POST":
        wanted = request.POST.get("account", "")
        user = User.objects.filter(email=wanted, is_active=True).first()
        if user is None or wanted not in {person.email for person in PEOPLE}:
            raise Http404
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session.pop(CHOSEN, None)
        request.session[PAST_FACTOR] = True
        UserSession.objects.create_from_request(request)
        return redirect("identity:home")
    return render(
        request,
        "identity/demo.html",
        {
            "crumbs": [Crumb(_("Accounts of the demo"))],
            "places": [
                {
                    "name": name,
                    "people": [
                        {"person": person, "role": ROLE_NAMES[person.role]}
                        for person in PEOPLE
                        if person.municipality == municipality
                    ],
                }
                for municipality, name in PLACES.items()
            ],
        },
    )
