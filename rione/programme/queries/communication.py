"""Items of the communication plan."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef

from ..models import CommunicationAction, CommunicationItem
from .reading import Row, decimal, document_ref, exact, maybe_text, rows, text
from .shapes import Citation, CommunicationLine
from .words import Words

_COLUMNS = (
    *("slug", "title_it", "title_en", "kind", "audience_it", "audience_en", "channel_it"),
    *("channel_en", "when", "reach_qualifier", "reach_unit", "url", "locator", "quote"),
    *("note_it", "note_en"),
)
_DOCUMENT = ("code", "title", "kind", "language", "rank", "printed_date", "content_date")


def list_communication() -> tuple[CommunicationLine, ...]:
    """All items in the order of the file. Two SQL."""
    found = CommunicationItem.objects.order_by("position")
    named: dict[str, Any] = _named()
    return communication_lines(
        found.annotate(**_annotations()).values("codes", *_COLUMNS, **named), Words()
    )


def communication_json(queryset: Any) -> ArraySubquery:
    """Items as JSON beside another row."""
    found = queryset.order_by("position").annotate(**_annotations())
    return rows(found, "codes", *_COLUMNS, **_named())


def communication_lines(found: Iterable[Row], words: Words) -> tuple[CommunicationLine, ...]:
    return tuple(
        CommunicationLine(
            slug=row["slug"],
            title=text(row, "title"),
            kind=row["kind"],
            audience=maybe_text(row, "audience"),
            channel=text(row, "channel"),
            when=row["when"] or None,
            reach=decimal(row["reach_text"]),
            reach_qualifier=row["reach_qualifier"],
            reach_unit=words.unit(row["reach_unit"]),
            url=row["url"],
            actions=tuple(row["codes"]),
            plan=row["plan_code"],
            citation=Citation(
                document_ref({name: row[f"document_{name}"] for name in _DOCUMENT}),
                row["locator"],
                row["quote"],
            ),
            note=maybe_text(row, "note"),
        )
        for row in found
    )


def _annotations() -> dict[str, Any]:
    known = CommunicationAction.objects.filter(item=OuterRef("pk")).order_by("action__position")
    return {"codes": ArraySubquery(known.values("action__code"))}


def _named() -> dict[str, Any]:
    documents = {f"document_{name}": F(f"document__{name}") for name in _DOCUMENT}
    return {"reach_text": exact("reach"), "plan_code": F("plan__code"), **documents}
