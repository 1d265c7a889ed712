"""Asking again who it is, before something that cannot be undone."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]


def confirmed(view: View) -> View:
    """Let in whoever proved in the last minutes (ACCOUNT_REAUTHENTICATION_TIMEOUT) who they are;
    others prove it first and come back. A form that was sent meanwhile is filled in again: unlike
    the library's own decorator, this one never runs a view behind the gate's back."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_reauthentication_required(request, app="rione.core.identity"):
            ways = get_adapter().get_reauthentication_methods(request.user)
            query = urlencode({"next": request.path})
            return HttpResponseRedirect(f"{ways[0]['url']}?{query}")
        return view(request, *args, **kwargs)

    return asked
