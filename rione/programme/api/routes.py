"""`/api/programme/v1/…`: the programme of record for programs."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from ninja import Query

from rione.core.access import PUBLIC
from rione.core.api import Listing, Paging, Routes, cut, known_by, not_found
from rione.programme import queries
from rione.programme.queries import shapes
from rione.programme.queries.version import version
from rione.programme.rules.values import ValueRefused, action_code

from .bodies import (
    ActionListBody,
    DocumentBody,
    SummaryBody,
    document_body,
    summary_body,
)
from .parameters import ActionParameters, ConflictParameters

router = Routes()
ROOT = "/api/programme/v1"


def listing(page: shapes.Page[Any]) -> Listing[Any]:
    return Listing(page.rows, page.page, page.page_size, page.total, page.pages)


@router.read(
    "/summary",
    body=SummaryBody,
    access=PUBLIC,
    name="programme_summary",
    summary="The programme at a glance",
    version=version,
)
def summary(request: HttpRequest) -> SummaryBody:
    """Money by axis as the documents print it, and net of actions postponed or moved."""
    return summary_body(queries.summary())


@router.read(
    "/actions",
    body=ActionListBody,
    access=PUBLIC,
    name="programme_actions",
    summary="Actions",
    version=version,
)
def actions(request: HttpRequest, query: Query[ActionParameters]) -> ActionListBody:
    """Several filters narrow, several values of one filter widen."""
    found = queries.list_actions(
        query.filters(),
        sort=query.sort,
        page=query.page,
        page_size=query.page_size,
        facets=query.facets,
    )
    return ActionListBody(
        items=found.page.rows,
        page=found.page.page,
        page_size=found.page.page_size,
        total=found.page.total,
        pages=found.page.pages,
        sort=found.sort,
        sums=found.sums,
        net=found.net,
        facets=found.facets if query.facets else None,
    )


@router.read(
    "/actions/{code}",
    body=shapes.ActionDetail,
    access=PUBLIC,
    name="programme_action",
    summary="One action, every figure with its source",
    version=version,
    missing=True,
    redirects=True,
)
def action(
    request: HttpRequest, code: str = known_by("MI3.1.1.a", "Code of the action.")
) -> shapes.ActionDetail | HttpResponse:
    """The spellings that documents print (`MI.4.2.1.b`, `MI 4.1.1.b`) lead to the code's own."""
    try:
        own = action_code(code)
    except ValueRefused as refused:
        raise not_found(f"{refused}.") from None
    if own != code:
        return HttpResponsePermanentRedirect(f"{ROOT}/actions/{own}", preserve_request=True)
    found = queries.get_action(code)
    if found is None:
        raise not_found(f"The programme has no action {code}.")
    return found


@router.read(
    "/projects",
    body=Listing[shapes.ProjectLine],
    access=PUBLIC,
    name="programme_projects",
    summary="Projects with their actions and money",
    version=version,
)
def projects(request: HttpRequest, query: Query[Paging]) -> Listing[shapes.ProjectLine]:
    return Listing(**cut(queries.list_projects(), query))


@router.read(
    "/projects/{slug}",
    body=shapes.ProjectDetail,
    access=PUBLIC,
    name="programme_project",
    summary="One project",
    version=version,
    missing=True,
)
def project(
    request: HttpRequest, slug: str = known_by("abitare-in-borgo", "Slug of the project.")
) -> shapes.ProjectDetail:
    found = queries.get_project(slug)
    if found is None:
        raise not_found("The programme has no project of that slug.")
    return found


@router.read(
    "/conflicts",
    body=Listing[shapes.ConflictLine],
    access=PUBLIC,
    name="programme_conflicts",
    summary="Where documents disagree: every value, which one is shown and why",
    version=version,
)
def conflicts(
    request: HttpRequest, query: Query[ConflictParameters]
) -> Listing[shapes.ConflictLine]:
    return listing(
        queries.list_conflicts(query.filters(), page=query.page, page_size=query.page_size)
    )


@router.read(
    "/gaps",
    body=Listing[shapes.GapLine],
    access=PUBLIC,
    name="programme_gaps",
    summary="What no document says",
    version=version,
)
def gaps(request: HttpRequest, query: Query[Paging]) -> Listing[shapes.GapLine]:
    return listing(queries.list_gaps(page=query.page, page_size=query.page_size))


@router.read(
    "/indicators",
    body=Listing[shapes.IndicatorLine],
    access=PUBLIC,
    name="programme_indicators",
    summary="Indicators: targets and achieved values",
    version=version,
)
def indicators(request: HttpRequest, query: Query[Paging]) -> Listing[shapes.IndicatorLine]:
    return Listing(**cut(queries.list_indicators(), query))


@router.read(
    "/dependencies",
    body=Listing[shapes.DependencyLine],
    access=PUBLIC,
    name="programme_dependencies",
    summary="Actions that wait for another action",
    version=version,
)
def dependencies(request: HttpRequest, query: Query[Paging]) -> Listing[shapes.DependencyLine]:
    return Listing(**cut(queries.list_dependencies(), query))


@router.read(
    "/communication",
    body=Listing[shapes.CommunicationLine],
    access=PUBLIC,
    name="programme_communication",
    summary="Events and products that make actions known",
    version=version,
)
def communication(request: HttpRequest, query: Query[Paging]) -> Listing[shapes.CommunicationLine]:
    return Listing(**cut(queries.list_communication(), query))


@router.read(
    "/documents",
    body=Listing[shapes.DocumentLine],
    access=PUBLIC,
    name="programme_documents",
    summary="The documents that everything shown comes from",
    version=version,
)
def documents(request: HttpRequest, query: Query[Paging]) -> Listing[shapes.DocumentLine]:
    return Listing(**cut(queries.list_documents(), query))


@router.read(
    "/documents/{code}",
    body=DocumentBody,
    access=PUBLIC,
    name="programme_document",
    summary="One document and its statements",
    version=version,
    missing=True,
)
def document(
    request: HttpRequest,
    query: Query[Paging],
    code: str = known_by("progetti-2022", "Short name of the document."),
) -> DocumentBody:
    found = queries.get_document(code, page=query.page, page_size=query.page_size)
    if found is None:
        raise not_found("There is no document of that code.")
    return document_body(found)
