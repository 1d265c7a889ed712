"""Jobs, and the outside systems they ask, however these behave."""

import logging
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.checks import CheckMessage
from django.db import connection
from procrastinate.contrib.django import app
from pytest_django import Settings

from rione.core import clock
from rione.core.audit.models import Entry
from rione.core.documents import contents, tasks
from rione.core.documents.adapters.clamd import Clamd
from rione.core.documents.adapters.eicar import EICAR, EicarScanner
from rione.core.documents.adapters.fake_register import FakeRegister, Mood
from rione.core.documents.checks import contents_agree, settings_are_whole
from rione.core.documents.models import Content, RegisterEntry
from rione.core.documents.operations import register_document
from rione.core.documents.ports import OutsideUnavailable, Verdict, Wired
from rione.core.documents.rules.references import Direction
from rione.core.identity.tests.factories import ALTO
from rione.core.scope import NOWHERE, WORKER, scope

from .factories import PDF, actor, key, stored, upload

PIECES = [b"abc", b"def"]


# The scanner


class Daemon:
    """A daemon on a socket of this machine that answers as told; keeps what it was sent."""

    def __init__(self, answer: Callable[[socket.socket], None]) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.sent = b""
        self.answer = answer
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        connection, _ = self.server.accept()
        with connection:
            command = self.read(connection, len(b"zINSTREAM\0"))
            while size := struct.unpack("!L", self.read(connection, 4))[0]:
                self.sent += self.read(connection, size)
            assert command == b"zINSTREAM\0"
            self.answer(connection)

    @staticmethod
    def read(connection: socket.socket, size: int) -> bytes:
        data = b""
        while len(data) < size:
            data += connection.recv(size - len(data)) or b"\0" * size
        return data


@contextmanager
def daemon(answer: bytes) -> Iterator[Daemon]:
    running = Daemon(lambda connection: connection.sendall(answer))
    try:
        yield running
    finally:
        running.server.close()
        running.thread.join(5)


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        (b"stream: OK\0", ""),
        (b"stream: Eicar-Signature FOUND\0", "Eicar-Signature"),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND", "Win.Test.EICAR_HDB-1"),
    ],
)
def test_clamd__that_answers__gives_its_verdict_over_all_pieces(
    answer: bytes, finding: str
) -> None:
    with daemon(answer) as running:
        assert Clamd(running.address).scan(PIECES) == Verdict(finding)
        assert running.sent == b"abcdef"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK and more\0",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"stream: \xff FOUND\0",
        b"x" * 100_000,
    ],
)
def test_clamd__that_answers_with_garbage__gives_no_verdict(answer: bytes) -> None:
    with daemon(answer) as running, pytest.raises(OutsideUnavailable):
        Clamd(running.address).scan(PIECES)


def test_clamd__that_never_answers__is_given_up() -> None:
    release = threading.Event()
    running = Daemon(lambda _: release.wait(10) and None)
    with pytest.raises(OutsideUnavailable):
        Clamd(running.address, patience=0.1).scan(PIECES)
    release.set()
    running.server.close()


def test_clamd__that_answers_drop_by_drop__is_given_up() -> None:
    stop = threading.Event()

    def drip(connection: socket.socket) -> None:
        while not stop.wait(0.02):
            connection.sendall(b"s")

    running = Daemon(lambda connection: drip(connection))
    with pytest.raises(OutsideUnavailable, match="clamd"):
        Clamd(running.address, patience=0.2).scan(PIECES)
    stop.set()
    running.server.close()


def test_clamd__that_is_not_there__gives_no_verdict(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]
    for address in (f"tcp://127.0.0.1:{free}", f"unix:{tmp_path}/none.sock"):
        with pytest.raises(OutsideUnavailable):
            Clamd(address).scan(PIECES)


def test_clamd__on_a_unix_socket__answers(tmp_path: Path) -> None:
    running = Daemon.__new__(Daemon)
    running.sent, running.answer = b"", lambda connection: connection.sendall(b"stream: OK\0")
    running.server = socket.socket(socket.AF_UNIX)
    running.server.bind(str(tmp_path / "c"))
    running.server.listen()
    thread = threading.Thread(target=running.serve, daemon=True)
    thread.start()
    assert Clamd(f"unix:{tmp_path}/c").scan(PIECES) == Verdict()
    thread.join(5)
    running.server.close()


