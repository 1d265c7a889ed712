"""The register: each situation is one of Milan's programme, and never the same twice."""

from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.scope import scope
from rione.programme.models import Conflict
from rione.programme.operations import add_statement, move_state
from rione.programme.tests.office.factories import acting_as

from . import Situation, case

_number = count(1)
MILAN, ABOUT = "015146", {"subject_kind": "action", "subject_key": "MI1.1.1.a"}
WHY = {"reason": "Motivo inventato"}


def officer() -> Actor:
    return acting_as(Role.PROGRAMME_OFFICER, MILAN)


def a_link() -> dict[str, Any]:
    """A statement that adds one row to what is shown."""
    return {
        "field": f"link.fault_{uuid4().hex[:20]}",
        "url": "https://finta.example/",
        "label": {"it": "Finto", "en": "Fake"},
        "from": f"pagina-2024:{next(_number)}",
    }


@case("add_statement")
def an_added_statement() -> Situation:
    return officer(), {**ABOUT, "said": a_link(), **WHY}


@case("retire_statement")
def a_retired_statement() -> Situation:
    actor = officer()
    with scope(actor):
        made = add_statement(actor=actor, key=str(uuid4()), **ABOUT, said=a_link(), **WHY)
    return actor, {"statement": made, **WHY}


@case("add_document")
def an_added_document() -> Situation:
    entry = {
        "code": f"fault-{uuid4().hex[:20]}",
        "title": "Lettera inventata",
        "kind": "letter",
        "language": "it",
        "printed_date": "unknown",
        "content_date": "unknown",
        "rank": "9",
    }
    return officer(), {"entry": entry, **WHY}


def a_state(place: int) -> dict[str, Any]:
    return {
        "subject_kind": "project",
        "subject_key": "assistenza-tecnica",
        "state": "running",
        "as_of": "2024",
        "source": f"page-2024-en:{place}",
        "quote": "inventato",
        "forced": True,
        **WHY,
    }


@case("move_state")
def a_moved_state() -> Situation:
    """The state that is shown already, at another place: it fills no gap any more."""
    actor = officer()
    with scope(actor):
        move_state(actor=actor, key=str(uuid4()), **a_state(next(_number)))
    return actor, a_state(next(_number))


@case("state_indicator_value")
def an_indicator_value() -> Situation:
    day = date(2020, 1, 1) + timedelta(days=next(_number))
    return officer(), {
        "indicator": "4.2",
        "day": day,
        "value": "3",
        "source": "pagina-2024:3",
        "quote": "",
        **WHY,
    }


@case("resolve_conflict")
def a_decided_conflict() -> Situation:
    """Giving a field back to the rule, which held it before: one more decision."""
    row = Conflict.objects.filter(about="values").order_by("position").first()
    assert row is not None
    return officer(), {
        "subject_kind": row.subject_kind,
        "subject_key": row.subject_key,
        "field": row.field,
        "statement": None,
        "why": f"Motivo inventato {next(_number)}",
    }
