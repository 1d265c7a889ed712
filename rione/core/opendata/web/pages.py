"""Pages of open data: all data sets by theme, and one page for each."""

import itertools
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rione.core.access import public
from rione.core.design import formats
from rione.core.design.figures import Crumb
from rione.core.design.tables import Cell, Column, DataTable

from .. import datasets as declared
from .. import linked, words
from ..datasets import Dataset, registered
from ..places import Place
from ..writing import closed

PREVIEW_ROWS = 10
NARROW_COLUMNS = 6
"""How many columns of the first rows a narrow screen shows; the files have all."""
PREVIEW_CHARACTERS = 120
NUMERIC = ("integer", "decimal", "amount")


@public
@require_safe
def datasets(request: HttpRequest) -> HttpResponse:
    """Every data set, by theme."""
    known = list(registered().values())
    modified = linked.modified_of(known)
    themes = [
        {
            "code": code.lower(),
            "title": title,
            "sets": [
                {
                    "name": one.name,
                    "title": one.title,
                    "about": one.about,
                    "url": reverse("open_data:dataset", args=[one.name]),
                    "files": files_of(one),
                    "modified": _day(modified[one.name]),
                }
                for one in known
                if one.theme == code
            ],
        }
        for code, title in words.THEMES.items()
    ]
    return render(
        request,
        "opendata/datasets.html",
        {
            "crumbs": [Crumb(_("Open data"))],
            "themes": [theme for theme in themes if theme["sets"]],
            "json_ld": linked.as_script(linked.catalogue(known, modified, Place.of(request))),
        },
    )


@public
@require_safe
def dataset(request: HttpRequest, name: str) -> HttpResponse:
    """One data set: what it is, its files, its columns, its first rows."""
    one = registered().get(name)
    if one is None:
        raise Http404
    columns = one.columns()
    modified = one.modified()
    place = Place.of(request)
    return render(
        request,
        "opendata/dataset.html",
        {
            "crumbs": [Crumb(_("Open data"), reverse("open_data:datasets")), Crumb(one.title)],
            "set": one,
            "files": files_of(one),
            "modified": _day(modified),
            "publisher": linked.publisher()["name"],
            "frequency": words.FREQUENCIES[one.frequency],
            "theme": words.THEMES[one.theme],
            "fields": fields_table(one, columns) if columns else None,
            "preview": preview_table(one, columns) if columns else None,
            "chart": one.chart() if one.chart else None,
            "cite": place.page(one),
            "api": address_of(one.api),
            "json_ld": linked.as_script(linked.dataset(one, columns, modified, place)),
        },
    )


def _day(at: datetime | None) -> date | None:
    """The day of an instant where the platform lives."""
    return timezone.localtime(at).date() if at else None


def files_of(dataset: Dataset) -> list[dict[str, Any]]:
    """The files of a data set; CSV twice, the first for spreadsheets."""
    found: list[dict[str, Any]] = []
    for form in dataset.forms:
        url = reverse("opendata:file", args=[dataset.name, form.suffix])
        if form is declared.CSV:
            label = _("CSV for spreadsheets")
            found.append({"label": label, "url": f"{url}?for=spreadsheet", "type": form.media_type})
        found.append({"label": form.label, "url": url, "type": form.media_type})
    return found


def fields_table(dataset: Dataset, columns: tuple[declared.Column, ...]) -> DataTable:
    """What each column is called, holds and means."""
    return DataTable(
        caption=_("Columns of the files"),
        caption_hidden=True,
        columns=(
            Column("name", _("Name in the files"), heading=True),
            Column("label", _("What it is")),
            Column("kind", _("Type of value")),
            Column("about", _("Meaning")),
        ),
        rows=[
            {
                "name": Cell(column.name, lang="und", note=_in_files(dataset, column)),
                "label": column.label,
                "kind": words.KINDS[column.kind],
                "about": Cell(column.about, note=_choices(column)),
            }
            for column in columns
        ],
        noun=_("column") if len(columns) == 1 else _("columns"),
        id="fields",
    )


def _in_files(dataset: Dataset, column: declared.Column) -> str:
    if column.name in dataset.key:
        return _("part of the key") if len(dataset.key) > 1 else _("key")
    return _("never empty") if column.required else ""


def _choices(column: declared.Column) -> str:
    if not column.choices:
        return ""
    return _("One of: %(values)s.") % {"values": ", ".join(column.choices)}


def preview_table(dataset: Dataset, columns: tuple[declared.Column, ...]) -> DataTable:
    """The first rows, as the reader's language writes their cells."""
    rows = closed(dataset)
    try:
        first = list(itertools.islice(rows, PREVIEW_ROWS))
    finally:
        rows.close()
    heading = dataset.key[0] if dataset.key else columns[0].name
    return DataTable(
        caption=_("First rows"),
        caption_hidden=True,
        columns=[
            Column(
                column.name,
                column.label,
                numeric=column.kind in NUMERIC,
                secondary=number >= NARROW_COLUMNS and column.name != heading,
                heading=column.name == heading,
            )
            for number, column in enumerate(columns)
        ],
        rows=[
            {column.name: shown(row[column.name], column) for column in columns} for row in first
        ],
        noun=_("first row") if len(first) == 1 else _("first rows"),
        empty_title=_("There is nothing in it yet"),
        id="preview",
    )


def shown(value: Any, column: declared.Column) -> Any:
    """A cell for readers; long text is cut."""
    if value is None or value == "":
        return None
    match column.kind:
        case "amount":
            return formats.euro(int(Decimal(str(value)) * 100))
        case "integer":
            return formats.number(int(value))
        case "date":
            return formats.iso_date(str(value))
        case "yesno":
            return _("Yes") if value == "yes" else _("No")
    text = str(value)
    return text if len(text) <= PREVIEW_CHARACTERS else f"{text[:PREVIEW_CHARACTERS].rstrip()}…"


def address_of(name: str) -> str:
    """The address of a named view without arguments; empty where there is none."""
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""
