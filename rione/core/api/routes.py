"""Routes of a context's API: read-only, each with its access, its body and its documentation."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, get_args, get_origin

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import TypeAdapter

from rione.core.access import PUBLIC, declares

from .answers import JSON, Listing, conditional, page_links, unshared
from .problems import ProblemDetail, invalid

MAX_AGE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Spec:
    """What an operation says beside its parameters: read when the OpenAPI document is made."""

    media_type: str = "application/json"
    paged: bool = False
    tagged: bool = False
    problems: tuple[int, ...] = ()
    redirects: bool = False
    private: bool = False
    single: frozenset[str] = field(default_factory=frozenset)
    several: frozenset[str] = field(default_factory=frozenset)


class Routes(Router):
    """A router whose operations are declared with `read`."""

    def read(
        self,
        path: str,
        *,
        body: Any,
        access: str | tuple[str, ...],
        name: str,
        summary: str,
        version: Callable[[], str] | None = None,
        max_age: int = MAX_AGE_SECONDS,
        media_type: str = "application/json",
        missing: bool = False,
        redirects: bool = False,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a GET operation.

        `body`: the frozen dataclass that the function returns; it is documented and written as
        it is. A function that returns an HttpResponse answers with that. `name`: operationId and
        name of the address. `version`: a cheap read that changes whenever the answer may; it
        makes a 304 cost one statement. `missing`: it may answer 404. `access`: PUBLIC, for
        answers that shared caches keep and every origin may read; or roles, for answers that are
        kept by nobody, are read by this origin only and answer 401 or 403 to others.
        """
        allowed = (access,) if isinstance(access, str) else access
        private = allowed != (PUBLIC,)
        adapter: TypeAdapter[Any] = TypeAdapter(body)
        paged = _is_listing(body)
        kind = JSON if media_type == "application/json" else media_type

        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            single, several = query_names(view)

            @functools.wraps(view)
            def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
                refuse_unknown(request, single, several)

                def make() -> HttpResponse:
                    result = view(request, **kwargs)
                    if isinstance(result, HttpResponse):
                        return result
                    response = HttpResponse(adapter.dump_json(result), content_type=kind)
                    if paged:
                        response["Link"] = page_links(request, result.page, result.pages)
                    return response

                return unshared(make()) if private else conditional(request, version, max_age, make)

            answer.spec = Spec(  # type: ignore[attr-defined]
                media_type=media_type,
                paged=paged,
                tagged=version is not None,
                problems=(
                    400,
                    *((401, 403) if private else ()),
                    *((404,) if missing else ()),
                    *(422, 500, 503),
                ),
                redirects=redirects,
                private=private,
                single=single,
                several=several,
            )
            self.get(path, response=body, operation_id=name, url_name=name, summary=summary)(
                declares(*allowed)(answer)
            )
            return view

        return decorate


def _is_listing(body: Any) -> bool:
    shape = get_origin(body) or body
    return isinstance(shape, type) and (
        issubclass(shape, Listing)
        or {"items", "page", "pages"} <= set(getattr(shape, "__slots__", ()))
    )


def query_names(view: Callable[..., Any]) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the query parameters of a view: those given once, and those given repeatedly.

    Query parameters are the fields of schemas annotated `Query[…]`.
    """
    single: set[str] = set()
    several: set[str] = set()
    for parameter in inspect.signature(view).parameters.values():
        if get_origin(parameter.annotation) is not Annotated:
            continue
        model = get_args(parameter.annotation)[0]
        if not (isinstance(model, type) and issubclass(model, Schema)):
            continue
        for name, info in model.model_fields.items():
            kind = get_origin(info.annotation)
            (several if kind in (list, tuple) else single).add(name)
    return frozenset(single), frozenset(several)


def refuse_unknown(request: HttpRequest, single: frozenset[str], several: frozenset[str]) -> None:
    """422 on a parameter that does not exist or is given twice: a mistyped filter must not
    look like an answer to the question asked."""
    errors = []
    for name in request.GET:
        if name in several:
            continue
        if name not in single:
            known = ", ".join(sorted(single | several)) or "none"
            errors.append(
                ProblemDetail(
                    name[:80], "query", f"There is no such parameter; there are: {known}."
                )
            )
        elif len(request.GET.getlist(name)) > 1:
            errors.append(ProblemDetail(name, "query", "Give it once."))
    if errors:
        raise invalid(*errors[:20])
