"""Invented procedures, checks and what follows on them, each in a municipality of its own unless
one is given, made by the operations themselves."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

import pytest

from rione.core import clock
from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import actor_of
from rione.core.scope import scope
from rione.programme.models import Operation
from rione.programme.operations import (
    checking,
    checklists,
    contracts,
    findings,
    irregularities,
    procurement,
    recoveries,
    sampling,
)
from rione.programme.operations.checking import Answer
from rione.programme.operations.irregularities import Nature
from rione.programme.operations.procurement import Terms
from rione.programme.rules.checklists import Item

from .factories import acting_as, an_operation, beneficiary

TERMS = Terms(
    kind="works",
    method="open",
    title="Lavori inventati",
    base_cents=100_000_00,
    criterion="quality_price",
    no_cig="in_house",
    criteria=(("Qualità", 70), ("Prezzo", 30)),
)
DIRECT = replace(TERMS, method="direct", criterion="none", criteria=())
NATURE = Nature("eligibility", "Spesa inventata non ammissibile.", 1_500_000, 500_000)
ITEMS = (
    Item("1.1", "È inventato?", "Is it invented?", "L. 1/2000"),
    Item("1.2", "È visibile?", "Can it be seen?", ""),
    Item("2.1", "È archiviato?", "Is it filed?", ""),
)
_places = itertools.count(700_000)


@pytest.fixture(autouse=True)
def somebody_acts() -> Iterator[None]:
    """Imported by the tests that make people: somebody makes them."""
    with acting(AuditActor("job", "tests")):
        yield


def days_ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def by(actor: Actor, operation: Callable[..., Any], /, *, key: str = "", **arguments: Any) -> Any:
    """Do an operation as somebody, in their scope and with their name in the audit trail."""
    who = AuditActor(
        "account",
        actor.account,
        role=actor.role,
        organisation=actor.organisation,
        municipality=actor.municipality,
    )
    with acting(who), scope(actor):
        return operation(actor=actor, key=key or str(uuid4()), **arguments)


@dataclass
class World:
    """A municipality with an operation, its people, and what they make."""

    place: str = field(default_factory=lambda: f"{next(_places):06d}")

    @cached_property
    def officer(self) -> Actor:
        return acting_as(Role.PROGRAMME_OFFICER, self.place)

    @cached_property
    def colleague(self) -> Actor:
        return acting_as(Role.PROGRAMME_OFFICER, self.place)

    @cached_property
    def auditor(self) -> Actor:
        return acting_as(Role.AUDITOR, self.place)

    @cached_property
    def certifier(self) -> Actor:
        return acting_as(Role.CERTIFIER, self.place)

    @cached_property
    def beneficiary(self) -> Actor:
        return acting_as(Role.BENEFICIARY, self.place)

    @cached_property
    def stranger(self) -> Actor:
        """A beneficiary of another body of the same municipality."""
        from rione.core.identity.operations import grant_membership, put_organisation
        from rione.core.identity.tests.factories import person

        other = put_organisation(kind="company", name="Altra Finta", municipality=self.place)
        return actor_of(
            grant_membership(
                user=person(),
                organisation=other,
                role=Role.BENEFICIARY,
                municipality=self.place,
            )
        )

    @cached_property
    def operation(self) -> Operation:
        return an_operation(self.place, body=beneficiary(self.place))

    def procedure(self, terms: Terms = TERMS, **changes: Any) -> UUID:
        changed = replace(terms, **changes)
        return UUID(
            by(
                self.officer,
                procurement.open_procedure,
                operation=self.operation.pk,
                terms=changed,
            )
        )

    def phase(
        self,
        procedure: UUID,
        phase: str,
        actual: date | None = None,
        planned: date | None = None,
        reason: str = "",
    ) -> None:
        by(
            self.officer,
            procurement.set_phase,
            procedure=procedure,
            phase=phase,
            planned=planned,
            actual=actual,
            reason=reason,
        )

    def awarded(self, terms: Terms = DIRECT, **changes: Any) -> UUID:
        procedure = self.procedure(terms, **changes)
        self.phase(procedure, "award", days_ago(100))
        return procedure

    def contract_terms(self, procedure: UUID, **changes: Any) -> dict[str, Any]:
        return {
            "procedure": procedure,
            "subject": "Contratto inventato",
            "contractor": "Costruzioni Inventate",
            "contractor_code": "00000010215",
            "amount_cents": 50_000_00,
            "signed_on": days_ago(90),
            "delivery_due": days_ago(-30),
            "document": "PG/2024/1",
        } | changes

    def contract(self, procedure: UUID | None = None, **changes: Any) -> UUID:
        terms = self.contract_terms(procedure or self.awarded(), **changes)
        return UUID(by(self.officer, contracts.sign_contract, **terms))

    def vary(self, contract: UUID, cents: int, ground: str = "unforeseen") -> UUID:
        return UUID(
            by(
                self.officer,
                contracts.vary_contract,
                contract=contract,
                ground=ground,
                cents=cents,
                varied_on=days_ago(30),
                reason="Circostanza inventata",
                document="",
            )
        )

    def delivered(self, contract: UUID) -> None:
        by(
            self.officer,
            contracts.record_delivery,
            contract=contract,
            delivered_on=days_ago(10),
            reason="",
        )

    def draft(self, kind: str = "desk", items: tuple[Item, ...] = ITEMS) -> int:
        made: int = by(
            self.officer,
            checklists.draft_check_template,
            based_on=None,
            code=f"prova-{uuid4().hex[:12]}",
            kind=kind,
            title_it="Lista inventata",
            title_en="Invented list",
        )
        if items:
            by(self.officer, checklists.write_check_items, template=made, items=items)
        return made

    def checklist(self, kind: str = "desk") -> int:
        made = self.draft(kind)
        by(self.officer, checklists.publish_check_template, template=made)
        return made

    def check(
        self,
        kind: str = "desk",
        *,
        actor: Actor | None = None,
        procedure: UUID | None = None,
        expense: UUID | None = None,
    ) -> UUID:
        if kind == "procedure" and procedure is None:
            procedure = self.procedure()
        return UUID(
            by(
                actor or self.officer,
                checking.begin_check,
                operation=self.operation.pk,
                template=self.checklist(kind),
                begun_on=days_ago(5),
                procedure=procedure,
                expense=expense,
                sample=None,
            )
        )

    def answered(self, check: UUID, value: str = "yes", actor: Actor | None = None) -> UUID:
        answers = {item.number: Answer(value, "Motivo inventato") for item in ITEMS}
        by(actor or self.officer, checking.answer_items, check=check, answers=answers)
        return check

    def finished(self, check: UUID | None = None, **changes: Any) -> UUID:
        check = check or self.answered(self.check(), "no")
        terms = {
            "outcome": "irregular",
            "at_risk_cents": 1_000_00,
            "conclusion": "Conclusione inventata",
        } | changes
        by(self.officer, checking.finish_check, check=check, **terms)
        return check

    def finding(
        self, check: UUID | None = None, *, actor: Actor | None = None, days: int = 30
    ) -> UUID:
        return UUID(
            by(
                actor or self.officer,
                findings.raise_finding,
                check=check or self.check(),
                item="",
                words="Manca un documento inventato",
                severity="serious",
                amount_cents=1_000_00,
                deadline=days_ago(-days),
            )
        )

    def answer(self, finding: UUID, actor: Actor | None = None) -> UUID:
        by(
            actor or self.beneficiary,
            findings.answer_finding,
            finding=finding,
            words="Ecco il documento",
            document="PG/2024/7",
        )
        return finding

    def settle(self, finding: UUID, decision: str, actor: Actor | None = None) -> UUID:
        by(
            actor or self.officer,
            findings.settle_finding,
            finding=finding,
            decision=decision,
            reason="Valutazione inventata",
            deadline=None,
        )
        return finding

    def irregularity(
        self,
        finding: UUID | None = None,
        *,
        expense: UUID | None = None,
        nature: Nature = NATURE,
    ) -> UUID:
        return UUID(
            by(
                self.officer,
                irregularities.report_irregularity,
                operation=self.operation.pk,
                finding=finding,
                expense=expense,
                nature=nature,
                found_on=days_ago(20),
            )
        )

    def classify(
        self, irregularity: UUID, state: str = "established", nature: Nature = NATURE
    ) -> UUID:
        by(
            self.officer,
            irregularities.classify_irregularity,
            irregularity=irregularity,
            state=state,
            nature=nature,
            reason="Motivo inventato",
        )
        return irregularity

    def order_terms(self, irregularity: UUID, **changes: Any) -> dict[str, Any]:
        return {
            "irregularity": irregularity,
            "order_number": f"DET/2024/{uuid4().hex[:8]}",
            "ordered_cents": 1_000_000,
            "interest_cents": 0,
            "ordered_on": days_ago(10),
            "due_on": days_ago(-50),
            "reason": "Restituzione inventata",
        } | changes

    def recovery(self, irregularity: UUID | None = None, **changes: Any) -> UUID:
        known = irregularity or self.classify(self.irregularity())
        terms = self.order_terms(known, **changes)
        return UUID(by(self.officer, recoveries.order_recovery, **terms))

    def receive(self, recovery: UUID, cents: int = 400_000, kind: str = "payment") -> UUID:
        return UUID(
            by(
                self.officer,
                recoveries.record_recovery,
                recovery=recovery,
                kind=kind,
                cents=cents,
                on=days_ago(2),
                document="",
            )
        )

    def sample(self, **changes: Any) -> UUID:
        terms = {
            "population": "contracts",
            "method": "monetary_unit",
            "size": 1,
            "seed": "prova",
            "reason": "Campione inventato",
        } | changes
        return UUID(by(self.officer, sampling.draw_sample, **terms))
