"""The folder of contents: whole files or none, read by nobody else, swept of what is unnamed."""

import hashlib
import os
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from rione.core import clock
from rione.core.documents import contents
from rione.core.documents.contents import StoreUnavailable, holds, receive, sweep
from rione.core.documents.rules.kinds import MOST_BYTES
from rione.core.documents.rules.references import Upload
from rione.core.writes import Refused

from .factories import PDF


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "lock")


def age(path: Path, hours: float) -> None:
    moment = (clock.now() - timedelta(hours=hours)).timestamp()
    os.utime(path, (moment, moment))


def swept(named: set[str]) -> contents.Sweep:
    return sweep(now=clock.now(), named=lambda some: named & set(some), all_named=sorted(named))


def test_receive__good_file__is_stored_under_its_digest_for_this_account_alone(
    folder: Path,
) -> None:
    digest = hashlib.sha256(PDF).hexdigest()
    made = receive([PDF[:5], PDF[5:]], name="../Fattura.PDF")
    assert made == Upload(digest, len(PDF), "application/pdf", "Fattura.PDF")
    (path,) = files(folder)
    assert path == folder / digest[:2] / digest
    assert path.read_bytes() == PDF
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert holds(made)
    assert contents.is_whole(digest)


def test_receive__same_content_twice__is_one_file(folder: Path) -> None:
    first, again = receive([PDF], name="a.pdf"), receive([PDF], name="b.pdf")
    assert first.sha256 == again.sha256
    assert len(files(folder)) == 1


def test_receive__content_whose_file_was_damaged__heals_it(folder: Path) -> None:
    made = receive([PDF], name="a.pdf")
    contents.path_of(made.sha256).write_bytes(b"x")
    assert not holds(made)
    assert not contents.is_whole(made.sha256)
    receive([PDF], name="a.pdf")
    assert contents.is_whole(made.sha256)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.pdf", "vuoto"),
        (PDF, "a.exe", "non sono accettati"),
        (PDF, "a.zip", "archivi"),
        (PDF, "\u202e", "non ha un nome"),
        (PDF, "a.png", "sembra .pdf"),
        (PDF + bytes(MOST_BYTES), "a.pdf", "20 MB"),
    ],
)
def test_receive__file_that_is_not_taken__is_refused_and_leaves_nothing(
    folder: Path, content: bytes, name: str, says: str
) -> None:
    with pytest.raises(Refused, match=says) as refused:
        receive([content], name=name)
    assert refused.value.field == "file"
    assert not files(folder) if folder.exists() else True


def test_receive__sender_that_breaks_off__leaves_nothing(folder: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield PDF
        raise ConnectionError("gone")

    with pytest.raises(StoreUnavailable):
        receive(broken(), name="a.pdf")
    assert not files(folder)


def test_receive__disk_that_is_full__is_unavailable_and_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as without:
        without.setattr(contents.os, "fsync", full)
        with pytest.raises(StoreUnavailable, match="No space left"):
            receive([PDF], name="a.pdf")
    assert not files(folder)
    assert holds(receive([PDF], name="a.pdf"))


def test_receive__endless_sender__is_stopped_after_the_largest_file() -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1_000_000
            yield bytes(1_000_000)

    with pytest.raises(Refused, match="20 MB"):
        receive(endless(), name="a.pdf")
    assert taken <= MOST_BYTES + 1_000_000


def test_receive__large_file__takes_little_memory() -> None:
    piece = b"riga di testo\n" * 4_000

    def pieces() -> Iterator[bytes]:
        yield from (piece for _ in range(15_000_000 // len(piece)))

    tracemalloc.start()
    try:
        receive(pieces(), name="grande.txt")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


def test_path__of_what_is_no_digest__is_an_error() -> None:
    for name in ("../x", "", "a" * 63, "A" * 64, "a" * 64 + "\n"):
        with pytest.raises(ValueError, match="SHA-256"):
            contents.path_of(name)


def test_sweep__files_that_no_row_names__go_after_a_day_and_not_before(folder: Path) -> None:
    named, old, young = (receive([PDF + n], name="a.pdf").sha256 for n in (b"1", b"2", b"3"))
    for sha256 in (named, old):
        age(contents.path_of(sha256), 25)
    part = folder / "incoming" / "tmp-left-behind"
    part.touch()
    age(part, 25)
    (folder / "incoming" / "tmp-coming-in").touch()
    assert swept({named}) == contents.Sweep(removed=2, missing=())
    left = {path.name for path in files(folder)}
    assert left == {named, young, "tmp-coming-in"}


def test_sweep__file_that_is_stored_again_meanwhile__stays(folder: Path) -> None:
    made = receive([PDF], name="a.pdf")
    age(contents.path_of(made.sha256), 25)

    def stored_again(_some: object) -> set[str]:
        receive([PDF], name="a.pdf")
        return set()

    sweep(now=clock.now(), named=stored_again, all_named=())
    assert holds(made)


def test_sweep__row_without_a_file__is_named(folder: Path) -> None:
    folder.mkdir()
    assert swept({"a" * 64}).missing == ("a" * 64,)
