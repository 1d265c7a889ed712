"""Documents and what they state; the history of a subject."""

from typing import Any

from django.db.models import F, Func, IntegerField, OuterRef, Value
from django.db.models.functions import Cast

from ..models import Conflict, ConflictValue, SourceDocument, Statement
from .disagreements import conflict_ids, conflict_lines, conflict_rows
from .reading import count, document_ref, maybe_text, sources, stated
from .references import subjects
from .shapes import DocumentDetail, DocumentLine, Page, Stated
from .words import Words

MOST_ROWS = 500


def list_documents() -> tuple[DocumentLine, ...]:
    """Documents in the order in which they decide. One SQL."""
    return tuple(_line(row) for row in _counted().order_by("rank", "position"))


def get_document(code: str, page: int = 1, page_size: int = 100) -> DocumentDetail | None:
    """One document: what it states in the order of its lines, what is stated about it, and the
    disagreements about the document itself. Eight SQL."""
    row: Any = _counted().filter(code=code).first()
    if row is None:
        return None
    words = Words()
    page, page_size = max(1, page), min(max(1, page_size), MOST_ROWS)
    first = (page - 1) * page_size
    current = Statement.objects.filter(retired_in=None).select_related("document")
    mine = current.filter(document=row)
    listed = mine.annotate(line=_first_line()).order_by("line", "pk")
    about = current.filter(subject_kind="document", subject_key=code).order_by("field", "pk")
    conflicts = conflict_rows(Conflict.objects.filter(subject_kind="document", subject_key=code))
    found = sources(conflict_ids(conflicts), words)
    names = subjects((one.subject_kind, one.subject_key) for one in conflicts)
    return DocumentDetail(
        line=_line(row),
        statements=Page(
            tuple(stated(one, words) for one in listed[first : first + page_size]),
            mine.count(),
            page,
            page_size,
        ),
        about=tuple(stated(one, words) for one in about),
        conflicts=conflict_lines(conflicts, found, words, names),
    )


def list_statements(
    subject_kind: str, subject_key: str, *, retired: bool = False
) -> tuple[Stated, ...]:
    """What is stated about a subject, by field and document; with `retired` its whole history.
    Two SQL."""
    found = Statement.objects.filter(subject_kind=subject_kind, subject_key=subject_key)
    if not retired:
        found = found.filter(retired_in=None)
    ordered = found.select_related("document").order_by("field", "document__rank", "pk")
    words = Words()
    return tuple(stated(row, words) for row in ordered)


def _counted() -> Any:
    """Listed documents with counts of their statements; one is shown unless some disagreement
    shows another value or none."""
    mine = Statement.objects.filter(document=OuterRef("pk"), retired_in=None)
    values = ConflictValue.objects.filter(statement__document=OuterRef("pk"))
    statements = count(mine)
    return SourceDocument.objects.filter(listed=True).annotate(
        statements=statements,
        shown=statements - count(values.filter(shown=False), "statement"),
        conflicts=count(values, "conflict"),
    )


def _first_line() -> Cast:
    """The number of the first line or page."""
    first = Func(F("locator"), Value(r"\d+"), function="regexp_substr")
    return Cast(first, IntegerField())


def _line(row: Any) -> DocumentLine:
    return DocumentLine(
        document=document_ref(row),
        ranks=row.ranks,
        note=maybe_text(row, "note"),
        statements=row.statements,
        shown=row.shown,
        conflicts=row.conflicts,
    )
