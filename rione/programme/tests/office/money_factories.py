"""Money of invented operations, made by the operations themselves."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO
from rione.programme import operations as do
from rione.programme.models import Expense, Fund, Operation

from .factories import acting_as, an_operation, done, within

DAY = date(2021, 3, 15)
COMPANY_CODE = "00000000001"
PERSON_CODE = "FNTGUO80A01H501X"
_number = count(1)


def funds() -> None:
    """Two public funds and private money."""
    for position, (code, public) in enumerate(
        [("pon_metro", True), ("comune", True), ("private", False)]
    ):
        Fund.objects.get_or_create(
            code=code,
            defaults={
                "name_it": f"Fondo {code}",
                "name_en": f"Fund {code}",
                "public": public,
                "position": position,
            },
        )


@dataclass
class Office:
    """An operation and the people who look after it; two of each role that needs other eyes."""

    operation: Operation
    officer: Actor
    other: Actor
    certifier: Actor
    second: Actor
    beneficiary: Actor

    def grant(self, cents: int, fund: str = "pon_metro", **more: Any) -> str:
        return done(
            do.grant_financing,
            **{
                "actor": self.officer,
                "operation": self.operation.pk,
                "fund": fund,
                "amount_cents": cents,
                "day": DAY,
                "decision": "Determina inventata 1",
            }
            | more,
        )

    def payee(self, code: str = "", kind: str = "company", **more: Any) -> UUID:
        return UUID(
            done(
                do.add_payee,
                **{
                    "actor": self.officer,
                    "operation": self.operation.pk,
                    "name": "Ditta Finta",
                    "kind": kind,
                    "tax_code": code or f"{next(_number):011d}",
                }
                | more,
            )
        )

    def commit(self, cents: int, payee: UUID | None = None, **more: Any) -> UUID:
        return UUID(
            done(
                do.commit,
                **{
                    "actor": self.officer,
                    "operation": self.operation.pk,
                    "number": f"I-{next(_number)}",
                    "day": DAY,
                    "payee": payee or self.payee(),
                    "amount_cents": cents,
                    "reason": "Contratto inventato",
                }
                | more,
            )
        )

    def pay(self, commitment: UUID, cents: int, **more: Any) -> UUID:
        return UUID(
            done(
                do.pay,
                **{
                    "actor": self.officer,
                    "commitment": commitment,
                    "number": f"P-{next(_number)}",
                    "day": DAY,
                    "amount_cents": cents,
                }
                | more,
            )
        )

    def paid(self, cents: int) -> UUID:
        """A payment with all that goes before it."""
        self.grant(cents)
        return self.pay(self.commit(cents), cents)

    def enter(self, payment: UUID, cents: int, **more: Any) -> UUID:
        return UUID(
            done(
                do.enter_expense,
                **{
                    "actor": self.beneficiary,
                    "payment": payment,
                    "supplier": None,
                    "document_kind": "invoice",
                    "document_number": f"F{next(_number)}",
                    "document_day": DAY,
                    "declared_cents": cents,
                }
                | more,
            )
        )

    def verify(self, expense: UUID, cents: int, reason: str = "", **more: Any) -> str:
        return done(
            do.verify_expense,
            **{
                "actor": self.officer,
                "expense": expense,
                "accepted_cents": cents,
                "reason": reason,
            }
            | more,
        )

    def claim(self, **more: Any) -> UUID:
        return UUID(
            done(
                do.open_certification,
                **{
                    "actor": self.certifier,
                    "number": f"D-{next(_number)}",
                    "first_day": date(2021, 1, 1),
                    "last_day": date(2021, 6, 30),
                    "day": date(2021, 7, 1),
                }
                | more,
            )
        )

    def certify(self, claim: UUID, *expenses: UUID, **more: Any) -> int:
        return done(
            do.certify_expenses,
            **{"actor": self.certifier, "certification": claim, "expenses": expenses} | more,
        )

    def certified(self, cents: int) -> UUID:
        """A certified expense with all that goes before it, in a claim of its own."""
        expense = self.enter(self.paid(cents), cents)
        self.verify(expense, cents)
        self.certify(self.claim(), expense)
        return expense

    def row(self, expense: UUID) -> Expense:
        with within(self.operation.municipality):
            return Expense.objects.get(pk=expense)


def an_office(municipality: str = ALTO) -> Office:
    """An operation with its people; the funds exist."""
    funds()
    return Office(
        an_operation(municipality),
        *(
            acting_as(role, municipality)
            for role in (
                Role.PROGRAMME_OFFICER,
                Role.PROGRAMME_OFFICER,
                Role.CERTIFIER,
                Role.CERTIFIER,
                Role.BENEFICIARY,
            )
        ),
    )
