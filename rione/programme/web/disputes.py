"""The page of disagreements: its filters and its rows."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from rione.core.design.figures import Crumb
from rione.core.design.filters import Choice, Facet, Filters

from ..queries.shapes import ConflictFilters, ConflictLine, DocumentLine, Page
from . import paging, words
from .disagreements import disagreement
from .listing import clean, several, yes_or_no

PER_PAGE = 10
GAPS_PER_PAGE = 30
KINDS = ("money", "sum", "quantity", "state", "date", "text", "structured")
AXES = ("1", "2", "3", "4", "5")


def asked(query: QueryDict) -> ConflictFilters:
    """The filters of an address; nothing fails."""
    return ConflictFilters(
        subject_kind=clean(query.get("subject_kind", "")),
        subject_key=clean(query.get("subject_key", "")),
        kind=several(query, "kind"),
        document=clean(query.get("document", "")),
        open=yes_or_no(query.get("open", "")),
        axis=several(query, "axis"),
        project=several(query, "project"),
    )


def form(query: QueryDict, documents: Sequence[DocumentLine]) -> Filters:
    return Filters(
        query=query,
        facets=[
            Facet("kind", _("Concerns"), [Choice(kind, words.value_kind(kind)) for kind in KINDS]),
            Facet(
                "axis",
                _("Axis"),
                [Choice(axis, _("Axis %(code)s") % {"code": axis}) for axis in AXES],
            ),
            Facet(
                "document",
                _("Document that takes part"),
                [Choice(line.document.code, line.document.title) for line in documents],
                kind="radio",
            ),
            Facet(
                "open",
                _("Choice"),
                [
                    Choice("true", _("Left to a person")),
                    Choice("false", _("Settled by the rule or by a person")),
                ],
                kind="radio",
            ),
        ],
        search_name="",
        search_label=_("Choose which disagreements to see"),
        action=reverse("programme:disagreements"),
        keep=("subject_kind", "subject_key", "project"),
    )


def context(
    query: QueryDict, found: Page[ConflictLine], documents: Sequence[DocumentLine]
) -> dict[str, Any]:
    """Everything that `programme/disagreements.html` shows."""
    return {
        "crumbs": [Crumb(_("Disagreements"))],
        "found": found,
        "form": form(query, documents),
        "disagreements": [disagreement(line) for line in found.rows],
        "documents": documents,
        "pages": paging.pages(query, found),
    }
