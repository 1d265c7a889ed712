"""Money of three invented operations: grants, commitments, payments, and expenses in all states."""

from datetime import date
from uuid import UUID

from django.db import transaction

from rione.core.identity.demo import MILAN
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.scope import scope
from rione.programme import operations
from rione.programme.models import FinancingLine, Fund, Operation

from .desk import do, somebody

OPERATIONS = (
    ("MI1.1.1.A-DEMO1", "MI1.1.1.a", "Portale dimostrativo (operazione inventata)"),
    ("MI2.2.4.A-DEMO2", "MI2.2.4.a", "Operazione dimostrativa: velostazione inventata"),
    ("MI3.3.1.A-DEMO3", "MI3.3.1.a", "Operazione dimostrativa: laboratorio inventato"),
)
PAYEES = (
    ("Costruzioni Inventate s.r.l.", "company", "00000000001"),
    ("Consorzio Immaginario", "company", "00000000002"),
    ("Ufficio Finto del Comune", "body", "00000000003"),
    ("Ugo Finto", "person", "FNTGUO80A01H501X"),
)
# What becomes of the fourteen expenses of an operation, in this order.
FATES = (
    "sent", "sent", "sent", "corrected", "recovered", "sent", "cut",
    "draft", "verified", "verified", "rejected", "withdrawn", "entered", "entered",
)  # fmt: skip
CUT = "Una parte è fuori dal periodo di ammissibilità (esempio)"


@transaction.atomic
def put() -> str:
    """Store the demo's money unless it is there; what was done, in words."""
    office, certifier = somebody(Role.PROGRAMME_OFFICER), somebody(Role.CERTIFIER)
    body = somebody(Role.BENEFICIARY)
    fund = Fund.objects.filter(public=True).order_by("position").values_list("code", flat=True)
    funds = list(fund[:2])
    if not funds:
        return "no programme, no money"
    with scope(office):
        if FinancingLine.objects.filter(operation__code__in=_codes()).exists():
            return "all there"
    verified: list[UUID] = []
    claimed: dict[str, list[UUID]] = {"sent": [], "draft": []}
    later: dict[str, list[UUID]] = {"corrected": [], "recovered": []}
    for number, (code, action, title) in enumerate(OPERATIONS, start=1):
        row = _operation(office, body, code, action, title)
        payments = _paid(office, row, funds, number)
        for place, payment in enumerate(payments):
            fate = FATES[place]
            name = f"FT {number}{place:02d}/2020"
            expense = _expense(office, body, payment, 1_800_000 * number, name, fate)
            if fate in ("sent", "cut", "corrected", "recovered"):
                claimed["sent"].append(expense)
            if fate == "draft":
                claimed["draft"].append(expense)
            if fate in later:
                later[fate].append(expense)
            verified.append(expense)
    _certify(certifier, claimed)
    for expense in later["corrected"]:
        do(
            office,
            operations.correct_expense,
            days_ago=20,
            expense=expense,
            amount_cents=125_000,
            reason="Rettifica di esempio dopo un controllo",
        )
    for expense in later["recovered"]:
        do(
            office,
            operations.recover_expense,
            days_ago=15,
            expense=expense,
            reason="Recupero di esempio",
        )
    return f"{len(OPERATIONS)} operations with {len(verified)} expenses"


def _codes() -> list[str]:
    return [code for code, _action, _title in OPERATIONS]


def _operation(office: Actor, body: Actor, code: str, action: str, title: str) -> Operation:
    with scope(office):
        found = Operation.objects.filter(municipality=MILAN, code=code).first()
    if found is None:
        do(
            office,
            operations.open_operation,
            days_ago=400,
            code=code,
            action_code=action,
            title=title,
            cup="",
            beneficiary=UUID(body.organisation),
        )
        with scope(office):
            found = Operation.objects.get(municipality=MILAN, code=code)
    return found


def _paid(office: Actor, row: Operation, funds: list[str], number: int) -> list[UUID]:
    """Grants, plans, payees, commitments; the fourteen payments."""
    for place, fund in enumerate(funds):
        do(
            office,
            operations.grant_financing,
            days_ago=390,
            operation=row.pk,
            fund=fund,
            amount_cents=(60_000_000, 20_000_000)[place] * number,
            day=date(2019, 3, 1 + place),
            decision=f"Determina inventata {number}{place}/2019",
        )
    do(
        office,
        operations.record_saving,
        days_ago=380,
        operation=row.pk,
        fund=funds[0],
        amount_cents=1_500_000 * number,
        day=date(2020, 2, 3),
        decision="Ribasso d'asta inventato",
    )
    for year, cents in ((2020, 15_000_000), (2021, 25_000_000), (2022, 12_000_000)):
        do(
            office,
            operations.plan_year,
            days_ago=370,
            operation=row.pk,
            year=year,
            amount_cents=cents * number,
            reason="",
        )
    payees = [
        UUID(
            do(
                office,
                operations.add_payee,
                days_ago=365,
                operation=row.pk,
                name=name,
                kind=kind,
                tax_code=code,
            )
        )
        for name, kind, code in PAYEES
    ]
    commitments = [
        UUID(
            do(
                office,
                operations.commit,
                days_ago=360,
                operation=row.pk,
                number=f"IMP-{number}{place}",
                day=date(2020, 1, 10 + place),
                payee=payee,
                amount_cents=12_000_000 * number,
                reason="Contratto inventato",
            )
        )
        for place, payee in enumerate(payees, start=1)
    ]
    return [
        UUID(
            do(
                office,
                operations.pay,
                days_ago=350 - place,
                commitment=commitments[place % len(commitments)],
                number=f"MAN-{number}{place:02d}",
                day=date(2020 + place // 5, 2 + place % 5 * 2, 15),
                amount_cents=2_000_000 * number,
            )
        )
        for place in range(len(FATES))
    ]


def _expense(office: Actor, body: Actor, payment: UUID, cents: int, name: str, fate: str) -> UUID:
    """An expense of that payment, verified as its fate says."""
    expense = UUID(
        do(
            body,
            operations.enter_expense,
            days_ago=120,
            payment=payment,
            supplier=None,
            document_kind="invoice",
            document_number=name,
            document_day=date(2020, 1, 31),
            declared_cents=cents,
        )
    )
    if fate == "withdrawn":
        do(
            body,
            operations.withdraw_expense,
            days_ago=110,
            expense=expense,
            reason="Documento inserito per errore (esempio)",
        )
    elif fate != "entered":
        accepted = {"cut": cents - 300_000, "rejected": 0}.get(fate, cents)
        do(
            office,
            operations.verify_expense,
            days_ago=90,
            expense=expense,
            accepted_cents=accepted,
            reason=CUT if accepted < cents else "",
        )
    return expense


def _certify(certifier: Actor, claimed: dict[str, list[UUID]]) -> None:
    """Two claims: one that is sent, one that is a draft."""
    for place, (state, expenses) in enumerate(claimed.items(), start=1):
        claim = UUID(
            do(
                certifier,
                operations.open_certification,
                days_ago=60,
                number=f"DEMO-{place}",
                first_day=date(2020, 1, 1),
                last_day=date(2020 + place, 12, 31),
                day=date(2021 + place, 1, 31),
            )
        )
        do(
            certifier,
            operations.certify_expenses,
            days_ago=50,
            certification=claim,
            expenses=tuple(expenses),
        )
        if state == "sent":
            do(certifier, operations.send_certification, days_ago=45, certification=claim)
