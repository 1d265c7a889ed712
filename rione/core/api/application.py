"""The one NinjaAPI of the platform: addresses, OpenAPI document, page for readers."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.functional import cached_property
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.operation import Operation, PathView
from ninja.utils import normalize_path, replace_path_param_notation

import rione
from rione.core.access import public, without_database

from . import openapi
from .answers import JSON, conditional, tag_of
from .guard import guarded
from .pages import documentation
from .problems import not_found, problem_of, respond

DESCRIPTION = """Public, read-only data of the platform. Money is integer euro cents and `null` \
means that no document says how much (never zero); decimals are strings; partial dates are \
`YYYY`, `YYYY-MM` or `YYYY-MM-DD`; texts of the platform are given in both languages."""


class RioneAPI(NinjaAPI):
    """Answers every address below its own, and every error, itself."""

    def __init__(self) -> None:
        super().__init__(
            title="Rione",
            version=rione.__version__,
            description=DESCRIPTION,
            openapi_url=None,
            docs_url=None,
            urls_namespace="api",
        )
        for kind in (Exception, ValidationError):
            self.add_exception_handler(kind, _answer)

    def operations(self) -> Iterator[tuple[str, str, PathView, Operation]]:
        """Every operation: its path as documented, its Django route, its view, itself."""
        for bound in self._get_bound_routers():
            for below, path_view in bound.path_operations.items():
                documented = normalize_path("/".join(i for i in ("", bound.prefix, below) if i))
                route = replace_path_param_notation(documented).lstrip("/")
                for operation in path_view.operations:
                    yield documented, route, path_view, operation

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        addresses: list[URLResolver | URLPattern] = [
            path("", documentation_of(self), name="api-root"),
            path("docs", documentation_of(self), name="docs"),
            path("openapi.json", description_of(self), name="openapi"),
        ]
        for _documented, route, path_view, operation in self.operations():
            spec = getattr(operation.view_func, "spec", None)
            view = guarded(path_view.get_view(), everybody=not (spec and spec.private))
            # An operation whose function declares nothing leaves its address undeclared.
            for mark in ("access", "access_roles", "without_database"):
                if hasattr(operation.view_func, mark):
                    setattr(view, mark, getattr(operation.view_func, mark))
            addresses.append(path(route, view, name=operation.operation_id))
        addresses.append(re_path(r"^.*$", guarded(nothing_here), name="nothing"))
        return addresses

    @cached_property
    def document(self) -> bytes:
        """The OpenAPI document as served; made once per process."""
        return json.dumps(self.get_openapi_schema(), ensure_ascii=False, indent=1).encode()

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(**kwargs)
        specs = {
            operation.operation_id: getattr(operation.view_func, "spec", None)
            for *_, operation in self.operations()
        }
        return openapi.complete(schema, specs)


def new_api() -> RioneAPI:
    """The API that config adds the routes of every context to."""
    return RioneAPI()


def _answer(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    return respond(problem_of(request, error if isinstance(error, Exception) else error()))


def description_of(api: RioneAPI) -> Any:
    """`/api/openapi.json`."""

    @public
    @without_database
    @guarded
    def openapi_document(request: HttpRequest) -> HttpResponse:
        tag = tag_of(api.document)

        def make() -> HttpResponse:
            return HttpResponse(api.document, content_type=JSON)

        return conditional(request, lambda: tag, 300, make)

    return openapi_document


def documentation_of(api: RioneAPI) -> Any:
    """`/api/docs`: the operations as a page, drawn from the OpenAPI document alone."""

    @public
    @without_database
    @guarded
    def docs(request: HttpRequest) -> HttpResponse:
        tag = tag_of(api.document)
        return conditional(
            request, lambda: tag, 300, lambda: documentation(json.loads(api.document))
        )

    return docs


@public
@without_database
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Whatever else lies below `/api/`."""
    raise not_found("There is no such address; /api/openapi.json lists those that exist.")
