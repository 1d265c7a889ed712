"""The office's operations as records of the national monitoring protocol, for one municipality.

Written: AP00, AP04, AP06, PG00, FN00, FN01, FN03 to FN10. An amount of several entries under one
key of the protocol is their sum; what was undone is not written.

- FN01 is the public financing less savings, at the level of the action's axis; FN05 admits every
  commitment whole, since only public financing is committed here.
- FN07 is what of a payment was accepted, less corrections and recoveries; FN09 the same of what
  is certified in claims that were sent.
- FN06 names the commitment in its note (`Impegno NUMBER`), which the layout has no field for.

Not written, because nothing of it is kept here: PA00, PA01, AP01 (activation procedures), TR00
(transfers), AP02, AP03, AP05 (classifications, instruments), SC00 (bodies have no tax code here),
FN02 (cost breakdown), IN00, IN01 (indicators are the programme's, not an operation's), PR00 and
PR01 (phases and states in the protocol's own codes). Codes of lists that are not kept here (TC22,
TC23, TC38, TC39, TC40 and others) are left empty.

FN08 carries tax codes, of natural persons too, as its layout demands: records are for the
ministry's system and are never published.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import ExtractYear, TruncDate

from rione.core import clock

from ..models import (
    Action,
    ActionPlace,
    AwardProcedure,
    Contract,
    CostPlan,
    Expense,
    FinancingLine,
    Fund,
    LegalCommitment,
    Operation,
    Payment,
    Programme,
    Saving,
)
from ..models.expenses import SENT
from ..models.money import BODY, COMMITMENT, PAYMENT
from ..rules.puc.coherence import Tables
from ..rules.puc.layouts import LAYOUTS, Record, record, tidy

WRITTEN = (
    "AP00", "AP04", "AP06", "PG00", "FN00", "FN01", "FN03", "FN04", "FN05", "FN06", "FN07", "FN08",
    "FN09", "FN10",
)  # fmt: skip
NOT_HELD = tuple(code for code in sorted(LAYOUTS) if code not in WRITTEN)
CHUNK = 500
COMMITMENT_NOTE = "Impegno {number}"
_AXIS = re.compile(r"[A-Z]{2}([0-9]+)\.")
_PROJECT = "operation__code"


def records_of(municipality: str) -> Iterator[Record]:
    """The records of a municipality's operations, type by type. Sixteen SQL statements, however
    many operations there are."""
    programme = Programme.objects.values_list("cci", flat=True).first() or ""
    operations = list(
        Operation.objects.filter(municipality=municipality)
        .order_by("code")
        .values_list("code", "title", "cup", "action_code")
    )
    summaries = dict(Action.objects.values_list("code", "summary_it"))
    level = {code: _level(action) for code, _title, _cup, action in operations}
    for code, title, cup, action in operations:
        yield record(
            "AP00",
            COD_LOCALE_PROGETTO=code,
            TITOLO_PROGETTO=tidy(title, 500),
            SINTESI_PRG=tidy(summaries.get(action, ""), 1300),
            CUP=cup,
        )
    if programme:
        for code in level:
            yield record("AP04", COD_LOCALE_PROGETTO=code, COD_PROGRAMMA=programme, STATO="1")
    yield from _places(operations)
    yield from _procedures(municipality)
    granted, saved = _by_fund(FinancingLine, municipality), _by_fund(Saving, municipality)
    yield from _funds("FN00", granted)
    if programme:
        for code in level:
            cents = sum(granted.get(code, {}).values()) - sum(saved.get(code, {}).values())
            if cents:
                yield record(
                    "FN01",
                    COD_LOCALE_PROGETTO=code,
                    COD_PROGRAMMA=programme,
                    COD_LIV_GERARCHICO=level[code],
                    IMPORTO_AMMESSO=cents,
                )
    yield from _plans(municipality)
    yield from _commitments(municipality, programme, level)
    yield from _payments(municipality)
    yield from _accepted(municipality, programme, level)
    yield from _payees(municipality)
    yield from _certified(municipality, level)
    yield from _funds("FN10", saved)


def tables_of(today: date | None = None) -> Tables:
    """What checks know here. One SQL statement."""
    private = Fund.objects.filter(public=False).values_list("code", flat=True)
    return Tables(today=today or clock.today(), private_funds=frozenset(map(fund_code, private)))


def fund_code(fund: str) -> str:
    """A fund's code as it stands in records, which have ten characters for it."""
    return fund[:10]


