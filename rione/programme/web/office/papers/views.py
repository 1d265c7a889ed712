"""The papers of an operation and of all that belongs to it: listed, and all in one file."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rione.core.access import declares
from rione.core.audit.operations import record_read
from rione.core.audit.rules import Subject
from rione.core.design import formats
from rione.core.design.figures import Crumb
from rione.core.design.filters import Choice, Facet, Filters
from rione.core.design.tables import Cell, Column, DataTable, TableState, changed
from rione.core.documents.public import DocumentView, kind_label, names_of
from rione.core.documents.web.drawing import file_cell
from rione.core.identity.rules.actors import Actor
from rione.core.office.acting import actor_of
from rione.core.office.listing import PURPOSE

from ....access.operations import READERS, STAFF
from ....lists.paper_words import KINDS, THINGS
from ....models import Operation
from ....queries.papers import Papers, papers_of, rights_of_row
from ..operations.views import found
from ..tabs import crumbs, tabs
from .bundle import MOST_FILES, bundle
from .subjects import page_of

PER_PAGE = 50
ALL_KINDS = (*KINDS, "other")
COLUMNS = (
    Column("title", gettext_lazy("Document"), heading=True),
    Column("about", gettext_lazy("It refers to")),
    Column("version", gettext_lazy("Version"), numeric=True, secondary=True),
    Column("date", gettext_lazy("Date")),
    Column("by", gettext_lazy("Added by"), secondary=True),
    Column("file", gettext_lazy("File")),
)


@declares(*READERS)
@never_cache
@require_safe
def operation_documents(request: HttpRequest, code: str) -> HttpResponse:
    """All papers of an operation; `?kind=` narrows. Five SQL statements."""
    actor, row = actor_of(request), found(request, code)
    kind = _kind(request)
    columns = [column for column in COLUMNS if column.key != "by" or actor.role in STAFF]
    state = TableState.from_request(request, columns, per_page=PER_PAGE)
    papers = papers_of(actor, row, kind=kind, offset=state.offset, limit=state.limit)
    if papers.page.total and not papers.page.documents:
        last = state.clamped(papers.page.total).page
        return redirect(request.path + changed(request.GET, {"page": last}))
    _record_confined(papers)
    add = rights_of_row(actor, "operation", row).add
    return render(
        request,
        "programme/office/papers.html",
        {
            "crumbs": [*crumbs(row), Crumb(_("Documents"))],
            "operation": row,
            "title": _("Documents"),
            "tabs": tabs(row, actor, request.path),
            "add_url": reverse("documents:new", args=["operation", str(row.pk)]) if add else "",
            "zip_url": _zip_url(row, kind) if papers.page.documents else "",
            "filters": _filters(request, papers, kind) if papers.page.counts else None,
            "table": _table(actor, papers, columns, state),
            "narrowed": bool(kind),
        },
    )


@declares(*READERS)
@never_cache
@require_safe
def operation_documents_zip(request: HttpRequest, code: str) -> HttpResponseBase:
    """The current files of an operation's papers with an index, as one archive; `?kind=` narrows.

    Files that wait for their scan and are not the reader's yet, and those with malware, stand in
    the index alone. Each that is in it is recorded as read.
    """
    actor, row = actor_of(request), found(request, code)
    kind = _kind(request)
    papers = papers_of(actor, row, kind=kind, limit=MOST_FILES + 1)
    if not papers.page.documents:
        raise Http404
    made = bundle(papers, name=row.code)
    if made is None:
        messages.error(
            request,
            _("Together these files are too large to download at once. Choose one kind first."),
        )
        return redirect(reverse("office:operation_documents", args=[row.code]))
    _record_confined(papers)
    record_read(
        verb="download_document",
        subjects=[
            Subject("operation", str(row.pk)),
            *(Subject("document", str(one.id)) for one in papers.page.documents),
        ],
        purpose="document.download",
        municipality=row.municipality,
    )
    return FileResponse(
        made, as_attachment=True, filename=f"{row.code}.zip", content_type="application/zip"
    )


def _kind(request: HttpRequest) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in ALL_KINDS else ""


def _zip_url(row: Operation, kind: str) -> str:
    url = reverse("office:operation_documents_zip", args=[row.code])
    return f"{url}?kind={kind}" if kind else url


def _record_confined(papers: Papers) -> None:
    """Record that papers of irregularities are shown."""
    shown = {one.about_key for one in papers.page.documents if one.about_kind == "irregularity"}
    if shown:
        record_read(
            verb="irregularity.read",
            subjects=[Subject("irregularity", key) for key in sorted(shown)],
            purpose=PURPOSE,
        )


def _filters(request: HttpRequest, papers: Papers, kind: str) -> Filters:
    choices = [
        Choice(code, KINDS.get(code, _("Other document")), papers.page.counts[code])
        for code in ALL_KINDS
        if code in papers.page.counts
    ]
    return Filters(
        query=request.GET,
        facets=[Facet("kind", _("Kind of document"), choices, kind="radio")],
        search_name="",
        search_label=_("Choose which documents to see"),
        action=request.path,
        open=bool(kind),
    )


def _table(
    actor: Actor, papers: Papers, columns: Sequence[Column], state: TableState
) -> DataTable | None:
    documents = papers.page.documents
    if not documents:
        return None
    staff = actor.role in STAFF
    names = names_of(one.current.uploaded_by for one in documents) if staff else {}
    return DataTable(
        caption=_("Documents"),
        caption_hidden=True,
        columns=columns,
        rows=[_cells(papers, one, names) for one in documents],
        total=papers.page.total,
        state=state,
        noun=ngettext("document", "documents", papers.page.total),
        id="documents",
    )


def _cells(papers: Papers, document: DocumentView, names: Mapping[UUID, str]) -> dict[str, object]:
    thing = (document.about_kind, document.about_key)
    label = THINGS[document.about_kind]
    about = (
        Cell(str(label))
        if document.about_kind == "operation"
        else Cell(f"{label} {papers.things[thing]}", url=page_of(*thing))
    )
    current = document.current
    return {
        "title": Cell(
            document.title,
            url=reverse("documents:document", args=[document.id]),
            note=kind_label(document.about_kind, document.kind),
        ),
        "about": about,
        "version": current.number,
        "date": formats.moment(current.uploaded_at),
        "by": names.get(current.uploaded_by) if current.uploaded_by else None,
        "file": file_cell(document, current),
    }
