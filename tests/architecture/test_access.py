"""Every address of the project says who may use it; nothing is open by oversight."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.views.generic import View
from ninja import NinjaAPI, Router

from rione.core.access import DECLARATIONS, PUBLIC, declared_by, declares, public
from rione.core.api import Routes, new_api


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern below a resolver with its whole route."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


def undeclared(resolver: URLResolver) -> list[str]:
    return [
        route
        for route, entry in patterns(resolver)
        if declared_by(entry.callback) not in DECLARATIONS
    ]


def test_access__every_address_of_the_project__is_declared() -> None:
    found = list(patterns(get_resolver(settings.ROOT_URLCONF)))
    assert len(found) > 30
    assert not undeclared(get_resolver(settings.ROOT_URLCONF))


def test_access__each_declaration_taken_away__is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its declaration, each view in turn is found by the test above."""
    resolver = get_resolver(settings.ROOT_URLCONF)
    for route, entry in patterns(resolver):
        view = getattr(entry.callback, "view_class", entry.callback)
        if "access" not in vars(entry.callback):
            assert getattr(view, "access", "") in DECLARATIONS, route
        with monkeypatch.context() as without:
            without.delattr(entry.callback, "access", raising=False)
            if view is not entry.callback:
                without.setattr(view, "access", "", raising=False)
            assert route in undeclared(resolver)


def test_access__a_word_that_is_no_declaration__is_refused() -> None:
    with pytest.raises(ValueError, match="no declaration of access"):
        declares("publc")


def test_access__marked_class_based_view__is_declared() -> None:
    @public
    class Marked(View):
        pass

    assert declared_by(Marked.as_view()) == PUBLIC
    assert declared_by(View.as_view()) == ""


def test_access__api_operation_without_declaration__leaves_its_address_undeclared() -> None:
    """The API's own machinery never declares on behalf of an operation."""
    declared, bare = Routes(), Router()

    @declared.read("/open", body=dict[str, int], access=PUBLIC, name="opened", summary="Open")
    def opened(request: Any) -> dict[str, int]:
        return {}

    @bare.get("/forgotten", operation_id="forgotten")
    def forgotten(request: Any) -> dict[str, int]:
        return {}

    api: NinjaAPI = new_api()
    api.add_router("/a", declared)
    api.add_router("/b", bare)
    views: dict[str | None, Callable[..., Any]] = {
        entry.name: entry.callback for entry in api.urls[0] if isinstance(entry, URLPattern)
    }
    assert declared_by(views["opened"]) == PUBLIC
    assert declared_by(views["forgotten"]) == ""
    assert declared_by(path("", lambda request: None).callback) == ""