@pytest.mark.parametrize("address", ["", "clamav", "host:", "host:0", "host:99999", "unix:x"])
def test_clamd__address_that_is_none__is_an_error(address: str) -> None:
    with pytest.raises(ValueError, match="RIONE_CLAMD"):
        Clamd(address)


def test_eicar__cut_into_pieces_anywhere__is_found() -> None:
    for place in range(len(EICAR) + 1):
        assert EicarScanner().scan([b"x" + EICAR[:place], EICAR[place:] + b"y"]).finding
    assert not EicarScanner().scan([EICAR[:-1]]).finding


# Scanning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]


class Away:
    name = "away"

    def scan(self, content: object) -> Verdict:
        raise OutsideUnavailable("away")


def content(file: bytes = PDF, name: str = "a.pdf") -> Content:
    who = actor()
    with scope(who):
        stored(who, content=file, name=name)
    return Content.objects.get()


def test_scan__clean_content__says_so_once() -> None:
    made = content()
    tasks.scan_content(sha256=made.pk)
    made.refresh_from_db()
    assert (made.scan, made.finding) == ("clean", "")
    assert made.scanned_at is not None
    assert not Entry.objects.filter(verb="find_malware").exists()


def test_scan__malware__is_kept_and_recorded() -> None:
    made = content(EICAR, "a.txt")
    tasks.scan_content(sha256=made.pk)
    made.refresh_from_db()
    assert (made.scan, made.finding) == ("infected", "Eicar-Test-Signature")
    (entry,) = Entry.objects.filter(verb="find_malware")
    assert entry.subjects == [f"content:{made.pk}"]
    assert (entry.actor_kind, entry.actor_key) == ("job", "documents.scan_content")


def test_scan__scanner_that_is_away__is_tried_again_and_the_content_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = content()
    monkeypatch.setattr(Wired, "scanner", Away())
    with pytest.raises(OutsideUnavailable):
        tasks.scan_content(sha256=made.pk)
    made.refresh_from_db()
    assert made.scan == "pending"
    retry = tasks.scan_content.retry_strategy
    assert retry.get_retry_decision(exception=OutsideUnavailable(), job=FakeJob())
    assert not retry.get_retry_decision(exception=ValueError(), job=FakeJob())


class FakeJob:
    attempts = 3


def test_scan__that_its_jobs_gave_up__is_made_up_for_when_the_scanner_is_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made = content()
    later = clock.now() + timedelta(hours=1)
    tasks.scan_what_waits(timestamp=0)
    made.refresh_from_db()
    assert made.scan == "pending", "its own job has not had its time yet"
    with clock.frozen_at(later):
        monkeypatch.setattr(Wired, "scanner", Away())
        tasks.scan_what_waits(timestamp=0)
        assert "away" in caplog.text
        monkeypatch.setattr(Wired, "scanner", EicarScanner())
        tasks.scan_what_waits(timestamp=0)
    made.refresh_from_db()
    assert made.scan == "clean"


def test_scan__content_whose_file_is_gone__does_not_hold_up_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = content()
    contents.path_of(made.pk).unlink()
    with clock.frozen_at(clock.now() + timedelta(hours=1)):
        tasks.scan_what_waits(timestamp=0)
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize("job", ["content", "waiting"])
def test_scan__without_a_scanner__leaves_contents_waiting(
    monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    made = content()
    monkeypatch.setattr(Wired, "scanner", None)
    if job == "content":
        tasks.scan_content(sha256=made.pk)
    else:
        tasks.scan_what_waits(timestamp=0)
    made.refresh_from_db()
    assert made.scan == "pending"


def test_scan__with_the_rights_of_jobs_alone__does_its_work() -> None:
    made = content(EICAR, "a.txt")
    with scope(NOWHERE, role=WORKER):
        tasks.scan_content(sha256=made.pk)
        assert contents_agree()[0].ok
        tasks.sweep_contents(timestamp=0)
    made.refresh_from_db()
    assert made.scan == "infected"


def test_jobs__deferred_by_name__exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wired, "register", FakeRegister())
    registered()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT task_name, queue_name FROM procrastinate_jobs")
        found = dict(cursor.fetchall())
    assert len(found) == 2
    assert set(found) <= set(app.tasks)
    assert set(found.values()) == {"documents"}


# The outside register


def registered() -> RegisterEntry:
    who = actor()
    with scope(who):
        made = stored(who)
        register_document(actor=who, key=key(), document=made, direction=Direction.IN)
        return RegisterEntry.objects.latest("pk")


