"""The list of files that were imported."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rione.core.design.figures import EmptyState

from ..lists import Facet, Field, OfficeList
from .definitions import all_titles
from .queries import imports_stored

IMPORTS = OfficeList(
    name="imports",
    title=_("Imports"),
    lead=_("Many rows at once from a CSV file: tried first, then stored whole or not at all."),
    noun=lambda count: ngettext("imported file", "imported files", count),
    fields=(
        Field("file_name", _("File"), heading=True),
        Field("what", _("What"), "choice", "name", choices=all_titles()),
        Field("rows", _("Rows"), "number"),
        Field("person", _("Imported by"), null=True, secondary=True),
        Field("imported", _("Imported on"), "instant", "imported_at"),
        Field("sha256", _("SHA-256 of the file"), shown=False),
        Field("id", "", kind="id", shown=False, sortable=False),
    ),
    rows=imports_stored,
    facets=(Facet("what"),),
    search=("file_name__icontains",),
    default="-imported",
    link=lambda row: reverse("office:import_record", args=[row.id]),
    empty=EmptyState(
        _("Nothing imported yet"), _("Choose above what to import; a file is tried first.")
    ),
    reads="list_imports",
)
