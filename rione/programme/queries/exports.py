"""Data sets as rows of plain cells, read from the database while they are written out.

Texts and amounts (`2531250.00`) are text, counts are integers, what no document says is None.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, F, OuterRef, Subquery
from django.utils import timezone

from rione.core import money
from rione.core.thread.models import Link
from rione.territory import public as territory

from .. import models
from ..rules.statements import canonical
from .reading import decimal, rows
from .words import Words

CHUNK = 500
Cells = Mapping[str, object]
# Art. 115(2) and Annex XII of Regulation (EU) No 1303/2013, in the order of the national schema.
ART_115 = (
    "nome_beneficiario",
    "nome_operazione",
    "sintesi_operazione",
    "data_inizio",
    "data_fine",
    "spesa_ammissibile_totale",
    "tasso_cofinanziamento_ue",
    "codice_postale",
    "paese",
    "categoria_intervento",
    "data_ultimo_aggiornamento",
)
OPERATION = ("codice", "asse", "progetto", "stato", "stato_proprio")
OPERATION_SUMS = ("totale_importi_noti", "importi_ignoti")


@dataclass(frozen=True)
class DataSet:
    """A table: its columns, and its rows in a stable order."""

    columns: Callable[[], tuple[str, ...]]
    rows: Callable[[], Iterator[Cells]]


def export_columns(name: str) -> tuple[str, ...]:
    """Columns of a data set; KeyError for an unknown name. One SQL at most."""
    return EXPORTS[name].columns()


def export_rows(name: str) -> Iterator[Cells]:
    """Rows of a data set, read in chunks; KeyError for an unknown name. The number of SQL
    statements is the same for any number of rows (three at most)."""
    return EXPORTS[name].rows()


def _funds() -> list[str]:
    """Funds that any action names."""
    used = models.Fund.objects.filter(financing__isnull=False).distinct()
    return list(used.order_by("position").values_list("code", flat=True))


def _operation_columns() -> tuple[str, ...]:
    funds = (f"risorse_{code}" for code in _funds())
    return (*ART_115, *OPERATION, *funds, *OPERATION_SUMS)


def _operations() -> Iterator[Cells]:
    """The list of operations. Expenditure declared eligible, the Union's rate, the category of
    intervention and the post code are in no document: those cells stay empty."""
    funds = _funds()
    mine = {"subject_kind": "action", "subject_key": OuterRef("code")}
    days = models.Fact.objects.filter(**mine, key__in=["date.start", "date.end"])
    bodies = models.Party.objects.filter(**mine, role="beneficiary").order_by("key")
    last = models.Load.objects.order_by("-pk").values("at")[:1]
    found = (
        models.Action.objects.select_related("axis", "project")
        .defer("search", "context")
        .annotate(
            amounts=rows(
                models.Financing.objects.filter(action=OuterRef("pk")),
                "amount_cents",
                fund_code=F("fund__code"),
            ),
            days=rows(days, "key", "date"),
            bodies=rows(bodies, "name"),
            updated=Subquery(last, output_field=DateTimeField()),
        )
        .order_by("position")
    )
    for row in found.iterator(CHUNK):
        yield _operation(row, funds)


def _operation(row: Any, funds: list[str]) -> Cells:
    amounts = {one["fund_code"]: one["amount_cents"] for one in row.amounts}
    days = {one["key"]: one["date"] for one in row.days if len(one["date"]) == len("2022-01-31")}
    return {
        "nome_beneficiario": "; ".join(one["name"] for one in row.bodies) or None,
        "nome_operazione": row.title_it,
        "sintesi_operazione": row.summary_it,
        "data_inizio": days.get("date.start"),
        "data_fine": days.get("date.end"),
        "spesa_ammissibile_totale": None,
        "tasso_cofinanziamento_ue": None,
        "codice_postale": None,
        "paese": "IT",
        "categoria_intervento": None,
        "data_ultimo_aggiornamento": _day(row.updated),
        "codice": row.code,
        "asse": row.axis.code,
        "progetto": row.project.title_it,
        "stato": row.state,
        "stato_proprio": row.own_state,
        **{f"risorse_{code}": _euro(amounts.get(code)) for code in funds},
        "totale_importi_noti": _euro(row.known_cents),
        "importi_ignoti": row.unknown_amounts,
    }


STATEMENT = (
    "subject_kind",
    "subject_key",
    "field",
    "kind",
    "value",
    "amount",
    "number",
    "qualifier",
    "unit",
    "quote",
    "language",
    "document",
    "lines",
    "as_of",
)


def _statements() -> Iterator[Cells]:
    found = models.Statement.objects.filter(retired_in=None).select_related("document")
    for row in found.order_by("subject_kind", "subject_key", "field", "pk").iterator(CHUNK):
        yield _statement(row)


def _statement(row: models.Statement) -> dict[str, object]:
    number = decimal(row.number)
    return {
        "subject_kind": row.subject_kind,
        "subject_key": row.subject_key,
        "field": row.field,
        "kind": row.kind,
        "value": canonical(row.value),
        "amount": _euro(row.amount_cents),
        "number": None if number is None else format(number, "f"),
        "qualifier": row.qualifier if number is not None else None,
        "unit": row.unit or None,
        "quote": row.quote or None,
        "language": row.document.language,
        "document": row.document.code,
        "lines": row.locator,
        "as_of": row.as_of or row.document.content_date or None,
    }


CONFLICT = ("conflict", "reason", "decided", "position", "shown", *STATEMENT)


def _conflicts() -> Iterator[Cells]:
    """One row per value and statement; equal `position` means that they agree."""
    found = models.ConflictValue.objects.select_related("conflict", "statement__document")
    for row in found.order_by("conflict__position", "position", "pk").iterator(CHUNK):
        one = row.conflict
        yield {
            "conflict": f"{one.subject_kind}/{one.subject_key}/{one.field}/{one.about}",
            "reason": one.reason,
            "decided": "no" if one.shown_id is None else "yes",
            "position": row.position,
            "shown": "yes" if row.shown else "no",
            **_statement(row.statement),
        }


GAP = ("subject_kind", "subject_key", "field", "name_it", "name_en", "reason")


def _gaps() -> Iterator[Cells]:
    words = Words()
    for row in models.Gap.objects.order_by("position").iterator(CHUNK):
        name = words.field(row.field)
        yield {
            "subject_kind": row.subject_kind,
            "subject_key": row.subject_key,
            "field": row.field,
            "name_it": name.it,
            "name_en": name.en,
            "reason": row.reason,
        }


SITE = (
    "slug",
    "name_it",
    "name_en",
    "address",
    "municipality",
    "istat",
    "district",
    "neighbourhood",
    "lon",
    "lat",
    "precision",
    "coordinates_from",
    "actions",
)


def _sites() -> Iterator[Cells]:
    """Sites of the programme with the codes of their actions."""
    actions: dict[str, set[str]] = {}
    links = Link.objects.filter(from_kind="site", to_kind="action", retired_at=None)
    for slug, code in links.values_list("from_key", "to_key"):
        actions.setdefault(slug, set()).add(code)
    for site in sorted(territory.sites(actions), key=lambda one: one.slug):
        yield {
            "slug": site.slug,
            "name_it": site.name_it,
            "name_en": site.name_en,
            "address": site.address,
            "municipality": site.municipality,
            "istat": site.municipality_istat,
            "district": site.district,
            "neighbourhood": site.neighbourhood or None,
            "lon": site.lon,
            "lat": site.lat,
            "precision": site.precision,
            "coordinates_from": site.coordinates_from,
            "actions": " ".join(sorted(actions[site.slug])),
        }


def _day(at: datetime | None) -> str | None:
    """The date of an instant where the platform lives."""
    return timezone.localtime(at).date().isoformat() if at else None


def _euro(cents: int | None) -> str | None:
    return None if cents is None else money.format_plain(cents)


EXPORTS: Mapping[str, DataSet] = {
    "list-of-operations": DataSet(_operation_columns, _operations),
    "statements": DataSet(lambda: STATEMENT, _statements),
    "conflicts": DataSet(lambda: CONFLICT, _conflicts),
    "gaps": DataSet(lambda: GAP, _gaps),
    "sites": DataSet(lambda: SITE, _sites),
}
