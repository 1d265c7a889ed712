"""The audit trail with real threads, real processes and real commits."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker, Settings

from rione.core.audit import operations
from rione.core.audit.acting import Actor, acting
from rione.core.audit.models import Entry, Publication, Seal, Unsealed
from rione.core.audit.operations import record, seal, seal_and_publish
from rione.core.audit.outside import SealFiles
from rione.core.audit.rules import Subject
from rione.core.audit.tests.factories import run, write_entries
from rione.core.audit.verification import verify
from rione.core.ledger.tests.scratch import scratch_database

ROOT = Path(__file__).resolve().parents[2]
WRITERS = 24
EACH = 20
PATIENCE = 60.0


@pytest.fixture(autouse=True)
def scratch(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), scratch_database("audit_concurrency"):
        yield


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.RIONE_SEALS_DIR = tmp_path
    return tmp_path


class Roll(Exception):
    """Takes an operation back."""


def together(works: list[Callable[[], object]]) -> list[BaseException]:
    """Run each in a thread of its own, all at once; what they raised."""
    raised: list[BaseException] = []
    start = threading.Barrier(len(works))

    def one(work: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def sealed_ids() -> list[int]:
    return [entry for one in Seal.objects.order_by("pk") for entry in one.entry_ids]


def test_writers__twenty_four_at_once_beside_two_sealers__every_row_is_sealed_once(
    folder: Path,
) -> None:
    kept: list[int] = []
    finished = threading.Event()

    def writer(number: int) -> None:
        with acting(Actor("account", f"a-{number}"), request_id=f"r-{number}"):
            for step in range(EACH):
                try:
                    with transaction.atomic():
                        made = record(verb="bed.assign", subjects=Subject("bed", f"b-{step}"))
                        if step % 5 == 4:
                            raise Roll
                except Roll:
                    continue
                kept.append(made)

    def sealer() -> None:
        try:
            while not finished.is_set():
                seal_and_publish()
                time.sleep(0.005)
        finally:
            connection.close()

    sealers = [threading.Thread(target=sealer) for _ in range(2)]
    for thread in sealers:
        thread.start()
    try:
        raised = together([lambda number=number: writer(number) for number in range(WRITERS)])
    finally:
        finished.set()
        for thread in sealers:
            thread.join(PATIENCE)
    assert not raised
    seal_and_publish()
    assert len(kept) == WRITERS * EACH * 4 // 5
    # Rolled-back operations leave gaps in the ids and none in the chain.
    assert sorted(sealed_ids()) == sorted(kept)
    assert sorted(Entry.objects.values_list("pk", flat=True)) == sorted(kept)
    assert list(Seal.objects.order_by("pk").values_list("pk", flat=True)) == list(
        range(1, Seal.objects.count() + 1)
    )
    found = verify()
    assert (found.broken, found.entries, found.waiting) == (None, len(kept), 0)
    assert [one.seal for one in SealFiles(folder).read()] == list(range(1, found.seals + 1))


def test_row__that_commits_after_later_ones_were_sealed__is_sealed_with_its_lower_id() -> None:
    written, go_on = threading.Event(), threading.Event()
    slow: list[int] = []

    def slow_operation() -> None:
        with acting(Actor("account", "a-slow")), transaction.atomic():
            slow.append(record(verb="bed.assign", subjects=Subject("bed", "slow")))
            written.set()
            assert go_on.wait(PATIENCE)

    thread = threading.Thread(target=lambda: together([slow_operation]))
    thread.start()
    assert written.wait(PATIENCE)
    later = write_entries(3)
    assert seal() == 3
    assert min(later) > slow[0]
    # Its place was not skipped: what waits is what is committed and has no seal.
    assert verify().broken is None
    go_on.set()
    thread.join(PATIENCE)
    assert seal() == 1
    assert sealed_ids() == [*later, slow[0]]
    found = verify()
    assert (found.broken, found.entries, found.waiting, found.backdated) == (None, 4, 0, ())


def test_sealers__two_at_once__one_works_and_the_other_returns_at_once() -> None:
    write_entries(5)
    inside, go_on = threading.Event(), threading.Event()

    def slow_sealer() -> None:
        with transaction.atomic():
            assert seal() == 5
            inside.set()
            assert go_on.wait(PATIENCE)

    thread = threading.Thread(target=lambda: together([slow_sealer]))
    thread.start()
    assert inside.wait(PATIENCE)
    begun = time.monotonic()
    assert seal() == 0
    assert time.monotonic() - begun < PATIENCE / 2
    go_on.set()
    thread.join(PATIENCE)
    assert Seal.objects.count() == 1


def test_sealers__two_at_once_without_the_lock__are_kept_apart_by_the_tables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The lock spares them the collision; without it the chain holds all the same."""
    monkeypatch.setattr(operations, "_taken", lambda cursor, lock: True)
    collisions = 0
    for _ in range(15):
        write_entries(6)
        raised = together([lambda: seal(batch=3)] * 4)
        collisions += len(raised)
        assert all("audit_seal" in str(error) or "wait" in str(error) for error in raised)
    seal()
    assert collisions, "the lock is no longer what keeps sealers apart"
    found = verify()
    assert (found.broken, found.entries, found.waiting) == (None, 90, 0)


def test_verify__beside_writers_and_a_sealer__never_reports_a_break(folder: Path) -> None:
    finished = threading.Event()
    seen = []

    def writer(number: int) -> None:
        while not finished.is_set():
            write_entries(2, first=number)

    def sealer() -> None:
        while not finished.is_set():
            seal_and_publish()

    def verifier() -> None:
        try:
            for _ in range(15):
                seen.append(verify().broken)
        finally:
            finished.set()

    raised = together([verifier, sealer, *(lambda n=n: writer(n) for n in range(6))])
    assert not raised
    assert seen == [None] * 15


KILLED = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
settings.RIONE_SEALS_DIR = sys.argv[2]
from rione.core.audit import operations, outside
point = sys.argv[3]

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

if point == "before commit":
    run = operations._seal_batch.__wrapped__
    def stop(batch):
        run(batch)
        die()
    from django.db import transaction
    operations._seal_batch = transaction.atomic(stop)
elif point == "after commit":
    operations.publish = die
elif point == "within a line":
    write = os.write
    def torn(descriptor, data):
        write(descriptor, data[: len(data) * 3 // 4])
        die()
    os.write = torn
elif point == "after the line":
    operations.Publication.objects.update_or_create = die
operations.seal_and_publish()
"""


@pytest.mark.parametrize(
    ("point", "seals", "lines"),
    [
        ("before commit", 1, 1),
        ("after commit", 3, 1),
        ("within a line", 3, 2),
        ("after the line", 3, 3),
    ],
)
def test_sealer__killed_at_any_point__is_recovered_by_the_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch, point: str, seals: int, lines: int
) -> None:
    first = write_entries(2)
    seal_and_publish()
    more = write_entries(operations.BATCH + 5)
    database = str(connection.settings_dict["NAME"])
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, database, str(folder), point],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    # The server notices that its client is gone, and takes back what was open.
    until(
        lambda: (
            run(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            == [(0,)]
        )
    )
    assert (Seal.objects.count(), len(list(SealFiles(folder).read()))) == (seals, lines)
    assert verify().broken is None
    seal_and_publish()
    found = verify()
    assert (found.broken, found.waiting, found.unpublished) == (None, 0, 0)
    assert sealed_ids() == [*first, *more]
    assert [one.seal for one in SealFiles(folder).read()] == [1, 2, 3]
    assert Publication.objects.get().seal_id == 3
    assert not Unsealed.objects.exists()
