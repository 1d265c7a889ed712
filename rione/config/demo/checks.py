"""Procurements, checks, findings and a recovery of an invented operation."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from rione.core import clock
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.scope import scope
from rione.programme.models import Action, AwardProcedure, CheckTemplate, Operation
from rione.programme.operations.checking import (
    Answer,
    answer_items,
    begin_check,
    finish_check,
    record_visit,
)
from rione.programme.operations.checklists import load_check_templates
from rione.programme.operations.contracts import record_delivery, sign_contract, vary_contract
from rione.programme.operations.findings import answer_finding, raise_finding, settle_finding
from rione.programme.operations.irregularities import (
    Nature,
    classify_irregularity,
    report_irregularity,
)
from rione.programme.operations.procurement import Terms, add_party, open_procedure, set_phase
from rione.programme.operations.recoveries import order_recovery, record_recovery
from rione.programme.operations.sampling import draw_sample

from .desk import do, operation, somebody

WORKS = "Lavori dimostrativi (procedura inventata)"
BUILDER = ("Costruzioni Inventate s.r.l.", "00000010215")


@transaction.atomic
def put() -> str:
    """Store the demo's procurements and checks unless they are there; what was done, in words."""
    if not Action.objects.exists():
        return "no programme, no procurements"
    office, body = somebody(Role.PROGRAMME_OFFICER), somebody(Role.BENEFICIARY)
    row = operation(office, body)
    with scope(office):
        if AwardProcedure.objects.filter(operation=row).exists():
            return "all there"
        lists = CheckTemplate.objects.filter(municipality=office.municipality).exists()
    if not lists:
        do(office, load_check_templates, days_ago=200)
    works = _works(office, row)
    _furnishing(office, row, works)
    do(
        office,
        draw_sample,
        days_ago=60,
        population="contracts",
        method="monetary_unit",
        size=1,
        seed="dimostrazione",
        reason="Campione di esempio per le verifiche sul posto",
    )
    _checked_procedure(office, body, row, works)
    _irregular(office, body, row)
    return f"procurements, checks and a recovery of {row.code}"


def day(days_ago: int) -> date:
    return clock.today() - timedelta(days=days_ago)


def _works(office: Actor, row: Operation) -> UUID:
    works = UUID(
        do(
            office,
            open_procedure,
            days_ago=190,
            operation=row.pk,
            terms=Terms(
                kind="works",
                method="open",
                title=WORKS,
                base_cents=120_000_00,
                criterion="quality_price",
                no_cig="other",
                no_cig_note="Procedura inventata per la dimostrazione",
                criteria=(("Qualità tecnica", 70), ("Prezzo", 30)),
            ),
        )
    )
    for phase, ago in (("notice", 180), ("award", 140)):
        _phase(office, works, phase, actual=day(ago))
    do(
        office,
        add_party,
        days_ago=139,
        procedure=works,
        role="responsible_officer",
        name="Elena Programma (inventata)",
        tax_code="",
        since=day(180),
    )
    contract = _contract(office, works, "Lavori dimostrativi", 110_000_00, 120, -60)
    _phase(office, works, "start", actual=day(110))
    _phase(office, works, "end", planned=day(-40))
    do(
        office,
        vary_contract,
        days_ago=80,
        contract=contract,
        ground="unforeseen",
        cents=8_500_00,
        varied_on=day(80),
        reason="Sottoservizi imprevisti (esempio)",
        document="",
    )
    return works


def _furnishing(office: Actor, row: Operation, works: UUID) -> None:
    furnishing = UUID(
        do(
            office,
            open_procedure,
            days_ago=100,
            operation=row.pk,
            terms=Terms(
                kind="furnishing",
                method="direct",
                title="Arredi dimostrativi (procedura inventata)",
                base_cents=18_000_00,
                criterion="none",
                no_cig="other",
                no_cig_note="Procedura inventata per la dimostrazione",
                furnishes=works,
            ),
        )
    )
    _phase(office, furnishing, "award", actual=day(95))
    contract = _contract(office, furnishing, "Arredi dimostrativi", 17_500_00, 90, 30)
    do(office, record_delivery, days_ago=35, contract=contract, delivered_on=day(35), reason="")
    _phase(office, furnishing, "delivery", actual=day(35))


def _phase(office: Actor, procedure: UUID, phase: str, **dates: date) -> None:
    do(
        office,
        set_phase,
        procedure=procedure,
        phase=phase,
        planned=dates.get("planned"),
        actual=dates.get("actual"),
        reason="",
    )


