"""Rows of the data sets on money, procurements and indicators: plain cells.

Amounts are text such as `2531250.00`, days ISO text, what nobody says is None.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from rione.core import money

from .. import models
from .published import published
from .reading import decimal

CHUNK = 500
Cells = Mapping[str, object]


def operations() -> Iterator[Cells]:
    """Operations with their money. One SQL statement."""
    for row in published("operations"):
        yield {
            "municipality": row["municipality"],
            "operation": row["code"],
            "action": row["action"],
            "title": row["title"],
            "cup": row["cup"],
            "beneficiary": row["beneficiary"],
            "beneficiary_kind": row["beneficiary_kind"],
            "opened_on": day(row["opened_on"]),
            "granted": euro(row["granted"]),
            "savings": euro(row["saved"]),
            "committed": euro(row["committed"]),
            "paid": euro(row["paid"]),
            "declared": euro(row["declared"]),
            "certified": euro(row["certified"]),
            "demonstration": yes(row["demonstration"]),
        }


def financing() -> Iterator[Cells]:
    """What each fund gives each operation. One SQL statement."""
    for row in published("financing"):
        yield {
            "municipality": row["municipality"],
            "operation": row["operation"],
            "action": row["action"],
            "fund": row["fund"],
            "granted": euro(row["granted"]),
            "savings": euro(row["saved"]),
            "net": euro(row["net"]),
            "demonstration": yes(row["demonstration"]),
        }


def payments() -> Iterator[Cells]:
    """What was paid for each operation in each month. One SQL statement."""
    for row in published("payments"):
        yield {
            "municipality": row["municipality"],
            "operation": row["operation"],
            "action": row["action"],
            "month": row["month"],
            "fund": row["fund"],
            "paid": euro(row["paid"]),
            "recovered": euro(row["recovered"]),
            "demonstration": yes(row["demonstration"]),
        }


def procurements() -> Iterator[Cells]:
    """Those that documents tell of, then those of the office. Two SQL statements."""
    stated = models.Procurement.objects.select_related("statement__document")
    for row in stated.order_by("subject_kind", "subject_key", "key").iterator(CHUNK):
        yield _stated(row)
    for found in published("procurements"):
        yield _of_the_office(found)


def _stated(row: models.Procurement) -> Cells:
    return {
        **dict.fromkeys(
            ("municipality", "operation", "cig", "method", "criterion", "base_amount"), None
        ),
        **dict.fromkeys(("notice_on", "awarded_on", "withdrawn_on", "contractor_kind"), None),
        **dict.fromkeys(("contractor", "contractor_code", "amount", "net_amount"), None),
        **dict.fromkeys(("signed_on", "delivered_on", "closed_on"), None),
        "id": f"{row.subject_kind}:{row.subject_key}/{row.key}",
        "source": "documents",
        "action": row.subject_key if row.subject_kind == "action" else None,
        "kind": row.kind,
        "title": row.title_it,
        "state": row.state,
        "delivery_due": row.delivery or None,
        "count": row.count,
        "document": row.statement.document.code,
        "lines": row.statement.locator,
        "demonstration": "no",
    }


def _of_the_office(row: Mapping[str, Any]) -> Cells:
    contract = row["contract"]
    return {
        "id": f"{row['procedure']}/{contract}" if contract else str(row["procedure"]),
        "source": "office",
        "action": row["action"],
        "municipality": row["municipality"],
        "operation": row["operation"],
        "cig": row["cig"],
        "kind": row["kind"],
        "method": row["method"],
        "criterion": row["criterion"],
        "title": row["title"],
        "state": None,
        "base_amount": euro(row["base"]),
        "notice_on": day(row["notice_on"]),
        "awarded_on": day(row["awarded_on"]),
        "withdrawn_on": day(row["withdrawn_on"]),
        "contractor_kind": row["contractor_kind"],
        "contractor": row["contractor"],
        "contractor_code": row["contractor_code"],
        "amount": euro(row["amount"]),
        "net_amount": euro(row["net"]),
        "signed_on": day(row["signed_on"]),
        "delivery_due": day(row["delivery_due"]),
        "delivered_on": day(row["delivered_on"]),
        "closed_on": day(row["closed_on"]),
        "count": None,
        "document": None,
        "lines": None,
        "demonstration": yes(row["demonstration"]),
    }


def financing_of_actions() -> Iterator[Cells]:
    """What documents say that each fund gives each action. One SQL statement."""
    found = models.Financing.objects.select_related("action", "fund", "statement__document").defer(
        "action__search", "action__context"
    )
    for row in found.order_by("action__position", "fund__position").iterator(CHUNK):
        yield {
            "action": row.action.code,
            "fund": row.fund.code,
            "amount": euro(row.amount_cents),
            "disputed": yes(row.in_conflict),
            **_cited(row.statement),
        }


def indicators() -> Iterator[Cells]:
    """Baselines, targets and values that documents give. One SQL statement."""
    found = models.IndicatorValue.objects.select_related("indicator__axis", "statement__document")
    order = ("indicator__position", "kind", "when")
    for row in found.order_by(*order).iterator(CHUNK):
        number = decimal(row.number)
        yield {
            "indicator": row.indicator.code,
            "axis": row.indicator.axis.code,
            "name_it": row.indicator.name_it,
            "name_en": row.indicator.name_en,
            "unit": row.indicator.unit or None,
            "kind": row.kind,
            "when": row.when or None,
            "number": None if number is None else format(number, "f"),
            "qualifier": None if number is None else row.qualifier,
            "disputed": yes(row.in_conflict),
            **_cited(row.statement),
        }


def _cited(statement: models.Statement | None) -> Cells:
    if statement is None:
        return {"document": None, "lines": None}
    return {"document": statement.document.code, "lines": statement.locator}


def euro(cents: int | None) -> str | None:
    """An amount for machines, None where there is none."""
    return None if cents is None else money.format_plain(cents)


def day(at: date | None) -> str | None:
    """A day as ISO text, None where there is none."""
    return None if at is None else at.isoformat()


def yes(is_so: bool) -> str:
    """The words of a column of that kind."""
    return "yes" if is_so else "no"
