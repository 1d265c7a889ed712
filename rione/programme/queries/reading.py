"""Parts that several reads share: rows as JSON in one statement, and the building of shapes."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Model, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from ..models import SourceDocument, Statement
from ..rules.states import OUTSIDE
from .shapes import Citation, DocumentRef, Stated, Sum, Text
from .words import Words

Row = Mapping[str, Any]
Sources = Mapping[int, Stated]


def rows(queryset: "QuerySet[Any]", *columns: str, **named: Any) -> ArraySubquery:
    """A correlated subquery as an array of JSON objects, in the order of the queryset."""
    content: dict[str, Any] = {name: F(name) for name in columns}
    return ArraySubquery(queryset.values(json=JSONObject(**content, **named)))


def count(queryset: "QuerySet[Any]", column: str = "pk") -> Coalesce:
    """The number of rows, or of different values of a column, as a subquery."""
    grouped = queryset.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(grouped.annotate(n=Count(column, distinct=True)).values("n")), 0)


def exact(column: str) -> Cast:
    """A decimal column as text: JSON would make it a float."""
    return Cast(F(column), TextField())


def decimal(text: str | Decimal | None) -> Decimal | None:
    """A number without the zeros that the column adds."""
    if text is None:
        return None
    number = Decimal(text)
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def text(row: Any, name: str) -> Text:
    """`name_it` and `name_en` of a row, a mapping or a model."""
    if isinstance(row, Model):
        return Text(getattr(row, f"{name}_it"), getattr(row, f"{name}_en"))
    return Text(row[f"{name}_it"], row[f"{name}_en"])


def maybe_text(row: Any, name: str) -> Text | None:
    return text(row, name) or None


def document_ref(row: SourceDocument | Row) -> DocumentRef:
    get = row.__getitem__ if isinstance(row, Mapping) else lambda name: getattr(row, name)
    return DocumentRef(
        code=get("code"),
        title=get("title"),
        kind=get("kind"),
        language=get("language"),
        rank=get("rank"),
        printed_date=get("printed_date") or None,
        content_date=get("content_date") or None,
    )


def citation(document: SourceDocument | None, locator: str, quote: str = "") -> Citation | None:
    return Citation(document_ref(document), locator, quote) if document else None


def stated(row: Statement, words: Words) -> Stated:
    """A statement with its document (select_related) as pages need it."""
    return Stated(
        id=row.pk,
        subject_kind=row.subject_kind,
        subject_key=row.subject_key,
        field=row.field,
        kind=row.kind,
        value=row.value,
        amount_cents=row.amount_cents,
        number=decimal(row.number),
        qualifier=row.qualifier,
        unit=words.unit(row.unit),
        quote=row.quote,
        document=document_ref(row.document),
        locator=row.locator,
        as_of=row.as_of or row.document.content_date or None,
        note=maybe_text(row, "note"),
        retired=row.retired_in_id is not None,
    )


def sources(ids: Iterable[int | None], words: Words) -> Sources:
    """Statements by key, in one SQL statement. Statements are never deleted, so every key that
    the projection named a moment ago is found."""
    wanted = {key for key in ids if key is not None}
    found = Statement.objects.filter(pk__in=wanted).select_related("document")
    return {row.pk: stated(row, words) for row in found}


def documents_of(statements: Iterable[Stated]) -> tuple[DocumentRef, ...]:
    """The documents used, the one that decides first."""
    found = {one.document.code: one.document for one in statements}
    return tuple(sorted(found.values(), key=lambda document: (document.rank, document.code)))


def line_order(statement: Stated) -> tuple[int, int]:
    """The order in which the lines of a document come."""
    first, _, last = statement.locator.lstrip("pr.").partition("-")
    return int(first), int(last or first)


def sum_up(actions: Collection[tuple[str, Mapping[str, int | None]]], *, net: bool) -> Sum:
    """Sums over (effective state, amounts by fund)."""
    by_fund: dict[str, int] = {}
    count = unknown = 0
    for state, amounts in actions:
        if net and state in OUTSIDE:
            continue
        count += 1
        for fund, cents in amounts.items():
            by_fund[fund] = by_fund.get(fund, 0) + (cents or 0)
            unknown += cents is None
    return Sum(count, sum(by_fund.values()), by_fund, unknown)
