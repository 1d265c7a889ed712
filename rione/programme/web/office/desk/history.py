"""All that happened to an operation."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rione.core.access import declares
from rione.core.design.figures import Crumb
from rione.core.design.filters import Choice, Facet, Filters
from rione.core.design.tables import Export, changed
from rione.core.identity.access import ROLE_NAMES
from rione.core.identity.rules.roles import Role
from rione.core.office.acting import actor_of
from rione.core.sheets import csv_lines, json_lines

from ....access.operations import READERS
from ....queries.history import PARTS, HistoryLine, history_of, whole_history
from ..tabs import crumbs, tabs
from .questions import found_operation

FORMATS = {"csv": "text/csv", "json": "application/json"}
LONGEST_NUMBER = 18


def role_of(line: HistoryLine) -> str:
    """The role of whoever did it, in words."""
    try:
        return str(ROLE_NAMES[Role(line.role)])
    except ValueError:
        return _("the platform itself")


def who(line: HistoryLine) -> str:
    """Who did it: the name where it may be known, the role, the organisation."""
    return ", ".join(part for part in (line.name, role_of(line), line.organisation) if part)


@declares(*READERS)
@require_safe
def of_operation(request: HttpRequest, code: str) -> HttpResponseBase:
    """The timeline of an operation, newest first; `?part=` narrows, `?before=` goes back."""
    actor, row = actor_of(request), found_operation(request, code)
    asked = request.GET.get("part", "")
    part = asked if asked in PARTS else ""
    form = request.GET.get("format", "")
    if form in FORMATS:
        return exported(whole_history(actor, row, part), form, row.code)
    text = request.GET.get("before", "")
    usable = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    page = history_of(actor, row, part=part, before=int(text) if usable else None)
    return render(
        request,
        "programme/office/desk/operation_history.html",
        {
            "crumbs": [*crumbs(row), Crumb(_("History"))],
            "operation": row,
            "title": _("History"),
            "tabs": tabs(row, actor, request.path),
            "filters": Filters(
                query=request.GET,
                facets=[
                    Facet(
                        "part",
                        _("Part of the work"),
                        [Choice(name, words) for name, words in PARTS.items()],
                        kind="radio",
                    )
                ],
                search_name="",
                search_label=_("Choose which part to see"),
                action=request.path,
                open=bool(part),
            ),
            "lines": [
                {"line": line, "part": PARTS[line.part], "who": who(line)} for line in page.lines
            ],
            "narrowed": bool(part),
            "first": not usable,
            "newest_url": request.path + changed(request.GET, {"before": None}),
            "older_url": request.path + changed(request.GET, {"before": page.before})
            if page.before is not None
            else "",
            "exports": [
                Export(name.upper(), changed(request.GET, {"format": name, "before": None}), media)
                for name, media in FORMATS.items()
            ],
        },
    )


def exported(lines: Iterator[HistoryLine], form: str, code: str) -> StreamingHttpResponse:
    """All of it as a file: CSV in the reader's language, JSON with codes."""
    if form == "csv":
        columns = (_("When"), _("Part of the work"), _("What"), _("Who"), _("Why"))
        rows: Iterator[dict[str, Any]] = (
            dict(
                zip(
                    columns,
                    (
                        line.at.isoformat(timespec="seconds"),
                        str(PARTS[line.part]),
                        line.sentence,
                        who(line),
                        line.why,
                    ),
                    strict=True,
                )
            )
            for line in lines
        )
        content = csv_lines(columns, rows, spreadsheet=True)
    else:
        content = json_lines(
            {
                "at": line.at.isoformat(),
                "part": line.part,
                "verb": line.verb,
                "sentence": line.sentence,
                "role": line.role,
                "organisation": line.organisation,
                "name": line.name,
                "why": line.why,
            }
            for line in lines
        )
    response = StreamingHttpResponse(content, content_type=f"{FORMATS[form]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}-history.{form}"'
    return response
