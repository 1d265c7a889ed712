"""Those who follow an action by e-mail learn of what is new about it, once, and can end it."""

from datetime import date
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
from rione.programme.operations.communicating import cancel_communication, plan_communication
from rione.programme.operations.resolving import resolve_conflict
from rione.programme.tests.factories import small

from .factories import ACTION, said, stated, taken_back

pytestmark = pytest.mark.django_db
TOPIC = "action:MI1.1.1.a"


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
    assert read_stop(token) is not None
    assert send() == []
