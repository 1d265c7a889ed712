"""Counts every request; below the access log, above everything else."""

import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from rione.core.logs.context import route_of
from rione.core.logs.middleware import method_of

from .requests import observe


class Measured:
    """Counts by the name of the address, so that there are as many series as addresses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        observe(
            route=route_of(request),
            method=method_of(request),
            status=response.status_code,
            seconds=time.perf_counter() - began,
        )
        return response
