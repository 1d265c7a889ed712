"""Data sets as rows of plain cells, read from the database while they are written out.

Texts and amounts (`2531250.00`) are text, counts are integers, what no document says is None.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, F, OuterRef, Subquery
from django.utils import timezone

from rione.core import money
from rione.core.thread.models import Link
from rione.territory import public as territory

from .. import models
from ..rules.statements import canonical
from .reading import decimal, exact, rows
from .shapes import Label, Text
from .words import Words

CHUNK = 500
Cells = Mapping[str, object]
# Fields under which documents give what the regulation asks for.
MEASURES = {
    "spesa_ammissibile_totale": "eligible_expenditure",
    "tasso_cofinanziamento_ue": "union_rate",
}
WORDS = {"codice_postale": "address.postcode", "categoria_intervento": "text.intervention_category"}


def named_funds() -> tuple[Label, ...]:
    """Funds that any action names, in their order. One SQL."""
    used = models.Fund.objects.filter(financing__isnull=False).distinct().order_by("position")
    found = used.values_list("code", "name_it", "name_en")
    return tuple(Label(code, Text(it, en)) for code, it, en in found)


def modified() -> datetime | None:
    """When something of the programme was last loaded or decided; None before. One SQL."""
    decided = models.Resolution.objects.order_by("-pk").values("decided_at")[:1]
    found = models.Load.objects.order_by("-pk").values_list("at", Subquery(decided)).first()
    return max(at for at in found if at) if found else None


def actions_by_state() -> dict[str, int]:
    """How many actions are in each state. One SQL."""
    counted = models.Action.objects.values("state").annotate(count=Count("pk")).order_by("state")
    return dict(counted.values_list("state", "count"))


def operations() -> Iterator[Cells]:
    """The list of operations. Eligible expenditure, the Union's rate, the category of intervention
    and the postcode are there where a document gives them; in those of Milan none does."""
    funds = [fund.code for fund in named_funds()]
    mine = {"subject_kind": "action", "subject_key": OuterRef("code")}
    days = models.Fact.objects.filter(**mine, key__in=["date.start", "date.end"])
    bodies = models.Party.objects.filter(**mine, role="beneficiary").order_by("key")
    measures = models.Quantity.objects.filter(**mine, key__in=MEASURES.values())
    words = models.Fact.objects.filter(**mine, key__in=WORDS.values())
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
            measures=rows(measures, "key", number=exact("number")),
            words=rows(words, "key", "text_it"),
            updated=Subquery(last, output_field=DateTimeField()),
        )
        .order_by("position")
    )
    for row in found.iterator(CHUNK):
        yield _operation(row, funds)


def _operation(row: Any, funds: list[str]) -> Cells:
    amounts = {one["fund_code"]: one["amount_cents"] for one in row.amounts}
    days = {one["key"]: one["date"] for one in row.days if len(one["date"]) == len("2022-01-31")}
    measures = {one["key"]: decimal(one["number"]) for one in row.measures}
    words = {one["key"]: one["text_it"] for one in row.words}
    spent, rate = (measures.get(key) for key in MEASURES.values())
    return {
        "nome_beneficiario": "; ".join(one["name"] for one in row.bodies) or None,
        "nome_operazione": row.title_it,
        "sintesi_operazione": row.summary_it,
        "data_inizio": days.get("date.start"),
        "data_fine": days.get("date.end"),
        "spesa_ammissibile_totale": None if spent is None else f"{spent:.2f}",
        "tasso_cofinanziamento_ue": None if rate is None else format(rate, "f"),
        "codice_postale": words.get(WORDS["codice_postale"]) or None,
        "paese": "IT",
        "categoria_intervento": words.get(WORDS["categoria_intervento"]) or None,
        "data_ultimo_aggiornamento": _day(row.updated),
        "codice": row.code,
        "asse": row.axis.code,
        "progetto": row.project.title_it,
        "stato": row.state,
        "stato_proprio": row.own_state,
        **{f"risorse_{code}": _euro(amounts.get(code)) for code in funds},
        "totale_importi_noti": _euro(row.known_cents),
        "importi_ignoti": row.unknown_amounts,
        "fondi_senza_importo": " ".join(
            code for code in funds if code in amounts and amounts[code] is None
        )
        or None,
    }


def statements() -> Iterator[Cells]:
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


def conflicts() -> Iterator[Cells]:
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


def gaps() -> Iterator[Cells]:
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


def sites() -> Iterator[Cells]:
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
