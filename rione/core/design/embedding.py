"""Pages made to stand inside of pages of others, and no other page than these."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase

View = TypeVar("View", bound=Callable[..., Any])


def embeddable(view: View) -> View:
    """Mark a view whose page may stand in a frame of any site.

    Only for pages that are the same for everybody and that do nothing: no form, no account. Its
    template extends `design/embed.html`. `middleware.ContentPolicy` writes the policy.
    """

    @wraps(view)
    def framed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.rione_embeddable = True  # type: ignore[attr-defined]
        response = cast(HttpResponseBase, view(request, *args, **kwargs))
        response.xframe_options_exempt = True  # type: ignore[attr-defined]
        return response

    return cast(View, framed)
