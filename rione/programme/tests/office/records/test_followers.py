"""Those who follow an action by e-mail learn of what is new about it, once, and can end it."""

from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings

from rione.core.identity.rules.actors import Actor
from rione.core.notices.models import Announcement
from rione.core.notices.operations import unsubscribe
from rione.core.notices.tests.factories import as_worker, follower, link_in, send
from rione.core.notices.tokens import read_stop
from rione.core.scope import scope
from rione.programme.operations import load_folder, move_state
from rione.programme.operations.communicating import cancel_communication
from rione.programme.operations.resolving import resolve_conflict
from rione.programme.tests.factories import small, statement

from .. import desk_things as desk
from ..factories import done
from .factories import ACTION, said, stated, taken_back

pytestmark = pytest.mark.django_db
TOPIC = "action:MI1.1.1.a"
PROJECT = "projects/01-uno.yaml"
END = statement("date.end", "2025-03")


@pytest.fixture(autouse=True)
def _base(settings: Settings) -> None:
    settings.RIONE_BASE_URL = "https://rione.example.org"


def told() -> list[str]:
    """The topics that something was announced about, in order."""
    with as_worker():
        return list(Announcement.objects.order_by("topic").values_list("topic", flat=True))


def test_follow__then_a_statement__mails_a_link_and_how_to_stop(
    loaded: Path, officer: Actor
) -> None:
    follower(topic=TOPIC)
    assert told() == []
    stated(officer, said("financing.pon_metro", "€ 7"))
    (message,) = send()
    assert "MI1.1.1.a" in str(message.subject)
    assert link_in(message, "MI1.1.1.a")
    stop = message.extra_headers["List-Unsubscribe"]
    token = stop.strip("<>").rstrip("/").rpartition("/")[2]
    found = read_stop(token)
    assert found is not None
    assert send() == []
    unsubscribe(follower=found.follower)
    stated(officer, said("financing.pon_metro", "€ 8"))
    assert send() == []


def test_statement__added_and_retired__is_told_each_time_once(loaded: Path, officer: Actor) -> None:
    key = str(uuid4())
    for _again in range(2):
        made = stated(officer, said("financing.pon_metro", "€ 7"), key=key)
    assert told() == [TOPIC]
    taken_back(officer, made)
    assert told() == [TOPIC, TOPIC]


def test_state__of_a_project__is_told_of_the_actions_whose_state_it_changes(
    loaded: Path, officer: Actor
) -> None:
    def move(state: str, source: str) -> None:
        with scope(officer):
            move_state(
                actor=officer,
                key=str(uuid4()),
                subject_kind="project",
                subject_key="1",
                state=state,
                as_of="2024-05",
                source=source,
                quote="come scritto",
                reason="Arrivato oggi",
                forced=True,
            )

    move("operational", "libro:30")
    assert told() == []
    move("postponed", "libro:31")
    assert told() == [TOPIC, "action:MI3.1.1.a"]


def test_decision__on_a_disagreement__is_told(loaded: Path, officer: Actor) -> None:
    made = stated(officer, said("financing.pon_metro", "€ 7"))
    for chosen in (made, None):
        with scope(officer):
            resolve_conflict(
                actor=officer,
                key=str(uuid4()),
                subject_kind=ACTION[0],
                subject_key=ACTION[1],
                field="financing.pon_metro",
                statement=chosen,
                why="Nel registro",
            )
    assert told() == [TOPIC] * 3


def test_folder__loaded_again_with_changes__is_told_once_an_action(
    loaded: Path, tmp_path: Path
) -> None:
    assert told() == []
    changed = (
        small()
        .replaced(PROJECT, '"100,00"', '"99,00"')
        .replaced(PROJECT, "    statements:\n", f"    statements:\n      - {END}\n")
    )
    folder = changed.write(tmp_path / "changed")
    load_folder(folder=folder, dry_run=True)
    assert told() == []
    for _again in range(2):
        load_folder(folder=folder)
    assert told() == [TOPIC]


def test_communication__planned_and_cancelled__is_told(loaded: Path, officer: Actor) -> None:
    item = desk.an_item(officer)
    done(cancel_communication, actor=officer, item=item, reason="Non si fa più")
    assert told() == [TOPIC, TOPIC]
