"""`/metrics`: for the machine that watches, and for nobody else."""

import ipaddress
import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from rione.core.access import public

from .requests import exposition

BEARER = "Bearer "
PASSED_ON = (
    *("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP"),
    *("HTTP_FORWARDED", "HTTP_VIA"),
)
"""Headers of a proxy: what it passes on comes from this machine and is from somewhere else."""


@public
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Declared public since no account is asked for: it has a check of its own, and for whoever
    does not pass it the address does not exist."""
    if not may_read(request):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """With the token of RIONE_METRICS_TOKEN; where none is set, from this machine itself."""
    token = getattr(settings, "RIONE_METRICS_TOKEN", "")
    if token:
        given = request.headers.get("Authorization", "")
        return given.startswith(BEARER) and secrets.compare_digest(
            given.removeprefix(BEARER).encode(), token.encode()
        )
    if any(name in request.META for name in PASSED_ON):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
