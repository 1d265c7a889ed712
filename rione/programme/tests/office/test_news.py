"""What the office tells: inboxes of those it concerns, mails to those who follow an action."""

from datetime import date

import pytest
from django.db import transaction

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.rules.roles import Role
from rione.core.identity.tests.factories import ALTO, BASSO, member
from rione.core.notices.kinds import kind_of
from rione.core.notices.models import Announcement, Notice
from rione.core.notices.tests.factories import as_worker
from rione.programme.operations.news import KIND, announce
from rione.programme.operations.senders import SUBJECTS, send
from rione.programme.operations.telling import Told

from .factories import within

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somebody_acts():
    with acting(AuditActor("job", "tests")):
        yield


def told_accounts() -> set[str]:
    with as_worker():
        return {str(key) for key in Notice.objects.values_list("account_id", flat=True)}


def test_send__to_accounts_roles_and_bodies__reaches_each_once() -> None:
    officer = member(Role.PROGRAMME_OFFICER, ALTO)
    other = member(Role.PROGRAMME_OFFICER, BASSO)
    body = member(Role.BENEFICIARY, ALTO)
    told = Told(
        what="deadline_set",
        key="deadline_set:1",
        municipality=ALTO,
        operation=None,
        page="question",
        argument="0d9c3bb6-53c5-4a3d-8fd0-5c6b0f9f8d11",
        accounts=(officer.user_id,),
        roles=(Role.PROGRAMME_OFFICER,),
        organisations=(body.organisation_id,),
        day=date(2026, 12, 1),
    )
    for _ in range(2):
        with within(ALTO):
            send(told)
    assert told_accounts() == {str(officer.user_id), str(body.user_id)}
    assert str(other.user_id) not in told_accounts()
    with as_worker():
        assert Notice.objects.count() == 2


def test_announce__twice_under_one_key__is_one_announcement_an_action() -> None:
    for _ in range(2):
        with transaction.atomic(), within(ALTO):
            announce(["MI1.1.1.a", "MI2.2.4.b", "MI1.1.1.a"], dedupe="state:7")
    with as_worker():
        topics = set(Announcement.objects.values_list("topic", flat=True))
        assert Announcement.objects.count() == 2
    assert topics == {"action:MI1.1.1.a", "action:MI2.2.4.b"}


@pytest.mark.parametrize("language", ["it", "en"])
def test_kinds__of_all_that_is_told__have_their_words(language: str) -> None:
    for what in SUBJECTS:
        kind = kind_of(what)
        assert kind is not None
        assert kind.subject_for({}, language)
    news = kind_of(KIND)
    assert news is not None
    assert "MI1.1.1.a" in news.subject_for({"code": "MI1.1.1.a"}, language)
