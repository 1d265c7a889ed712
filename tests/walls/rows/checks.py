"""Procurements, checks and what follows on them."""

from rione.programme.models import Operation
from rione.programme.operations.procurement import add_party
from rione.programme.tests.office.check_factories import World, by, days_ago
from rione.programme.tests.office.factories import an_operation, beneficiary

from . import Place

SHARED = (
    "awardprocedure", "procedurephase", "awardcriterion", "procedureparty", "contract",
    "contractvariation", "caseevent", "check", "checkanswer", "finding", "followup", "recovery",
    "recoverymovement",
)  # fmt: skip
MUNICIPAL = (
    "checktemplate", "checkitem", "sampledraw", "sampleunit", "irregularity", "irregularityevent",
)  # fmt: skip


def everything(place: Place) -> None:
    world = World(place.municipality)
    operation = an_operation(
        place.municipality, code="MI1.1.1.A-CHECKS", body=beneficiary(place.municipality)
    )
    world.operation = operation
    operation.shared_with = [operation.beneficiary_id, place.body.pk, place.reader]
    with place.scope():
        Operation.objects.filter(pk=operation.pk).update(shared_with=operation.shared_with)
    world.vary(world.contract(), 1000)
    by(
        world.officer,
        add_party,
        procedure=world.procedure(),
        role="tester",
        name="Ugo Finto",
        tax_code="",
        since=days_ago(5),
    )
    world.answer(world.finding(world.answered(world.check())))
    world.receive(world.recovery())
    world.sample()


ROWS = {f"programme_{name}": everything for name in (*SHARED, *MUNICIPAL)}
