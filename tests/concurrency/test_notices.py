"""Notices with real threads, real processes and real commits."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker, Settings

from rione.core import clock
from rione.core.audit.acting import Actor, acting
from rione.core.ledger.tests.scratch import scratch_database
from rione.core.notices import tasks
from rione.core.notices.models import Follower
from rione.core.notices.operations import follow, publish
from rione.core.notices.operations.delivering import deliver
from rione.core.notices.operations.planning import plan_mails, put_digests, spread_announcements
from rione.core.notices.rules import PER_ADDRESS
from rione.core.notices.tests.factories import (
    TOPIC,
    Misbehaving,
    Undone,
    follower,
    in_vain,
    invented_kinds,
    mails,
    notices_of,
    reader,
    tell,
)

ROOT = Path(__file__).resolve().parents[2]
RIVALS = 20
PATIENCE = 60.0


@pytest.fixture(autouse=True)
def scratch(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings
) -> Iterator[None]:
    settings.RIONE_BASE_URL = "https://rione.example.org"
    with (
        django_db_blocker.unblock(),
        scratch_database("notices"),
        invented_kinds(),
        acting(Actor("job", "tests")),
    ):
        yield


def together(work: Callable[[int], object], count: int = RIVALS) -> list[BaseException]:
    """Do something in threads of their own, all at once; what they raised."""
    raised: list[BaseException] = []
    start = threading.Barrier(count)

    def one(number: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            with acting(Actor("job", "tests")):
                work(number)
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'mail'")
        return int(cursor.fetchone()[0])


# Once


def test_notify__twenty_rivals_with_one_key__tell_once_and_defer_one_job() -> None:
    users, before = [reader() for _ in range(5)], jobs()
    assert together(lambda number: tell(*users[number % 2 :], *users[: number % 2])) == []
    assert [len(notices_of(user)) for user in users] == [1] * 5
    assert jobs() == before + 1


def test_notify__rivals_without_the_constraint__tell_more_than_once() -> None:
    """The control: it is the constraint that the test above rests on."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notices_notice DROP CONSTRAINT notice_told_once")
    user = reader()
    assert together(lambda _number: tell(user)) == []
    assert len(notices_of(user)) == RIVALS


def test_deliver__many_workers_at_once__send_each_mail_once(settings: Settings) -> None:
    server = Misbehaving.plays(settings)
    users = [reader() for _ in range(30)]
    tell(*users)

    def work(_number: int) -> None:
        plan_mails()
        deliver()

    assert together(work, 4) == []
    deliver()
    assert sorted(message.to[0] for message in server.taken) == sorted(user.email for user in users)
    assert {(row.state, row.tries) for row in mails()} == {("sent", 1)}


def test_digests__many_workers_at_once__make_one_for_each_account() -> None:
    users = [reader() for _ in range(6)]
    with clock.frozen_at(clock.now() - timedelta(days=2)):
        for number in range(3):
            tell(*users, kind="reminded", dedupe=f"n{number}")
    plan_mails()
    made: list[int] = []
    assert together(lambda _number: made.append(put_digests()), 6) == []
    assert sum(made) == len(users)
    assert sorted(str(row.account_id) for row in mails()) == sorted(str(user.pk) for user in users)


def test_follow__twenty_rivals_of_one_address__make_one_row_and_few_mails() -> None:
    def ask(number: int) -> None:
        follow(email="vicina@finta.example", topic=TOPIC, language="it", client=f"192.0.2.{number}")

    assert together(ask) == []
    assert Follower.objects.count() == 1
    assert len(mails()) == PER_ADDRESS.most


def test_announcements__many_workers_at_once__write_to_each_follower_once(
    settings: Settings,
) -> None:
    for number in range(4):
        follower(f"v{number}@finta.example")
    server = Misbehaving.plays(settings)
    with transaction.atomic():
        publish(topic=TOPIC, kind="changed", parameters={"title": "x"}, dedupe="one")

    def work(_number: int) -> None:
        spread_announcements()
        deliver()

    assert together(work, 4) == []
    deliver()
    assert sorted(message.to[0] for message in server.taken) == [
        f"v{number}@finta.example" for number in range(4)
    ]


# Killed

KILLED = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
settings.RIONE_BASE_URL = "https://rione.example.org"
from rione.core.notices.operations import delivering, planning
from rione.core.notices.tests.factories import invented_kinds
log, point = sys.argv[2], sys.argv[3]

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

class Server:
    taken = 0
    def send_messages(self, messages):
        if point == "before sending" and self.taken == 2:
            die()
        with open(log, "a") as file:
            file.write(messages[0].message()["Message-ID"] + "\\n")
        self.taken += 1
        if point == "after sending" and self.taken == 2:
            die()
        return 1
    def close(self):
        pass

delivering.get_connection = Server
if point == "while planning":
    planning.Notice.objects.bulk_update = die
elif point == "before the claim is stored":
    delivering.delay_after = die
elif point == "before it is noted":
    note, count = delivering._close_row, []
    def stop(*args):
        count.append(1)
        if len(count) == 2:
            die()
        note(*args)
    delivering._close_row = stop
with invented_kinds():
    planning.plan_mails()
    delivering.deliver()
"""


@pytest.mark.parametrize(
    ("point", "sent", "repeated"),
    [
        ("while planning", 0, 0),
        ("before the claim is stored", 0, 0),
        ("before sending", 2, 0),
        ("after sending", 2, 1),
        ("before it is noted", 2, 1),
    ],
)
def test_deliver__killed_at_any_point__loses_nothing_and_repeats_one_at_most(
    settings: Settings, tmp_path: Path, point: str, sent: int, repeated: int
) -> None:
    users = [reader() for _ in range(4)]
    tell(*users)
    log = tmp_path / "taken"
    log.touch()
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(connection.settings_dict["NAME"]), str(log), point],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    before = log.read_text().split()
    assert len(before) == sent
    server = Misbehaving.plays(settings)
    plan_mails()
    # The server's side of the killed connection may hold its row for a moment longer.
    for minutes in range(3):
        with clock.frozen_at(clock.now() + timedelta(minutes=2 * minutes)):
            deliver()
    ids = [*before, *(str(message.message()["Message-ID"]) for message in server.taken)]
    assert len(set(ids)) == len(users)
    assert len(ids) == len(users) + repeated
    assert {row.state for row in mails()} == {"sent"}


# As a job


def test_job__that_tells_something__defers_in_its_own_transaction(settings: Settings) -> None:
    """Inside the worker the library's own `defer` would work on other connections."""
    from procrastinate.contrib.django import app

    server = Misbehaving.plays(settings)
    user, before = reader(), jobs()
    worker: Any = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(worker):
        with pytest.raises(Undone):
            in_vain(lambda: tell(user))
        assert jobs() == before
        tell(user)
        assert jobs() == before + 1
        tasks.deliver_mails.func(timestamp=0)
    assert [message.to for message in server.taken] == [[user.email]]
