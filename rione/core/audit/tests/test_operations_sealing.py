"""Sealing, and bringing the seals outside through crashes, full disks and tampering."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from rione.core.audit import operations, outside
from rione.core.audit.models import Publication, Seal
from rione.core.audit.operations import OutsideDisagrees, publish, seal, seal_and_publish
from rione.core.audit.outside import OutsideDamaged, SealFiles
from rione.core.audit.rules import PublishedSeal

from .factories import run, sealed_trail, write_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.RIONE_SEALS_DIR = tmp_path
    return tmp_path


def lines(folder: Path) -> list[str]:
    return [line for path in sorted(folder.iterdir()) for line in path.read_text().split("\n")][:-1]


def test_seal__of_more_than_a_batch__chains_all_of_it() -> None:
    written = write_entries(10)
    assert seal(batch=4) == 10
    seals = list(Seal.objects.order_by("pk"))
    assert [entry for one in seals for entry in one.entry_ids] == written
    assert [one.pk for one in seals] == [1, 2, 3]
    assert bytes(seals[0].previous) == bytes(32)
    assert [bytes(one.previous) for one in seals[1:]] == [bytes(one.hash) for one in seals[:-1]]


def test_seal__with_nothing_new__makes_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    sealed_trail(3)
    with django_assert_num_queries(4):  # a savepoint around two statements
        assert seal() == 0
    assert Seal.objects.count() == 1


def test_seal__over_rows_that_have_one__is_refused() -> None:
    sealed_trail(3)
    with pytest.raises(IntegrityError, match="wait"), transaction.atomic():
        run(
            "INSERT INTO audit_seal (id, previous, entry_ids, digests)"
            " SELECT 2, hash, entry_ids, digests FROM audit_seal"
        )


def test_publish__of_new_seals__adds_a_line_each(folder: Path) -> None:
    sealed_trail(8, batch=4)
    assert publish() == 2
    assert publish() == 0
    sealed_trail(4)
    assert publish() == 1
    kept = list(SealFiles(folder).read())
    assert [one.seal for one in kept] == [1, 2, 3]
    assert [one.hash for one in kept] == [bytes(s.hash).hex() for s in Seal.objects.order_by("pk")]
    assert Publication.objects.get().seal_id == 3


def test_publish__without_a_place__does_nothing(settings: Settings) -> None:
    settings.RIONE_SEALS_DIR = None
    sealed_trail(4)
    assert publish() == 0


def test_publish__in_more_portions_than_one__keeps_their_order(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "LINES", 2)
    monkeypatch.setattr(outside, "SEALS_PER_FILE", 3)
    sealed_trail(8, batch=1)
    assert publish() == 8
    assert len(list(folder.iterdir())) == 3
    assert [one.seal for one in SealFiles(folder).read()] == list(range(1, 9))
    assert [one.seal for one in SealFiles(folder).read(after=4)] == [5, 6, 7, 8]


def test_publish__died_after_writing_and_before_noting__repeats_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed_trail(8, batch=4)

    def die(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Publication.objects, "update_or_create", die)
        with pytest.raises(KeyboardInterrupt):
            publish()
    assert not Publication.objects.exists()
    assert publish() == 0
    assert Publication.objects.get().seal_id == 2
    assert len(lines(folder)) == 2


@pytest.mark.parametrize("kept", [0, 1, 40, 200])
def test_publish__cut_short_by_a_full_disk__goes_on_after_the_last_whole_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    sealed_trail(2)
    publish()
    sealed_trail(12, batch=4)
    write, room = os.write, [kept]

    def short_write(descriptor: int, data: bytes) -> int:
        if not room[0]:
            raise OSError(28, "No space left on device")
        written = write(descriptor, data[: room[0]])
        room[0] -= written
        return written

    with monkeypatch.context() as full:
        full.setattr(os, "write", short_write)
        with pytest.raises(OSError, match="space"):
            publish()
    publish()
    assert [one.seal for one in SealFiles(folder).read()] == [1, 2, 3, 4]
    newest = SealFiles(folder).newest()
    assert newest is not None
    assert newest.seal == 4


def test_publish__to_a_copy_that_was_truncated__is_refused_and_changes_nothing(
    folder: Path,
) -> None:
    sealed_trail(8, batch=4)
    publish()
    (file,) = folder.iterdir()
    file.write_text(lines(folder)[0] + "\n")
    sealed_trail(4)
    with pytest.raises(OutsideDisagrees, match=r"ends with seal 1, but 2 was published"):
        publish()
    assert len(lines(folder)) == 1


def test_publish__to_a_copy_of_another_chain__is_refused(folder: Path) -> None:
    sealed_trail(4)
    SealFiles(folder).append([PublishedSeal(1, "00" * 32, 4, "2026-11-22T00:00:00+00:00")])
    with pytest.raises(OutsideDisagrees, match="another seal 1"):
        publish()


def test_place__registered_later__receives_all_seals(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Remembered:
        name = "remembered"

        def __init__(self) -> None:
            self.seals: list[PublishedSeal] = []

        def newest(self) -> PublishedSeal | None:
            return self.seals[-1] if self.seals else None

        def append(self, seals: Sequence[PublishedSeal]) -> None:
            self.seals += seals

        def read(self, after: int = 0) -> "list[PublishedSeal]":
            return [one for one in self.seals if one.seal > after]

    sealed_trail(8, batch=4)
    publish()
    place = Remembered()
    monkeypatch.setattr(outside, "_registered", {})
    outside.register(place)  # type: ignore[arg-type]
    assert publish() == 2
    assert place.seals == list(SealFiles(folder).read())


def test_files__with_a_line_that_is_no_torn_one__are_damaged(folder: Path) -> None:
    sealed_trail(12, batch=4)
    publish()
    (file,) = folder.iterdir()
    text = file.read_text()
    file.write_text(text.replace('{"seal": 2', '{"sael": 2'))
    with pytest.raises(OutsideDamaged) as damage:
        list(SealFiles(folder).read())
    assert damage.value.seal == 1


def test_files__that_a_link_stands_in_for__are_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "elsewhere").write_text("")
    (folder / "seals-000000000001.jsonl").symlink_to(folder / "elsewhere")
    sealed_trail(2)
    with pytest.raises(OSError, match="symbolic link"):
        publish()


def test_sealing_job__of_every_second__seals_and_publishes(folder: Path) -> None:
    from rione.core.audit.tasks import seal_entries

    write_entries(3)
    seal_entries(timestamp=0)
    assert (Seal.objects.count(), len(lines(folder))) == (1, 1)


def test_sealing__with_a_place_that_fails__still_chains(folder: Path) -> None:
    write_entries(3)
    folder.chmod(0o500)
    (folder / "seals-000000000001.jsonl").mkdir()
    with pytest.raises(OSError, match=r"."):
        seal_and_publish()
    assert Seal.objects.count() == 1
    folder.chmod(0o700)


def test_deploy_check__without_an_outside_place__is_an_error(settings: Settings) -> None:
    settings.RIONE_SEALS_DIR = None
    (error,) = outside.check_places()
    assert error.id == "audit.E001"
    settings.RIONE_SEALS_DIR = "/var/lib/seals"
    assert outside.check_places() == []