def _level(action: str) -> str:
    found = _AXIS.match(action)
    return found[1] if found else action


def _places(operations: list[tuple[str, str, str, str]]) -> Iterator[Record]:
    places: dict[str, list[str]] = defaultdict(list)
    rows = ActionPlace.objects.order_by("municipality").values_list("action__code", "municipality")
    for action, municipality in rows.distinct():
        places[action].append(municipality)
    for code, _title, _cup, action in operations:
        for municipality in places[action]:
            yield record(
                "AP06",
                COD_LOCALE_PROGETTO=code,
                COD_PROVINCIA=municipality[:3],
                COD_COMUNE=municipality[3:],
            )


def _procedures(municipality: str) -> Iterator[Record]:
    contracts = (
        Contract.objects.filter(procedure=OuterRef("pk"))
        .order_by()
        .values("procedure")
        .annotate(cents=Sum("amount_cents"))
        .values("cents")
    )
    rows = (
        AwardProcedure.objects.filter(municipality=municipality)
        .annotate(
            published=Max("phases__actual", filter=Q(phases__phase="notice")),
            awarded=Max("phases__actual", filter=Q(phases__phase="award")),
            contracted=Subquery(contracts),
        )
        .order_by(_PROJECT, "pk")
        .values_list(
            _PROJECT, "pk", "cig", "title", "base_cents", "published", "contracted", "awarded"
        )
    )
    for code, key, cig, title, base, published, contracted, awarded in rows.iterator(CHUNK):
        yield record(
            "PG00",
            COD_LOCALE_PROGETTO=code,
            COD_PROC_AGG=str(key),
            CIG=cig,
            DESCR_PROCEDURA_AGG=tidy(title),
            IMPORTO_PROCEDURA_AGG=base,
            DATA_PUBBLICAZIONE=published,
            IMPORTO_AGGIUDICATO=contracted and int(contracted),
            DATA_AGGIUDICAZIONE=awarded,
        )


def _standing(model: Any, municipality: str) -> QuerySet[Any]:
    found: QuerySet[Any] = model.objects.filter(municipality=municipality, undone_at=None)
    return found.order_by()


def _by_fund(model: Any, municipality: str) -> dict[str, dict[str, int]]:
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = _standing(model, municipality).values_list(_PROJECT, "fund")
    for code, fund, cents in rows.annotate(cents=Sum("amount_cents")):
        sums[code][fund_code(fund)] += int(cents)
    return sums


def _funds(layout: str, sums: Mapping[str, Mapping[str, int]]) -> Iterator[Record]:
    for code in sorted(sums):
        for fund in sorted(sums[code]):
            yield record(layout, COD_LOCALE_PROGETTO=code, COD_FONDO=fund, IMPORTO=sums[code][fund])


def _plans(municipality: str) -> Iterator[Record]:
    done: dict[tuple[str, int], int] = defaultdict(int)
    rows = _standing(Payment, municipality).annotate(year=ExtractYear("day"))
    for code, year, kind, cents in rows.values_list(_PROJECT, "year", "kind").annotate(
        cents=Sum("amount_cents")
    ):
        done[code, year] += int(cents) if kind == PAYMENT else -int(cents)
    planned = {
        (code, year): cents
        for code, year, cents in CostPlan.objects.filter(
            municipality=municipality, is_current=True
        ).values_list(_PROJECT, "year", "amount_cents")
    }
    for code, year in sorted({*done, *planned}):
        spent = done.get((code, year), 0)
        yield record(
            "FN03",
            COD_LOCALE_PROGETTO=code,
            ANNO_PIANO=year,
            IMP_REALIZZATO=spent,
            IMP_DA_REALIZZARE=max(planned.get((code, year), 0) - spent, 0),
        )


def _commitments(municipality: str, programme: str, level: Mapping[str, str]) -> Iterator[Record]:
    rows = list(
        _standing(LegalCommitment, municipality)
        .values_list(_PROJECT, "number", "kind", "day")
        .annotate(cents=Sum("amount_cents"), why=Min("reason"))
        .order_by(_PROJECT, "number", "kind", "day")
    )
    for code, number, kind, day, cents, why in rows:
        yield record(
            "FN04",
            **_commitment(code, number, kind, day),
            IMPORTO_IMPEGNO=int(cents),
            NOTE_IMPEGNO=tidy(why, 1000),
        )
    for code, number, kind, day, cents, _why in rows if programme else ():
        yield record(
            "FN05",
            **_commitment(code, number, kind, day),
            COD_PROGRAMMA=programme,
            COD_LIV_GERARCHICO=level[code],
            DATA_IMP_AMM=day,
            TIPOLOGIA_IMP_AMM=_letter(kind == COMMITMENT, "ID"),
            IMPORTO_IMP_AMM=int(cents),
        )


