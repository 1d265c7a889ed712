"""The two addresses that belong to no context, and the answer to what no view caught."""

import sys

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import rione
from rione.core import clock
from rione.core.access import public
from rione.core.api.guard import answer_to
from rione.core.design.views import server_error as page_of_failure
from rione.core.jobs.queries import health
from rione.core.notices.queries import mail_health

FOR_MACHINES = ("/api/", "/opendata/", "/catalog.")


def server_error(request: HttpRequest) -> HttpResponseBase:
    """500 or 503: as a page, or below the addresses of machines as their problem."""
    error = sys.exc_info()[1]
    if isinstance(error, Exception) and request.path_info.startswith(FOR_MACHINES):
        return answer_to(request, error)
    return page_of_failure(request)


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """`/` leads to the Italian pages, whatever the browser says: the address stays one."""
    return HttpResponseRedirect("/it/")


@public
@never_cache
@require_safe
def status(request: HttpRequest) -> JsonResponse:
    """Whether the platform answers, for whoever watches it; 503 when the database does not."""
    try:
        state, mail = health(), mail_health()
    except DatabaseError:
        answer = {"status": "unavailable", "version": rione.__version__, "database": "unavailable"}
        return JsonResponse(answer, status=503, headers={"Retry-After": "5"})
    return JsonResponse(
        {
            "status": "ok",
            "version": rione.__version__,
            "time": clock.now().isoformat(timespec="seconds"),
            "database": "ok",
            "worker": state.worker,
            "mail": mail.state,
            "mail_waiting": mail.waiting,
            "selfcheck": state.selfcheck,
            "selfcheck_at": state.selfcheck_at and state.selfcheck_at.isoformat(timespec="seconds"),
        }
    )
