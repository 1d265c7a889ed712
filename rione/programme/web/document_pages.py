"""Documents: what each is, and every statement taken from it."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from rione.core.design import formats
from rione.core.design.figures import Crumb

from ..queries.shapes import DocumentDetail, DocumentLine, Stated
from . import paging, values, words
from .disagreements import disagreement

PER_PAGE = 50


def card(line: DocumentLine) -> dict[str, Any]:
    """A document in the list."""
    document = line.document
    return {
        "code": document.code,
        "title": document.title,
        "language": document.language,
        "url": values.document_url(document),
        "kind": words.document_kind(document.kind),
        "rank": document.rank,
        "printed": document.printed_date or "",
        "content": document.content_date or "",
        "note": words.text(line.note),
        "statements": line.statements,
        "shown": line.shown,
        "conflicts": line.conflicts,
        "conflicts_url": reverse("programme:disagreements") + f"?document={document.code}",
        "ranks": [(field, rank) for field, rank in line.ranks.items() if rank != document.rank],
    }


def context(query: QueryDict, found: DocumentDetail) -> dict[str, Any]:
    """Everything that `programme/document.html` shows."""
    return {
        "crumbs": [
            Crumb(_("Documents"), reverse("programme:documents")),
            Crumb(found.line.document.title),
        ],
        **card(found.line),
        "found": found.statements,
        "statements": [statement(one) for one in found.statements.rows],
        "about": [statement(one) for one in found.about],
        "disagreements": [disagreement(line) for line in found.conflicts],
        "pages": paging.pages(query, found.statements),
    }


def statement(one: Stated, with_document: bool = False) -> dict[str, Any]:
    """One statement; beside what it is about or beside the document that makes it."""
    return {
        "document": values.document_link(one.document) if with_document else "",
        "place": words.lines_briefly(one.locator),
        "subject": subject_name(one),
        "subject_url": subject_url(one),
        "field": field_name(one.field),
        "value": values.value(one),
        "quote": one.quote,
        "language": one.document.language,
        "note": words.text(one.note),
        "as_of": one.as_of or "",
        "retired": one.retired,
    }


def subject_name(one: Stated) -> str:
    kind = words.subject_kind(one.subject_kind)
    return kind if one.subject_kind == "programme" else f"{kind} {one.subject_key}"


def subject_url(one: Stated) -> str:
    if one.subject_kind == "action":
        return reverse("programme:action", args=[one.subject_key])
    if one.subject_kind == "indicator":
        return reverse("programme:indicators") + f"#indicator-{one.subject_key}"
    if one.subject_kind == "project" and not one.subject_key.isdigit():
        return reverse("programme:project", args=[one.subject_key])
    return ""


def field_name(field: str) -> str:
    """What a field is about, in words; the exact name is in the open data."""
    group, _dot, key = field.partition(".")
    name = words.field(group)
    if key and group in ("target", "achieved"):
        return f"{name} {formats.partial_date(key)}"
    if key and group == "waits_for":
        return f"{name} {key}"
    return name
