"""The register of protocol and the versions of a document, with real threads and real commits."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import IntegrityError, connection
from pytest_django import DjangoDbBlocker, Settings

from rione.core.audit.acting import Actor as Who
from rione.core.audit.acting import acting
from rione.core.documents import access, operations
from rione.core.documents.models import RegisterEntry, Version
from rione.core.documents.rules.references import Direction
from rione.core.documents.tests.factories import THING, actor, key, stored, upload
from rione.core.identity.rules.actors import Actor
from rione.core.identity.tests.factories import ALTO, BASSO
from rione.core.ledger.tests.scratch import scratch_database
from rione.core.scope import scope

RIVALS = 20
PATIENCE = 60.0


@pytest.fixture(autouse=True)
def scratch(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    settings.RIONE_DOCUMENTS_DIR = str(tmp_path)
    monkeypatch.setattr(access, "_subjects", {THING.name: THING})
    with django_db_blocker.unblock(), scratch_database("documents_rivals"):
        yield


def together(works: list[Callable[[], object]]) -> list[BaseException]:
    """Run each in a thread of its own, all at once; what they raised."""
    raised: list[BaseException] = []
    start = threading.Barrier(len(works))

    def one(work: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            with acting(Who("job", "tests")):
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


class Roll(Exception):
    """Takes an operation back."""


def documents(who: Actor, count: int) -> list[UUID]:
    with acting(Who("job", "tests")), scope(who):
        return [stored(who) for _ in range(count)]


def registering(who: Actor, document: UUID, *, undone: bool = False) -> None:
    try:
        with scope(who):
            operations.register_document(
                actor=who, key=key(), document=document, direction=Direction.IN
            )
            if undone:
                raise Roll
    except Roll:
        pass


def numbers(who: Actor) -> list[int]:
    with scope(who):
        rows = RegisterEntry.objects.filter(municipality=who.municipality)
        return sorted(rows.values_list("number", flat=True))


def test_register__twenty_rivals_some_of_whom_give_up__numbers_have_no_gap_and_no_double() -> None:
    alto, basso = actor(municipality=ALTO), actor(municipality=BASSO)
    works = [
        lambda document=document, number=number: registering(alto, document, undone=number % 4 == 3)
        for number, document in enumerate(documents(alto, RIVALS))
    ]
    works += [
        lambda document=document: registering(basso, document) for document in documents(basso, 3)
    ]
    assert not together(works)
    assert numbers(alto) == list(range(1, RIVALS * 3 // 4 + 1))
    assert numbers(basso) == [1, 2, 3]


def test_register__without_the_lock__is_kept_whole_by_the_tables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: the lock spares rivals the collision; without it some are refused."""
    monkeypatch.setattr("rione.core.documents.adapters.own_register.lock", lambda *_: None)
    who = actor()
    made = documents(who, RIVALS)
    raised = together([lambda document=document: registering(who, document) for document in made])
    assert raised, "the lock is no longer what keeps rivals apart"
    assert all(isinstance(error, IntegrityError) for error in raised)
    assert numbers(who) == list(range(1, RIVALS - len(raised) + 1))


def test_versions__ten_rivals__are_all_kept_and_numbered_in_turn() -> None:
    who = actor()
    (made,) = documents(who, 1)
    files = [upload() for _ in range(10)]

    def add(number: int) -> None:
        with scope(who):
            operations.add_version(actor=who, key=key(), document=made, upload=files[number])

    assert not together([lambda number=number: add(number) for number in range(10)])
    with scope(who):
        kept = Version.objects.filter(document=made).order_by("number")
        assert list(kept.values_list("number", flat=True)) == list(range(1, 12))


def test_content__the_same_file_by_ten_rivals__is_one_content() -> None:
    who = actor()
    made = documents(who, 10)

    def add(document: UUID) -> None:
        file = upload(b"%PDF-1.7\nsame", "a.pdf")
        with scope(who):
            operations.add_version(actor=who, key=key(), document=document, upload=file)

    assert not together([lambda document=document: add(document) for document in made])
    with scope(who):
        named = Version.objects.filter(number=2).values_list("content_id", flat=True)
        assert len(named) == 10
        assert len(set(named)) == 1