def _contract(
    office: Actor, procedure: UUID, subject: str, cents: int, signed: int, due: int
) -> UUID:
    return UUID(
        do(
            office,
            sign_contract,
            days_ago=signed,
            procedure=procedure,
            subject=f"{subject} (contratto inventato)",
            contractor=BUILDER[0],
            contractor_code=BUILDER[1],
            amount_cents=cents,
            signed_on=day(signed),
            delivery_due=day(due),
            document="",
        )
    )


def _checked(
    office: Actor,
    row: Operation,
    code: str,
    ago: int,
    *,
    wrong: dict[str, str],
    procedure: UUID | None = None,
) -> UUID:
    """A check with its answers: “no” with a note to those that are wrong, “yes” to the others."""
    with scope(office):
        template = CheckTemplate.objects.filter(code=code).latest("version")
        numbers = list(template.items.values_list("number", flat=True))
    check = UUID(
        do(
            office,
            begin_check,
            days_ago=ago,
            operation=row.pk,
            template=template.pk,
            begun_on=day(ago),
            procedure=procedure,
            expense=None,
            sample=None,
        )
    )
    answers = {
        number: Answer("no", wrong[number]) if number in wrong else Answer("yes")
        for number in numbers
    }
    do(office, answer_items, days_ago=ago - 1, check=check, answers=answers)
    return check


def _finding(office: Actor, check: UUID, ago: int, **said: Any) -> UUID:
    asked = {"severity": "serious", "amount_cents": 0, "deadline": day(ago - 30)} | said
    return UUID(do(office, raise_finding, days_ago=ago, check=check, **asked))


def _checked_procedure(office: Actor, body: Actor, row: Operation, works: UUID) -> None:
    """A check of the procedure with a finding that is answered, and one that is overdue."""
    note = "La dichiarazione di un commissario manca nel fascicolo (esempio)"
    check = _checked(office, row, "procurement", 75, wrong={"3.2": note}, procedure=works)
    do(
        office,
        finish_check,
        days_ago=73,
        check=check,
        outcome="partly_regular",
        at_risk_cents=0,
        conclusion="Procedura regolare salvo un documento da integrare (esempio).",
    )
    answered = _finding(office, check, 72, item="3.2", words=note)
    do(
        body,
        answer_finding,
        days_ago=50,
        finding=answered,
        words="Si trasmette la dichiarazione (esempio).",
        document="PG/2024/123",
    )
    _finding(office, check, 40, item="2.1", words="Manca la prova della pubblicazione (esempio)")


def _irregular(office: Actor, body: Actor, row: Operation) -> None:
    """A visit that found something, the irregularity that follows, and a recovery in part."""
    note = "La targa con l’emblema dell’Unione non è esposta (esempio)"
    check = _checked(office, row, "on_the_spot", 45, wrong={"2.1": note})
    do(
        office,
        record_visit,
        days_ago=43,
        check=check,
        place="Via Inventata 1",
        visited_on=day(44),
        sample_method="Campione di esempio",
        present={"beneficiary": "Ivo Beneficiario (inventato)"},
        minutes="",
    )
    do(
        office,
        finish_check,
        days_ago=42,
        check=check,
        outcome="partly_regular",
        at_risk_cents=15_000_00,
        conclusion="Obblighi di pubblicità non rispettati (esempio).",
    )
    finding = _finding(office, check, 41, item="2.1", words=note, amount_cents=15_000_00)
    do(
        body,
        answer_finding,
        days_ago=30,
        finding=finding,
        words="La targa sarà esposta entro l’anno (esempio).",
        document="",
    )
    do(
        office,
        settle_finding,
        days_ago=25,
        finding=finding,
        decision="accepted",
        reason="Impegno accettato; resta la correzione (esempio).",
        deadline=None,
    )
    nature = Nature("publicity", note, eu_cents=12_000_00, national_cents=3_000_00)
    breach = UUID(
        do(
            office,
            report_irregularity,
            days_ago=24,
            operation=row.pk,
            finding=finding,
            expense=None,
            nature=nature,
            found_on=day(24),
        )
    )
    do(
        office,
        classify_irregularity,
        days_ago=22,
        irregularity=breach,
        state="established",
        nature=nature,
        reason="Accertata dopo la risposta (esempio).",
    )
    recovery = UUID(
        do(
            office,
            order_recovery,
            days_ago=20,
            irregularity=breach,
            order_number="DET/2024/DEMO1",
            ordered_cents=15_000_00,
            interest_cents=0,
            ordered_on=day(20),
            due_on=day(-40),
            reason="Correzione per obblighi di pubblicità (esempio).",
        )
    )
    do(
        office,
        record_recovery,
        days_ago=3,
        recovery=recovery,
        kind="payment",
        cents=5_000_00,
        on=day(3),
        document="",
    )
