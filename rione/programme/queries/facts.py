"""What hangs on a subject (facts, quantities, procurements, …): read as JSON beside its row,
built into shapes once the statements are there."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, Value

from .. import models
from ..rules.states import blocked
from .reading import Row, Sources, decimal, exact, rows, text
from .references import action_ref
from .shapes import (
    Amount,
    ComplementLine,
    DependencyLine,
    FactLine,
    LinkLine,
    PartyLine,
    ProcurementLine,
    QuantityLine,
    ReprogrammingLine,
)
from .words import Words


def detail_columns(kind: str, key: str = "code") -> dict[str, ArraySubquery]:
    """Annotations with everything about a subject of a kind, in one SQL statement with its row."""
    about = {"subject_kind": Value(kind, output_field=CharField()), "subject_key": OuterRef(key)}

    def of(model: Any, *order: str) -> Any:
        return model.objects.filter(**about).order_by(*order)

    return {
        "fact_rows": rows(
            of(models.Fact, "key"),
            "key",
            "text_it",
            "text_en",
            "date",
            "statement_id",
            "in_conflict",
        ),
        "quantity_rows": rows(
            of(models.Quantity, "key"),
            "key",
            "qualifier",
            "unit",
            "statement_id",
            "in_conflict",
            number=exact("number"),
        ),
        "procurement_rows": rows(
            of(models.Procurement, "key"),
            *("key", "kind", "title_it", "title_en", "state", "delivery", "count"),
            *("statement_id", "in_conflict"),
        ),
        "party_rows": rows(of(models.Party, "role", "key"), "key", "name", "role", "statement_id"),
        "partnership_rows": rows(of(models.Partnership, "key"), "form", "partner", "statement_id"),
        "complement_rows": rows(
            of(models.Complement, "fund__position"),
            *("amount_cents", "intervention_it", "intervention_en", "statement_id"),
            fund_code=F("fund__code"),
        ),
        "reprogramming_rows": rows(
            of(models.Reprogramming, "when", "key"),
            *("key", "when", "into_it", "into_en", "amount_cents", "reason_it", "reason_en"),
            "statement_id",
            fund_code=F("out_of__code"),
        ),
        "link_rows": rows(
            of(models.WebLink, "key"), "key", "url", "label_it", "label_en", "statement_id"
        ),
    }


def detail_ids(row: Any) -> Iterator[int | None]:
    """The statements that the details of a row need."""
    for name in (
        "fact_rows",
        "quantity_rows",
        "procurement_rows",
        "party_rows",
        "partnership_rows",
        "complement_rows",
        "reprogramming_rows",
        "link_rows",
    ):
        for one in getattr(row, name):
            yield one["statement_id"]


def facts(found: Iterable[Row], sources: Sources, words: Words) -> tuple[FactLine, ...]:
    """Texts, addresses and dates; the official title is apart."""
    return tuple(
        FactLine(
            field=row["key"],
            name=words.field(row["key"]),
            text=text(row, "text") or None,
            date=row["date"] or None,
            source=_source(row, sources),
            in_conflict=row["in_conflict"],
        )
        for row in found
        if row["key"] != "title"
    )


def title_source(found: Iterable[Row], sources: Sources) -> Any:
    """The statement of the official title, if any."""
    return next((_source(row, sources) for row in found if row["key"] == "title"), None)


def quantities(found: Iterable[Row], sources: Sources, words: Words) -> tuple[QuantityLine, ...]:
    return tuple(
        QuantityLine(
            key=row["key"],
            name=words.label("quantities", row["key"]).name,
            number=decimal(row["number"]),
            qualifier=row["qualifier"],
            unit=words.unit(row["unit"]),
            source=_source(row, sources),
            in_conflict=row["in_conflict"],
        )
        for row in found
    )


def procurements(found: Iterable[Row], sources: Sources) -> tuple[ProcurementLine, ...]:
    return tuple(
        ProcurementLine(
            key=row["key"],
            kind=row["kind"],
            title=text(row, "title"),
            state=row["state"],
            delivery=row["delivery"] or None,
            count=row["count"],
            source=_source(row, sources),
            in_conflict=row["in_conflict"],
        )
        for row in found
    )


def parties(found: Iterable[Row], sources: Sources) -> tuple[PartyLine, ...]:
    return tuple(
        PartyLine(row["key"], row["name"], row["role"], _source(row, sources)) for row in found
    )


def complements(found: Iterable[Row], sources: Sources, words: Words) -> tuple[ComplementLine, ...]:
    return tuple(
        ComplementLine(
            fund=words.fund(row["fund_code"]),
            amount_cents=row["amount_cents"],
            intervention=text(row, "intervention"),
            source=sources[row["statement_id"]],
        )
        for row in found
    )


def reprogrammings(
    found: Iterable[Row], sources: Sources, words: Words
) -> tuple[ReprogrammingLine, ...]:
    return tuple(
        ReprogrammingLine(
            key=row["key"],
            when=row["when"] or None,
            out_of=words.fund(row["fund_code"]) if row["fund_code"] else None,
            into=text(row, "into"),
            amount_cents=row["amount_cents"],
            reason=text(row, "reason"),
            source=sources[row["statement_id"]],
        )
        for row in found
    )


def links(found: Iterable[Row], sources: Sources) -> tuple[LinkLine, ...]:
    return tuple(
        LinkLine(row["key"], row["url"], text(row, "label"), sources[row["statement_id"]])
        for row in found
    )


def amounts(found: Iterable[Row], sources: Sources, words: Words) -> tuple[Amount, ...]:
    return tuple(
        Amount(
            fund=words.fund(row["fund_code"]),
            fund_kind="public" if row["public"] else "private",
            amount_cents=row["amount_cents"],
            source=_source(row, sources),
            in_conflict=row["in_conflict"],
        )
        for row in found
    )


def dependency_rows(queryset: Any) -> list[models.Dependency]:
    """Dependencies with both actions. One SQL."""
    both = ("waiting", "target")
    related = [f"{end}__{name}" for end in both for name in ("axis", "project")]
    return list(
        queryset.select_related(*both, *related)
        .defer(*(f"{end}__{name}" for end in both for name in ("search", "context")))
        .order_by("waiting__position", "target__position")
    )


def dependencies(
    found: Iterable[models.Dependency], sources: Sources
) -> tuple[DependencyLine, ...]:
    lines = []
    for row in found:
        waits, reason = blocked(row.target.state, row.until)
        lines.append(
            DependencyLine(
                waiting=action_ref(row.waiting),
                target=action_ref(row.target),
                milestone=text(row, "milestone"),
                until=row.until,
                blocked=waits,
                reason=reason,
                source=sources[row.statement_id],
            )
        )
    return tuple(lines)


def _source(row: Mapping[str, Any], sources: Sources) -> Any:
    key = row["statement_id"]
    return sources[key] if key is not None else None
