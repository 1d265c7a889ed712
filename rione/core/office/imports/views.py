"""Importing a file: choose what, send the file, name its columns, look at the trial, confirm."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core.access import declares
from rione.core.audit.operations import record_read
from rione.core.audit.rules import Subject
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import Crumb
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused

from ..acting import actor_of
from ..listing import PURPOSE, list_page
from ..models import StagedImport
from ..pages import write_page
from . import files, operations
from .access import IMPORTERS, READERS
from .definitions import CsvImport, all_titles, import_called, imports_of
from .drawing import column_rows, first_rows, problem_rows
from .forms import ConfirmForm, FileForm, columns_form
from .lists import IMPORTS
from .queries import content_of, find_import, staged, staged_with_before
from .trying import checked_mapping, tried

FORM = ["GET", "HEAD", "POST"]


def _office() -> Crumb:
    return Crumb(_("Office"), reverse("office:home"))


def _trail(definition: CsvImport | None = None) -> list[Crumb]:
    trail = [_office(), Crumb(IMPORTS.title, reverse("office:imports"))]
    if definition is not None:
        trail.append(Crumb(definition.title, reverse("office:import_new", args=[definition.name])))
    return trail


def _file(actor: Actor, key: UUID) -> tuple[StagedImport, CsvImport]:
    """A file that is being tried; 404 unless it is the actor's."""
    file = staged(actor, key)
    definition = import_called(actor, file.name) if file is not None else None
    if file is None or definition is None:
        raise Http404
    return file, definition


@declares(*READERS)
@never_cache
@require_safe
def imports(request: HttpRequest) -> HttpResponseBase:
    """What can be imported, and what was."""
    offered = [
        (definition, reverse("office:import_new", args=[definition.name]))
        for definition in imports_of(actor_of(request))
    ]
    return list_page(
        request,
        IMPORTS,
        crumbs=[_office()],
        template="office/imports/list.html",
        context={"offered": offered},
    )


@declares(*IMPORTERS)
@never_cache
@require_http_methods(FORM)
def import_new(request: HttpRequest, name: str) -> HttpResponseBase:
    """What the columns mean, the template, and the file to be tried."""
    actor = actor_of(request)
    definition = import_called(actor, name)
    if definition is None:
        raise Http404
    if request.GET.get("format") == "csv":
        return files.template(definition)
    return write_page(
        request,
        form_class=FileForm,
        do=lambda data: operations.stage_import(
            actor=actor,
            key=data["key"],
            name=definition.name,
            file_name=data["file"][0],
            content=b64encode(data["file"][1]).decode(),
        ),
        title=str(definition.title),
        lead=str(definition.lead),
        crumbs=_trail(),
        submit=_("Try the file"),
        done=_("The file is read. Nothing is stored yet."),
        then=lambda made: reverse("office:import_columns", args=[made]),
        template="office/imports/new.html",
        context={
            "template_url": f"{request.path}?format=csv",
            "columns": column_rows(definition),
        },
    )


@declares(*IMPORTERS)
@never_cache
@require_http_methods(FORM)
def import_columns(request: HttpRequest, key: UUID) -> HttpResponse:
    """Which heading of the file is which column: as guessed, to be changed."""
    actor = actor_of(request)
    file, definition = _file(actor, key)
    return write_page(
        request,
        form_class=columns_form(definition, file.headings, file.lines[0][1]),
        initial={name: str(place) for name, place in file.mapping.items()},
        do=lambda data: operations.map_import(
            actor=actor, key=data["key"], staged_import=key, mapping=_mapping(definition, data)
        ),
        title=_("Columns of the file"),
        lead=_(
            "Choose for each column where it stands in the file; what is not chosen is ignored."
        ),
        crumbs=_trail(definition),
        submit=_("Try the rows"),
        done=_("The columns are named. Nothing is stored yet."),
        then=reverse("office:import_check", args=[key]),
        template="office/imports/columns.html",
        context={"file": file},
    )


@declares(*IMPORTERS)
@never_cache
@require_http_methods(FORM)
def import_check(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """What would be stored and what is wrong; confirmed, all of it is stored."""
    actor = actor_of(request)
    found = staged_with_before(actor, key)
    if found is None and find_import(actor, key) is not None:
        return redirect("office:import_record", key=key)
    definition = import_called(actor, found[0].name) if found is not None else None
    if found is None or definition is None:
        raise Http404
    file, before = found
    try:
        checked_mapping(definition, file.headings, file.mapping)
    except Refused:
        return redirect("office:import_columns", key=key)
    form = ConfirmForm(request.POST) if request.method == "POST" else None
    refused = ""
    if form is not None:
        if form.is_valid():
            try:
                made = operations.import_rows(actor=actor, staged_import=key, **form.cleaned_data)
            except Refused as error:
                refused = str(error)
            else:
                messages.success(request, _("All rows are imported."))
                return redirect("office:import_record", key=made)
        else:
            refused = _("The form is not complete. Open the page again and repeat.")
    trial = tried(actor, definition, file)
    if request.GET.get("format") == "csv":
        return files.problems(definition, file, trial)
    return render(
        request,
        "office/imports/check.html",
        {
            "crumbs": [*_trail(definition), Crumb(_("Trial"))],
            "title": _("Trial of the file"),
            "definition": definition,
            "file": file,
            "trial": trial,
            "refused": refused,
            "before": before,
            "before_on": formats.moment(before.at) if before else "",
            "before_url": reverse("office:import_record", args=[before.id]) if before else "",
            "repeated": before is not None and before.digest == trial.digest,
            "form": ConfirmForm(initial={"digest": trial.digest}),
            "first": first_rows(definition, trial),
            "problems": problem_rows(definition, trial) if trial.problems else None,
            "problems_url": f"{request.path}?format=csv",
            "columns_url": reverse("office:import_columns", args=[key]),
            "again_url": reverse("office:import_new", args=[definition.name]),
        },
        status=422 if refused else 200,
    )


@declares(*READERS)
@never_cache
@require_safe
def import_record(request: HttpRequest, key: UUID) -> HttpResponse:
    """A file that was imported: who, when, how many rows; and the file itself."""
    actor = actor_of(request)
    row = find_import(actor, key)
    if row is None:
        raise Http404
    if request.GET.get("format") == "csv":
        record_read(
            verb="read_import", subjects=[Subject("import", str(row.pk))], purpose=PURPOSE, query=""
        )
        return files.original(f"{row.name}-{row.sha256[:12]}.csv", content_of(row.pk))
    definition = import_called(actor, row.name)
    actions = [Link(_("The file as it was sent"), f"{request.path}?format=csv")]
    if definition is not None:
        actions.append(Link(_("Where the rows are"), reverse(definition.then)))
    return render(
        request,
        "office/imports/record.html",
        {
            "crumbs": [*_trail(), Crumb(row.file_name)],
            "title": row.file_name,
            "row": row,
            "what": all_titles().get(row.name, row.name),
            "imported_on": formats.moment(row.imported_at),
            "person": getattr(row, "person", None) or "—",
            "actions": actions,
        },
    )


def _mapping(definition: CsvImport, data: Mapping[str, Any]) -> dict[str, int]:
    return {
        column.name: int(data[column.name])
        for column in definition.columns
        if data.get(column.name)
    }
