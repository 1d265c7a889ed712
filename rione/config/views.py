"""The two addresses that belong to no context."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import rione
from rione.core import clock
from rione.core.access import public
from rione.core.jobs.queries import health


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
        state = health()
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
            "selfcheck": state.selfcheck,
            "selfcheck_at": state.selfcheck_at and state.selfcheck_at.isoformat(timespec="seconds"),
        }
    )
