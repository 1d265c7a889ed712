"""Each write of procurements and checks: done, recorded, repeated once, refused to others."""

import json

import pytest

from rione.core.audit.models import Entry
from rione.core.identity.rules.roles import Role
from rione.core.writes import KeyReused, Refused, registered
from rione.programme.models import CaseEvent, IrregularityEvent
from tests.faults.cases import CASES
from tests.faults.cases import checks as cases

from .check_factories import World, by, somebody_acts  # noqa: F401
from .factories import acting_as, within

pytestmark = pytest.mark.django_db

VERBS = sorted(verb for verb, make in CASES.items() if make.__module__ == cases.__name__)
SILENT = {"load_check_templates", "draw_sample"}
"""Done to the municipality: they stand in the audit trail and in the history of no case."""


def events(place: str) -> int:
    with within(place):
        return CaseEvent.objects.count() + IrregularityEvent.objects.count()


def test_cases__of_this_part__are_all_its_verbs() -> None:
    ours = {
        verb
        for verb, write in registered().items()
        if write.__module__.removeprefix("rione.programme.operations.")
        in {
            "procurement",
            "contracts",
            "checklists",
            "checking",
            "sampling",
            "findings",
            "irregularities",
            "recoveries",
        }
    }
    assert set(VERBS) == ours
    assert len(VERBS) == 33


@pytest.mark.parametrize("verb", VERBS)
def test_write__by_whom_it_is_for__is_stored_recorded_and_done_once(verb: str) -> None:
    actor, arguments = CASES[verb]()
    before, entries = events(actor.municipality), Entry.objects.filter(verb=verb).count()
    first = by(actor, registered()[verb], key=f"key-{verb}", **arguments)
    after = events(actor.municipality)
    assert Entry.objects.filter(verb=verb).count() > entries or verb == "load_check_templates"
    assert after > before or "template" in verb or "items" in verb or verb in SILENT
    again = by(actor, registered()[verb], key=f"key-{verb}", **arguments)
    assert json.dumps(again) == json.dumps(first)
    assert events(actor.municipality) == after


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in SILENT])
def test_write__of_another_municipality__does_not_exist(verb: str) -> None:
    """A twin elsewhere with the same role finds nothing of it."""
    actor, arguments = CASES[verb]()
    twin = acting_as(Role(actor.role), World().place)
    with pytest.raises(Refused):
        by(twin, registered()[verb], **arguments)


@pytest.mark.parametrize(
    ("verb", "role"),
    [
        (verb, role)
        for verb in VERBS
        for role in (Role.BENEFICIARY, Role.RESIDENT, Role.PROVIDER)
        if (verb, role) != ("answer_finding", Role.BENEFICIARY)
    ],
)
def test_write__by_somebody_without_the_role__is_refused(verb: str, role: Role) -> None:
    actor, arguments = CASES[verb]()
    before = events(actor.municipality)
    with pytest.raises(Refused):
        by(acting_as(role, actor.municipality), registered()[verb], **arguments)
    assert events(actor.municipality) == before


def test_write__key_with_other_arguments__is_refused() -> None:
    world = World()
    key = "the-same-key-1"
    terms = {"phase": "notice", "planned": None, "actual": None, "reason": ""}
    procedure = world.procedure()
    by(world.officer, registered()["set_phase"], key=key, procedure=procedure, **terms)
    with pytest.raises(KeyReused):
        by(
            world.officer,
            registered()["set_phase"],
            key=key,
            procedure=procedure,
            **terms | {"reason": "altro"},
        )
