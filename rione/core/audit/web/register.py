"""The register, for auditors and administrators: all entries of their municipality."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rione.core.access import declares
from rione.core.design import formats
from rione.core.design.figures import Badge, Crumb
from rione.core.design.tables import Cell, Column, DataTable, Export, changed
from rione.core.office.acting import actor_of
from rione.core.sheets import csv_lines

from .. import words
from ..access import READERS
from ..models import Action
from ..operations import record_read
from ..queries import EntryView, Filters, all_entries, entries, trail_state
from .forms import FilterForm
from .keyset import before_of

PURPOSE = "audit.control"
SHOWN = 5
COLUMNS = (
    Column("id", gettext_lazy("Number"), heading=True),
    Column("at", gettext_lazy("When")),
    Column("what", gettext_lazy("What was done")),
    Column("who", gettext_lazy("Who")),
    Column("about", gettext_lazy("What it is about")),
    Column("more", gettext_lazy("Details"), secondary=True),
)
CHECK_COLUMNS = (
    Column("at", gettext_lazy("When"), heading=True),
    Column("seals", gettext_lazy("Seals"), numeric=True),
    Column("entries", gettext_lazy("Entries"), numeric=True),
    Column("outcome", gettext_lazy("Outcome")),
)
PLACE_COLUMNS = (
    Column("name", gettext_lazy("Place"), heading=True),
    Column("seal", gettext_lazy("Newest seal there")),
    Column("at", gettext_lazy("Since")),
)
FILE_OF_ALL = {"format": "csv", "before": None}
FILE = (
    *("id", "at", "stored_at", "action", "verb", "subjects", "subject_count", "purpose", "query"),
    *("municipality", "actor_kind", "actor_key", "actor_role", "actor_organisation"),
    *("actor_municipality", "details", "request_id", "digest", "sealed"),
)


@declares(*READERS)
@never_cache
@require_safe
def register(request: HttpRequest) -> HttpResponseBase:
    """A page of entries that match, newest first, or all of them as a file. The file is recorded
    before it is handed out. One SQL statement of its own."""
    form = FilterForm(request.GET)
    place = actor_of(request).municipality
    asked = form.is_valid()
    filters = form.filters(place) if asked else Filters(municipality=place)
    if asked and request.GET.get("format") == "csv":
        record_read(verb="export_register", subjects=[], purpose=PURPOSE, query=form.codes())
        return as_file(filters)
    before = before_of(request)
    page = entries(filters, before=before) if asked else None
    found = page.entries if page else ()
    table = DataTable(
        _("Register of who did or saw what"),
        COLUMNS,
        [row_of(entry) for entry in found],
        noun=ngettext("entry on this page", "entries on this page", len(found)),
        exports=[Export("CSV", changed(request.GET, FILE_OF_ALL), "text/csv")],
        caption_hidden=True,
        id="register",
    )
    return render(
        request,
        "audit/register.html",
        {
            "crumbs": [Crumb(_("Audit register"))],
            "form": form,
            "table": table if found else None,
            "asked": asked,
            "place": place,
            "narrowed": bool(asked and form.codes()),
            "newest": changed(request.GET, {"before": None}) if before is not None else "",
            "older": changed(request.GET, {"before": page.before}) if page and page.before else "",
        },
        status=200 if asked else 422,
    )


def row_of(entry: EntryView) -> dict[str, Any]:
    """An entry in words, with its codes."""
    read = entry.action == Action.READ
    left = entry.subject_count - SHOWN
    about = ", ".join(entry.subjects[:SHOWN])
    more = [entry.purpose and str(words.purpose(entry.purpose)), entry.query]
    if entry.details:
        more.append(json.dumps(entry.details, sort_keys=True))
    return {
        "id": Cell(str(entry.id), badge=None if entry.sealed else Badge(_("not sealed yet"))),
        "at": formats.moment(entry.at),
        "what": Cell(
            words.verb(entry.verb),
            note=entry.verb,
            badge=Badge(_("seen") if read else _("changed")),
        ),
        "who": Cell(words.actor(entry.actor_kind, entry.actor_role), note=entry.actor_key),
        "about": Cell(
            about,
            note=ngettext("and %(count)d more", "and %(count)d more", left) % {"count": left}
            if left > 0
            else "",
        )
        if about
        else None,
        "more": "; ".join(filter(None, more)),
    }


def as_file(filters: Filters) -> StreamingHttpResponse:
    """All entries that match, in codes, one to a line."""
    response = StreamingHttpResponse(
        csv_lines(FILE, lines(filters)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="register.csv"'
    return response


def lines(filters: Filters) -> Iterator[dict[str, object]]:
    """Entries as cells of a file."""
    for entry in all_entries(filters):
        cells: dict[str, object] = {name: getattr(entry, name) for name in FILE}
        cells["at"], cells["stored_at"] = entry.at.isoformat(), entry.stored_at.isoformat()
        cells["subjects"] = " ".join(entry.subjects)
        cells["details"] = json.dumps(entry.details, sort_keys=True)
        cells["digest"] = entry.digest.hex()
        yield cells


@declares(*READERS)
@never_cache
@require_safe
def verification(request: HttpRequest) -> HttpResponse:
    """Whether the trail holds: the newest seal, where it stands outside, the complete checks."""
    state = trail_state()
    checks = DataTable(
        _("Complete checks"),
        CHECK_COLUMNS,
        [
            {
                "at": formats.moment(check.at),
                "seals": check.seals,
                "entries": check.entries,
                "outcome": Cell(check.broken, lang="en", badge=Badge(_("broken"), "negative"))
                if check.broken
                else Cell(None, badge=Badge(_("holds"), "positive")),
            }
            for check in state.checks
        ],
        noun=ngettext("complete check", "complete checks", len(state.checks)),
        caption_hidden=True,
        empty_title=_("No complete check yet"),
        empty_text=_("A job makes one every night."),
        id="checks",
    )
    places = DataTable(
        _("Where the seals stand outside of the database"),
        PLACE_COLUMNS,
        [
            {"name": place.name, "seal": str(place.seal), "at": formats.moment(place.at)}
            for place in state.places
        ],
        noun=ngettext("outside place", "outside places", len(state.places)),
        caption_hidden=True,
        empty_title=_("No place has received a seal yet"),
        id="places",
    )
    return render(
        request,
        "audit/verification.html",
        {
            "crumbs": [
                Crumb(_("Audit register"), reverse("audit:register")),
                Crumb(_("Whether it holds")),
            ],
            "state": state,
            "seal": str(state.seal),
            "sealed_at": formats.moment(state.sealed_at) if state.sealed_at else "",
            "checks": checks,
            "places": places,
        },
    )
