"""Money of an operation: a row in every table, as the operations would leave it."""

from datetime import date
from typing import Any

from rione.programme.models import (
    Certification,
    CostPlan,
    Expense,
    ExpenseEvent,
    FinancingLine,
    LegalCommitment,
    Operation,
    Payee,
    Payment,
    Saving,
)

from . import Place

DAY = date(2021, 3, 15)


def money(place: Place) -> None:
    """An operation with a grant, a saving, a plan, a commitment that is paid, and its expense."""
    with place.scope():
        readers = [place.body.pk, place.reader]
        operation = Operation.objects.create(
            municipality=place.municipality,
            code="MI1.1.1.A-MONEY",
            action_code="MI1.1.1.a",
            title="Operazione inventata",
            beneficiary=place.body,
            shared_with=readers,
        )
        own: dict[str, Any] = {
            "operation": operation,
            "municipality": place.municipality,
            "shared_with": readers,
        }
        entered = own | {"entered_by": place.officer.user_id}
        amount = entered | {"amount_cents": 500, "day": DAY}
        FinancingLine.objects.create(fund="pon_metro", decision="DD 1", **amount)
        Saving.objects.create(fund="pon_metro", decision="DD 2", **amount)
        CostPlan.objects.create(year=2021, version=1, amount_cents=5, **entered)
        payee = Payee.objects.create(
            name="Ditta Finta", kind="company", tax_code="00000000001", **entered
        )
        commitment = LegalCommitment.objects.create(
            number="I-1", kind="commitment", payee=payee, reason="contratto", **amount
        )
        payment = Payment.objects.create(
            number="P-1", kind="payment", payee=payee, commitment=commitment, **amount
        )
        expense = Expense.objects.create(
            document_kind="invoice",
            document_number="F-1",
            document_day=DAY,
            supplier=payee,
            payment=payment,
            declared_cents=400,
            **entered,
        )
        ExpenseEvent.objects.create(
            expense=expense,
            number=1,
            step="enter",
            to_state="entered",
            declared_cents=400,
            account=place.officer.user_id,
            transaction=f"expense/{expense.pk}/1",
            **own,
        )
        Certification.objects.create(
            municipality=place.municipality,
            number="D-1",
            first_day=DAY,
            last_day=DAY,
            day=DAY,
            made_by=place.officer.user_id,
        )


TABLES = (
    "financingline", "saving", "costplan", "payee", "legalcommitment", "payment", "expense",
    "expenseevent", "certification",
)  # fmt: skip
ROWS = {f"programme_{table}": money for table in TABLES}
