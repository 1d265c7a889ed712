"""Loads at the same time, and a load whose connection dies in the middle."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections

from rione.core.audit.acting import Actor as AuditActor
from rione.core.audit.acting import acting
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.scope import scope
from rione.core.writes import Refused
from rione.programme.models import Action, Load, Resolution, Statement
from rione.programme.operations import (
    LoadReport,
    add_statement,
    load_folder,
    loading,
    resolve_conflict,
    retire_statement,
)
from rione.programme.queries import check_programme
from rione.programme.tests.factories import STATE, Folder, action, amount, small
from rione.programme.tests.office.factories import acting_as

pytestmark = pytest.mark.django_db(transaction=True)
PROJECT = "projects/01-uno.yaml"


def apart(*works: Callable[[], object]) -> list[object]:
    """Run each in a thread with a connection of its own, all at once."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_loads_at_once__of_one_folder__second_waits_and_finds_nothing_to_do(
    tmp_path: Path,
) -> None:
    folder = small().write(tmp_path / "p")
    reports = apart(*[lambda: load_folder(folder=folder)] * 4)
    added = sorted(report.added for report in reports if isinstance(report, LoadReport))
    assert added == [0, 0, 0, 5]
    assert Load.objects.count() == 1
    assert Statement.objects.count() == 5


def test_loads_at_once__of_different_folders__leave_one_of_them_whole(tmp_path: Path) -> None:
    folders = [
        small().replaced(PROJECT, "150,00", f"15{n},00").write(tmp_path / str(n)) for n in range(4)
    ]
    apart(*[lambda folder=folder: load_folder(folder=folder) for folder in folders])
    assert Statement.objects.filter(retired_in=None).count() == 5
    assert Action.objects.count() == 2
    assert all(finding.ok for finding in check_programme())


def test_loads_at_once__with_the_lock_off__do_collide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the lock the database's own constraints stop the rivals."""
    meet = threading.Barrier(4)

    def no_turn() -> None:
        meet.wait(10)

    monkeypatch.setattr(loading, "take_turn", no_turn)
    folder = small().write(tmp_path / "p")

    def attempt() -> object:
        try:
            return load_folder(folder=folder)
        except DatabaseError as error:
            return error

    outcomes = apart(*[attempt] * 4)
    assert any(isinstance(outcome, DatabaseError) for outcome in outcomes)
    assert Statement.objects.filter(retired_in=None).count() == 5


@pytest.mark.parametrize("step", ["put_places", "rebuild"])
def test_load__its_connection_killed_in_the_middle__leaves_the_earlier_state(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_folder(folder=small().write(tmp_path / "p"))
    before = sorted(Statement.objects.values_list("pk", "retired_in"))
    reached, killed = threading.Event(), threading.Event()
    pids: list[int] = []
    real = getattr(loading, step)

    def stopping(*args: object, **more: object) -> object:
        found = real(*args, **more)
        pids.append(connection.connection.info.backend_pid)
        reached.set()
        killed.wait(10)
        return found

    def load() -> object:
        try:
            other = small().replaced(PROJECT, "150,00", "1,00").write(tmp_path / "other")
            return load_folder(folder=other)
        except DatabaseError as error:
            return error

    def kill() -> None:
        assert reached.wait(20)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pids[0]])
        killed.set()

    with monkeypatch.context() as patch:
        patch.setattr(loading, step, stopping)
        outcome, _ = apart(load, kill)
    assert isinstance(outcome, DatabaseError)
    assert sorted(Statement.objects.values_list("pk", "retired_in")) == before
    assert Load.objects.count() == 1
    assert all(finding.ok for finding in check_programme())
    report = load_folder(folder=tmp_path / "other")
    assert (report.added, report.retired) == (1, 1)


def disputed() -> Folder:
    return small(
        action(
            "MI1.1.1.a",
            amount("pon_metro", "100,00"),
            amount("pon_metro", "90,00", "slide:4"),
            STATE,
        )
    )


def an_officer() -> Actor:
    with acting(AuditActor("job", "tests")):
        return acting_as(Role.PROGRAMME_OFFICER, "015146")


def as_request(actor: Actor, operation: Callable[..., object], **arguments: object) -> object:
    """An operation in a transaction of its own, as somebody; what it refuses is its outcome."""
    with acting(AuditActor("job", "tests")), scope(actor):
        try:
            return operation(actor=actor, **arguments)
        except Refused as refused:
            return refused


def test_decisions_at_once__with_one_key__are_one_decision(tmp_path: Path) -> None:
    load_folder(folder=disputed().write(tmp_path / "p"))
    chosen = Statement.objects.get(amount_cents=9000).pk
    officer = an_officer()

    def decide() -> object:
        return as_request(
            officer,
            resolve_conflict,
            key="decided-once",
            subject_kind="action",
            subject_key="MI1.1.1.a",
            field="financing.pon_metro",
            statement=chosen,
            why="so",
        )

    assert len(set(apart(*[decide] * 4))) == 1
    assert Resolution.objects.count() == 1
    assert Action.objects.get().known_cents == 9000


def test_officers_at_once__stating_and_retiring__take_turns_and_a_load_too(tmp_path: Path) -> None:
    load_folder(folder=disputed().write(tmp_path / "p"))
    officers = [an_officer() for _ in range(3)]
    given = {"subject_kind": "action", "subject_key": "MI1.1.1.a", "reason": "x"}

    def add(number: int, actor: Actor, place: int) -> object:
        said = {"field": "financing.private", "value": "5,00", "from": f"pagina:{place}"}
        return as_request(actor, add_statement, key=f"one-request-{number}", said=said, **given)

    def load() -> object:
        text = disputed().replaced(PROJECT, "100,00", "101,00")
        return load_folder(folder=text.write(tmp_path / "q"))

    made = apart(
        lambda: add(1, officers[0], 1),
        lambda: add(2, officers[1], 1),
        lambda: add(3, officers[2], 2),
        load,
    )
    refused = [one for one in made if isinstance(one, Refused)]
    assert len(refused) == 1, "the same statement is made once"
    kept = [one for one in made[:3] if isinstance(one, int)]
    assert Statement.objects.filter(field="financing.private", retired_in=None).count() == 2
    assert all(finding.ok for finding in check_programme())

    def retire(number: int) -> object:
        return as_request(
            officers[number],
            retire_statement,
            key=f"retired-by-{number}",
            statement=kept[0],
            reason="x",
        )

    outcomes = apart(*[lambda number=number: retire(number) for number in range(3)])
    assert sum(isinstance(one, Refused) for one in outcomes) == 2
    assert Statement.objects.filter(field="financing.private", retired_in=None).count() == 1
    assert all(finding.ok for finding in check_programme())