def _letter(above_zero: bool, letters: str) -> str:
    return letters[0] if above_zero else letters[1]


def _commitment(code: str, number: str, kind: str, day: date) -> dict[str, Any]:
    return {
        "COD_LOCALE_PROGETTO": code,
        "COD_IMPEGNO": number,
        "TIPOLOGIA_IMPEGNO": _letter(kind == COMMITMENT, "ID"),
        "DATA_IMPEGNO": day,
    }


def _payment(code: str, number: str, kind: str, day: date) -> dict[str, Any]:
    return {
        "COD_LOCALE_PROGETTO": code,
        "COD_PAGAMENTO": number,
        "TIPOLOGIA_PAG": _letter(kind == PAYMENT, "PR"),
        "DATA_PAGAMENTO": day,
    }


def _payments(municipality: str) -> Iterator[Record]:
    rows = (
        _standing(Payment, municipality)
        .annotate(bound=F("commitment__number"))
        .values_list(_PROJECT, "number", "kind", "day", "bound")
        .annotate(cents=Sum("amount_cents"))
        .order_by(_PROJECT, "number", "kind", "day")
    )
    for code, number, kind, day, bound, cents in rows.iterator(CHUNK):
        yield record(
            "FN06",
            **_payment(code, number, kind, day),
            IMPORTO_PAG=int(cents),
            NOTE_PAG=COMMITMENT_NOTE.format(number=bound),
        )


def _accepted(municipality: str, programme: str, level: Mapping[str, str]) -> Iterator[Record]:
    kept = F("accepted_cents") - F("corrected_cents") - F("recovered_cents")
    rows = (
        Expense.objects.filter(municipality=municipality, accepted_cents__gt=0)
        .order_by()
        .values_list(_PROJECT, "payment__number", "payment__kind", "payment__day")
        .annotate(cents=Sum(kept), at=Max(TruncDate("verified_at")))
        .filter(cents__gt=0)
        .order_by(_PROJECT, "payment__number", "payment__day")
    )
    for code, number, kind, day, cents, at in rows.iterator(CHUNK) if programme else ():
        yield record(
            "FN07",
            **_payment(code, number, kind, day),
            COD_PROGRAMMA=programme,
            COD_LIV_GERARCHICO=level[code],
            DATA_PAG_AMM=at,
            TIPOLOGIA_PAG_AMM="P",
            IMPORTO_PAG_AMM=int(cents),
        )


def _payees(municipality: str) -> Iterator[Record]:
    rows = (
        _standing(Payment, municipality)
        .filter(kind=PAYMENT)
        .values_list(_PROJECT, "number", "kind", "day", "payee__tax_code", "payee__kind")
        .annotate(cents=Sum("amount_cents"))
        .order_by(_PROJECT, "number", "day")
    )
    for code, number, kind, day, tax_code, what, cents in rows.iterator(CHUNK):
        yield record(
            "FN08",
            **_payment(code, number, kind, day),
            CODICE_FISCALE=tax_code,
            FLAG_SOGGETTO_PUBBLICO="S" if what == BODY else "N",
            IMPORTO=int(cents),
        )


def _certified(municipality: str, level: Mapping[str, str]) -> Iterator[Record]:
    kept = F("certified_cents") - F("corrected_cents") - F("recovered_cents")
    rows = (
        Expense.objects.filter(municipality=municipality, certification__state=SENT)
        .order_by()
        .values_list(_PROJECT, "certification__day", "certification__number")
        .annotate(cents=Sum(kept))
        .filter(cents__gt=0)
        .order_by(_PROJECT, "certification__day", "certification__number")
    )
    for code, day, number, cents in rows.iterator(CHUNK):
        yield record(
            "FN09",
            COD_LOCALE_PROGETTO=code,
            DATA_DOMANDA=day,
            ID_DOMANDA_PAGAMENTO=number,
            TIPOLOGIA_IMPORTO="C",
            COD_LIV_GERARCHICO=level[code],
            IMPORTO_SPESA_TOT=int(cents),
            IMPORTO_SPESA_PUB=int(cents),
        )