def reference(entry: RegisterEntry) -> str:
    with scope(actor()):
        entry.refresh_from_db()
    return entry.outside_reference


def ask(entry: RegisterEntry) -> None:
    tasks.ask_outside_register(entry=entry.pk, municipality=ALTO)


def test_outside_register__that_answers__has_its_number_kept_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake = FakeRegister()
    monkeypatch.setattr(Wired, "register", fake)
    entry = registered()
    ask(entry)
    ask(entry)
    assert reference(entry) == "PG 1"
    assert len(fake.given) == 1
    (line,) = Entry.objects.filter(verb="note_outside_number")
    assert line.subjects == [f"register_entry:{entry.pk}"]


@pytest.mark.parametrize("mood", ["slow", "dead", "garbage"])
def test_outside_register__that_misbehaves__is_asked_again_later(
    monkeypatch: pytest.MonkeyPatch, mood: Mood
) -> None:
    fake = FakeRegister(mood)
    monkeypatch.setattr(Wired, "register", fake)
    monkeypatch.setattr(tasks, "PATIENCE", 0.05)
    entry = registered()
    with pytest.raises(OutsideUnavailable):
        ask(entry)
    assert reference(entry) == ""
    fake.release.set()
    fake.mood = "well"
    ask(entry)
    assert reference(entry) == "PG 1"


@pytest.mark.parametrize("garbage", [None, 12, "", "x" * 200, "PG 1\n", b"PG 1", "a\0b"])
def test_outside_register__answer_that_is_no_number__is_not_kept(
    monkeypatch: pytest.MonkeyPatch, garbage: object
) -> None:
    monkeypatch.setattr(Wired, "register", FakeRegister("garbage", garbage))
    entry = registered()
    with pytest.raises(OutsideUnavailable, match="no number"):
        ask(entry)
    assert reference(entry) == ""


def test_outside_register__that_gives_a_number_twice__is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Wired, "register", FakeRegister("garbage", "PG 7"))
    first, second = registered(), registered()
    ask(first)
    with pytest.raises(OutsideUnavailable, match="twice"):
        ask(second)
    assert (reference(first), reference(second)) == ("PG 7", "")


def test_outside_register__unwired__is_not_asked() -> None:
    entry = registered()
    ask(entry)
    assert reference(entry) == ""


# Sweeping and checking


def test_sweep__of_every_night__keeps_what_rows_of_any_municipality_name(folder: Path) -> None:
    kept = content()
    orphan = upload(PDF + b"orphan")
    old = (clock.now() - timedelta(days=2)).timestamp()
    for sha256 in (kept.pk, orphan.sha256):
        os.utime(contents.path_of(sha256), (old, old))
    tasks.sweep_contents(timestamp=0)
    assert contents.path_of(kept.pk).exists()
    assert not contents.path_of(orphan.sha256).exists()


def test_sweep__row_without_a_file__fails_and_names_it(caplog: pytest.LogCaptureFixture) -> None:
    made = content()
    contents.path_of(made.pk).unlink()
    with caplog.at_level(logging.CRITICAL), pytest.raises(tasks.ContentsMissing, match=made.pk):
        tasks.sweep_contents(timestamp=0)
    assert made.pk in caplog.text


def test_sweep__without_a_folder__has_nothing_to_do(settings: Settings) -> None:
    settings.RIONE_DOCUMENTS_DIR = ""
    tasks.sweep_contents(timestamp=0)


def test_selfcheck__contents_as_they_were__agrees() -> None:
    assert all(finding.ok for finding in contents_agree())
    content()
    assert all(finding.ok for finding in contents_agree())


def test_selfcheck__file_gone_or_changed__is_found() -> None:
    made = content()
    path = contents.path_of(made.pk)
    path.write_bytes(b"x" * made.size)
    there, sample = contents_agree()
    assert (there.ok, sample.ok) == (True, False)
    assert made.pk in sample.detail
    path.unlink()
    there, sample = contents_agree()
    assert (there.ok, sample.ok) == (False, True)
    assert made.pk in there.detail


def test_deploy_check__without_folder_and_scanner__says_both(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ids(found: list[CheckMessage]) -> list[str | None]:
        return [message.id for message in found]

    assert ids(settings_are_whole()) == []
    settings.RIONE_DOCUMENTS_DIR = ""
    monkeypatch.setattr(Wired, "scanner", None)
    assert ids(settings_are_whole()) == ["documents.E001", "documents.W001"]
