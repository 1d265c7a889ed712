"""Statements as a page shows them: their value in words, and where it comes from."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rione.core.design import formats
from rione.core.design.figures import Citation

from ..queries.shapes import DocumentRef, Stated
from . import words


def citation(stated: Stated | None) -> Citation | None:
    """Where a figure comes from; None when nothing states it."""
    if stated is None:
        return None
    return Citation(
        document=stated.document.title,
        place=words.lines(stated.locator),
        printed=stated.document.printed_date or "",
        words=stated.quote,
        lang=stated.document.language,
        url=document_url(stated.document),
        as_of=stated.as_of or "",
    )


def document_url(document: DocumentRef) -> str:
    return reverse("programme:document", args=[document.code])


def document_name(document: DocumentRef) -> SafeString:
    """The title as printed, marked with its language."""
    return format_html('<cite lang="{}">{}</cite>', document.language, document.title)


def document_link(document: DocumentRef) -> SafeString:
    return format_html('<a href="{}">{}</a>', document_url(document), document_name(document))


def sources(statements: Iterable[Stated]) -> SafeString:
    """Every document and place that says the same, as links on one line."""
    parts = [(document_link(one.document), words.lines(one.locator)) for one in statements]
    return format_html_join("; ", "{}, {}", parts)


def value(stated: Stated) -> str | SafeString | None:
    """The value in words; None when the document declares that it does not know.

    Words of the source are marked with their language.
    """
    shown = stated.value
    if stated.kind == "structured":
        return structured(stated)
    if shown.get("unknown"):
        return None
    if shown.get("none"):
        return _("a dash: no number")
    if stated.amount_cents is not None and stated.kind == "money":
        return formats.euro(stated.amount_cents)
    if "number" in shown:
        return words.quantity(
            stated.number if stated.number is not None else _decimal(shown["number"]),
            str(shown.get("qualifier", "exact")),
            words.label(stated.unit) or str(shown.get("unit", "")),
        )
    if "state" in shown:
        named = words.project_state if stated.subject_kind == "project" else words.state
        return named(str(shown["state"]))
    if "date" in shown:
        return formats.partial_date(str(shown["date"]))
    if "it" in shown or "en" in shown:
        return _of(shown)
    if "text" in shown:
        return format_html('<span lang="{}">{}</span>', stated.document.language, shown["text"])
    if "unit" in shown:
        name = words.label(stated.unit) or str(shown["unit"])
        return _("%(unit)s (our reading)") % {"unit": name} if shown.get("inferred") else name
    return "; ".join(str(part) for part in shown.values())


def structured(stated: Stated) -> str:
    """A statement with parts on one line, in the order in which one would say them."""
    shown = stated.value
    group = stated.field.partition(".")[0]
    parts: list[str] = []
    if group == "partnership":
        parts = [words.partnership(str(shown.get("form", ""))), str(shown.get("partner") or "")]
    elif group == "complement":
        parts = [_of(shown.get("intervention")), _amount(shown.get("amount"))]
    elif group == "waits_for":
        parts = [
            stated.field.partition(".")[2] or str(shown.get("target", "")),
            _of(shown.get("milestone")),
        ]
    elif group == "reprogramming":
        parts = [
            formats.partial_date(_plain(shown.get("when"))),
            _of(shown.get("into")),
            _amount(shown.get("amount")),
            _of(shown.get("reason")),
        ]
    elif group == "procurement":
        parts = [
            _of(shown.get("title")),
            words.procurement_kind(str(shown.get("kind", ""))),
            words.state(_plain(shown.get("state")) or "unknown"),
        ]
    elif group == "party":
        parts = [str(shown.get("name", "")), words.role(str(shown.get("role", "")))]
    elif group == "link":
        parts = [_of(shown.get("label")), str(shown.get("url", ""))]
    else:
        parts = [_of(part) if isinstance(part, Mapping) else str(part) for part in shown.values()]
    return "; ".join(part for part in parts if part)


def _of(both: Any) -> str:
    """A text in two languages, in the reader's."""
    if not isinstance(both, Mapping):
        return str(both or "")
    if both.get("unknown"):
        return _("unknown")
    wanted = both.get(formats.language()) or both.get("it") or both.get("en") or ""
    return str(wanted)


def _amount(part: Any) -> str:
    if isinstance(part, Mapping) and isinstance(part.get("cents"), int):
        return formats.euro(part["cents"])
    return formats.euro(None)


def _plain(part: Any) -> str:
    """A date or code that may be wrapped or unknown."""
    if isinstance(part, Mapping):
        if part.get("unknown"):
            return ""
        return str(next(iter(part.values()), ""))
    return "" if part in (None, "unknown") else str(part)


def _decimal(text: Any) -> Decimal | None:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None
