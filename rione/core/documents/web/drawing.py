"""Documents, versions and entries as tables of the design."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rione.core.design import formats
from rione.core.design.figures import Badge
from rione.core.design.tables import Cell, Column, DataTable

from ..access import kind_label
from ..queries import DocumentView, EntryView, VersionView
from ..rules.references import Direction
from ..words import DIRECTIONS, scan_badge


def document_table(documents: Sequence[DocumentView], table_id: str = "documents") -> DataTable:
    """Documents about a thing: the current file of each, how many there are, where to get it."""
    return DataTable(
        caption=_("Attached documents"),
        caption_hidden=True,
        columns=(
            Column("title", _("Document"), heading=True),
            Column("version", _("Versions"), numeric=True, secondary=True),
            Column("kind", _("Type")),
            Column("size", _("Size"), numeric=True),
            Column("date", _("Date")),
            Column("file", _("File")),
        ),
        rows=[
            {
                "title": Cell(
                    document.title,
                    url=reverse("documents:document", args=[document.id]),
                    note=kind_label(document.about_kind, document.kind),
                    badge=Badge(_("Withdrawn"), "neutral") if document.is_withdrawn else None,
                ),
                "version": len(document.versions),
                "kind": document.current.kind,
                "size": filesizeformat(document.current.size),
                "date": formats.moment(document.current.uploaded_at),
                "file": file_cell(document, document.current),
            }
            for document in documents
        ],
        noun=ngettext("document", "documents", len(documents)),
        id=table_id,
    )


def file_cell(document: DocumentView, version: VersionView) -> Cell:
    """A file to download, or what keeps it back; what is to be known of its scan."""
    badge = scan_badge(version.scan)
    if not version.open_to_reader:
        return Cell(version.name, badge=badge)
    return Cell(download_link(document, version), badge=badge)


def download_link(document: DocumentView, version: VersionView) -> SafeString:
    """A link that says which file it brings."""
    url = reverse("documents:download", args=[document.id, version.number])
    return format_html('<a href="{}" download>{} {}</a>', url, _("Download"), version.name)


def version_rows(document: DocumentView, names: Mapping[UUID, str]) -> DataTable:
    """The versions of a document; who brought them is shown within its municipality."""
    columns = [
        Column("number", _("Version"), heading=True),
        Column("file", _("File")),
        Column("kind", _("Type")),
        Column("size", _("Size"), numeric=True),
        Column("date", _("Date")),
    ]
    if document.inside:
        columns.append(Column("by", _("Added by")))
    return DataTable(
        caption=_("Versions"),
        caption_hidden=True,
        columns=columns,
        rows=[
            {
                "number": Cell(
                    str(version.number),
                    badge=Badge(_("current"), "info") if version is document.current else None,
                    note=version.note if document.inside else "",
                ),
                "file": file_cell(document, version),
                "kind": version.kind,
                "size": filesizeformat(version.size),
                "date": formats.moment(version.uploaded_at),
                "by": names.get(version.uploaded_by) if version.uploaded_by else None,
            }
            for version in document.versions
        ],
        noun=ngettext("version", "versions", len(document.versions)),
        id="versions",
    )


def entry_rows(entries: Sequence[EntryView]) -> DataTable | None:
    """The lines of the register about a document; None when there are none."""
    if not entries:
        return None
    return DataTable(
        caption=_("Register"),
        caption_hidden=True,
        columns=(
            Column("own", _("Number"), heading=True),
            Column("direction", _("Direction")),
            Column("version", _("Version"), numeric=True),
            Column("outside", _("Number of the city’s register")),
            Column("date", _("Date")),
        ),
        rows=[
            {
                "own": Cell(entry.own, note=f"SHA-256 {entry.sha256[:16]}…"),
                "direction": DIRECTIONS[Direction(entry.direction)],
                "version": entry.version,
                "outside": entry.outside_reference,
                "date": formats.moment(entry.registered_at),
            }
            for entry in entries
        ],
        noun=ngettext("entry", "entries", len(entries)),
        id="register",
    )
