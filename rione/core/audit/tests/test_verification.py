# ruff: noqa: S608 — the statements are put together of names of columns
"""Whatever is changed, however it is changed, is found and named."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from rione.core import clock, selfcheck
from rione.core.audit import tasks, verification
from rione.core.audit.models import CompleteCheck, Entry, Publication, Seal
from rione.core.audit.operations import publish, seal
from rione.core.audit.rules import COLUMNS, Break, Fault
from rione.core.audit.verification import findings, verify

from .factories import owner_at_large, run, sealed_trail, undone, write_entries

pytestmark = pytest.mark.django_db

# For each column a value that differs from all others of its kind.
OTHER_VALUES = {
    **dict.fromkeys(("verb", "purpose", "query"), "'other'"),
    **dict.fromkeys(("municipality", "actor_municipality"), "'058091'"),
    **dict.fromkeys(("actor_key", "actor_role", "actor_organisation", "request_id"), "'other'"),
    "id": "id + 1000",
    "at": "at + interval '1 microsecond'",
    "stored_at": "stored_at - interval '1 microsecond'",
    "action": "CASE action WHEN 'read' THEN 'write' ELSE 'read' END",
    "subjects": "subjects || ARRAY['person:p-other']",
    "actor_kind": "'machine'",
    "details": """details || '{"other": 1}'""",
    "digest": "sha256(digest)",
}
SEAL_VALUES = {
    "id": "id + 1000",
    "previous": "sha256(previous)",
    "sealed_at": "sealed_at - interval '1 microsecond'",
    "entry_ids": "(entry_ids[1] - 1000000) || entry_ids[2:]",
    "digests": "sha256(digests) || substr(digests, 33)",
    "hash": "sha256(hash)",
}


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.RIONE_SEALS_DIR = tmp_path
    return tmp_path


def broken() -> Break:
    found = verify().broken
    assert found is not None
    return found


def columns(table: str) -> set[str]:
    return {
        str(row[0])
        for row in run(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped",
            table,
        )
    }


def test_verify__nothing_recorded_yet__holds() -> None:
    found = verify()
    assert (found.seals, found.entries, found.broken, found.waiting) == (0, 0, None, 0)


def test_verify__a_sound_trail__says_what_it_saw(folder: Path) -> None:
    sealed_trail(12, batch=4)
    publish()
    write_entries(2)
    found = verify()
    assert (found.seals, found.entries, found.broken) == (3, 12, None)
    assert (found.waiting, found.unpublished, found.places) == (2, 0, ("files",))


def test_verify__in_small_portions__sees_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "ROWS", 5)
    sealed_trail(30, batch=3)
    found = verify()
    assert (found.seals, found.entries, found.broken) == (10, 30, None)


def test_columns__all_of_both_tables__are_tampered_with() -> None:
    assert columns("audit_entry") == set(OTHER_VALUES) == {*COLUMNS, "digest"}
    assert columns("audit_seal") == set(SEAL_VALUES)


@given(st.data())
@examples(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_row__any_column_of_any_row_changed_by_the_owner__is_named(data: st.DataObject) -> None:
    rows = data.draw(st.integers(1, 14), label="rows")
    with undone():
        written = sealed_trail(rows, batch=data.draw(st.integers(1, 5), label="batch"))
        row = data.draw(st.sampled_from(written), label="row")
        column = data.draw(st.sampled_from(sorted(OTHER_VALUES)), label="column")
        with owner_at_large():
            run(f"UPDATE audit_entry SET {column} = {OTHER_VALUES[column]} WHERE id = %s", row)
            if column != "digest" and data.draw(st.booleans(), label="with its digest"):
                run(
                    f"UPDATE audit_entry SET digest = audit_digest({', '.join(COLUMNS)})"
                    " WHERE id = %s",
                    row,
                )
            found = broken()
    fault = Fault.ROW_MISSING if column == "id" else Fault.ROW_CHANGED
    assert (found.fault, found.key) == (fault, row)
    assert f"row {row}" in str(found)


@given(st.data())
@examples(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_seal__any_column_of_any_seal_changed_by_the_owner__is_named(data: st.DataObject) -> None:
    with undone():
        sealed_trail(data.draw(st.integers(8, 16), label="rows"), batch=4)
        publish_in_memory = _OutsideNow()
        last = Seal.objects.count()
        number = data.draw(st.integers(1, last), label="seal")
        column = data.draw(st.sampled_from(sorted(SEAL_VALUES)), label="column")
        again = column not in {"id", "hash"} and data.draw(st.booleans(), label="with its hash")
        with owner_at_large():
            run(f"UPDATE audit_seal SET {column} = {SEAL_VALUES[column]} WHERE id = %s", number)
            if again:
                run(
                    "UPDATE audit_seal SET hash = audit_seal_hash(id, previous, sealed_at,"
                    " entry_ids, digests) WHERE id = %s",
                    number,
                )
            found = verify(outside=[publish_in_memory]).broken
    assert found is not None
    assert found.key == number
    assert found.fault in {Fault.SEAL_CHANGED, Fault.SEAL_MISSING, Fault.OUTSIDE_DIFFERS}
    # Only where nothing follows on it does it take the copy outside to tell.
    assert found.fault != Fault.OUTSIDE_DIFFERS or (number == last and again)


class _OutsideNow:
    """A copy of the seals as they are at this moment."""

    name = "memory"

    def __init__(self) -> None:
        from rione.core.audit.queries import published_form

        self.seals = published_form(after=0, limit=1000)

    def newest(self):  # type: ignore[no-untyped-def]
        return self.seals[-1]

    def append(self, seals):  # type: ignore[no-untyped-def]
        raise AssertionError

    def read(self, after=0):  # type: ignore[no-untyped-def]
        return iter([one for one in self.seals if one.seal > after])


def test_row__deleted_under_a_seal__is_missing() -> None:
    written = sealed_trail(12, batch=4)
    with owner_at_large():
        run("DELETE FROM audit_entry WHERE id = %s", written[5])
        found = broken()
    assert (found.fault, found.key) == (Fault.ROW_MISSING, written[5])


def test_row__deleted_while_it_waits__is_missing() -> None:
    sealed_trail(4)
    written = write_entries(3)
    with owner_at_large():
        run("DELETE FROM audit_entry WHERE id = %s", written[1])
        found = broken()
    assert (found.fault, found.key) == (Fault.ROW_MISSING, written[1])


def test_row__put_in_between_past_the_triggers__is_named() -> None:
    sealed_trail(12, batch=4)
    with owner_at_large():
        names = ", ".join(name for name in COLUMNS if name != "id")
        run(
            f"INSERT INTO audit_entry (id, digest, {names})"
            f" SELECT -5, digest, {names} FROM audit_entry ORDER BY id LIMIT 1"
        )
        found = broken()
    assert (found.fault, found.key) == (Fault.ROW_INSERTED, -5)


def test_row__put_in_with_an_old_date_and_sealed__is_named() -> None:
    first = sealed_trail(4)[0]
    names = ", ".join(name for name in COLUMNS if name not in {"id", "stored_at"})
    ((forged,),) = run(
        f"INSERT INTO audit_entry (stored_at, {names})"
        f" SELECT stored_at - interval '2 days', {names} FROM audit_entry WHERE id = %s"
        " RETURNING id",
        first,
    )
    seal()
    found = verify()
    assert (found.broken, found.backdated) == (None, (forged,))
    assert [one.name for one in findings() if not one.ok] == ["audit entries in time"]


def test_first_of_several__changed_rows_and_seals__is_the_one_named() -> None:
    written = sealed_trail(12, batch=4)
    with owner_at_large():
        run("UPDATE audit_seal SET hash = sha256(hash) WHERE id = 3")
        run("UPDATE audit_entry SET verb = 'other' WHERE id IN (%s, %s)", written[2], written[6])
        found = broken()
    assert (found.fault, found.key) == (Fault.ROW_CHANGED, written[2])


def test_seal__in_the_middle_deleted__is_missing() -> None:
    sealed_trail(12, batch=4)
    with owner_at_large():
        run("DELETE FROM audit_seal WHERE id = 2")
        found = broken()
    assert (found.fault, found.key) == (Fault.SEAL_MISSING, 2)


def test_newest_seals__deleted_with_their_rows__are_missing_by_the_outside_copy(
    folder: Path,
) -> None:
    written = sealed_trail(12, batch=4)
    publish()
    with owner_at_large():
        run("DELETE FROM audit_entry WHERE id > %s", written[7])
        run("DELETE FROM audit_seal WHERE id = 3")
        found = broken()
    assert (found.fault, found.key) == (Fault.SEAL_MISSING, 3)
    assert "ends with seal 3" in str(found)


def test_newest_seal__deleted_without_an_outside_copy__leaves_rows_under_no_seal() -> None:
    written = sealed_trail(12, batch=4)
    with owner_at_large():
        run("DELETE FROM audit_seal WHERE id = 3")
        found = broken()
    assert (found.fault, found.key) == (Fault.ROW_INSERTED, written[8])


def test_whole_chain__made_anew_after_a_change__differs_from_the_outside_copy(
    folder: Path,
) -> None:
    written = sealed_trail(12, batch=4)
    publish()
    with owner_at_large():
        run("UPDATE audit_entry SET verb = 'other' WHERE id = %s", written[5])
        run(f"UPDATE audit_entry SET digest = audit_digest({', '.join(COLUMNS)})")
        for number in (1, 2, 3):
            run(
                """UPDATE audit_seal s SET digests = d.digests, previous = coalesce(
                    (SELECT hash FROM audit_seal WHERE id = s.id - 1), previous)
                FROM (SELECT string_agg(e.digest, ''::bytea ORDER BY e.id) AS digests
                    FROM audit_entry e JOIN audit_seal t ON e.id = ANY (t.entry_ids)
                    WHERE t.id = %s) d
                WHERE s.id = %s""",
                number,
                number,
            )
            run(
                "UPDATE audit_seal SET hash = audit_seal_hash(id, previous, sealed_at, entry_ids,"
                " digests) WHERE id = %s",
                number,
            )
        assert verify(outside=[]).broken is None
        found = broken()
    assert (found.fault, found.key) == (Fault.OUTSIDE_DIFFERS, 2)


@pytest.mark.parametrize(
    ("change", "fault", "key"),
    [
        (lambda lines: lines[:2], Fault.OUTSIDE_TRUNCATED, 3),
        (lambda lines: [], Fault.OUTSIDE_TRUNCATED, 1),
        (lambda lines: [lines[0], lines[2]], Fault.OUTSIDE_DIFFERS, 2),
        (lambda lines: [lines[0], lines[1].replace("a", "b"), lines[2]], None, 2),
        (lambda lines: [lines[0], "nothing", lines[2]], Fault.OUTSIDE_DAMAGED, 2),
    ],
    ids=["cut", "emptied", "line taken out", "line changed", "line damaged"],
)
def test_outside_copy__changed__disagrees_at_the_seal(  # type: ignore[no-untyped-def]
    folder: Path, change, fault: Fault | None, key: int
) -> None:
    sealed_trail(12, batch=4)
    publish()
    (file,) = folder.iterdir()
    lines = change(file.read_text().splitlines())
    file.write_text("".join(line + "\n" for line in lines))
    found = broken()
    assert found.key == key
    assert found.fault == fault or fault is None


def test_outside_copy__behind_by_what_was_not_published_yet__is_no_break(folder: Path) -> None:
    sealed_trail(4)
    publish()
    sealed_trail(8, batch=4)
    found = verify()
    assert (found.broken, found.unpublished) == (None, 2)


def test_verify__since_a_seal__looks_at_what_follows() -> None:
    written = sealed_trail(12, batch=4)
    with owner_at_large():
        run("UPDATE audit_entry SET verb = 'other' WHERE id = %s", written[0])
        recent = verify(since=1)
        assert (recent.broken, recent.seals) == (None, 2)
        run("UPDATE audit_seal SET hash = sha256(hash) WHERE id = 1")
        found = verify(since=1).broken
    assert found is not None
    assert found.fault == Fault.SEAL_CHANGED


def test_selfcheck__of_a_sound_trail__is_well_and_registered(folder: Path) -> None:
    assert selfcheck._checks["audit"] is findings
    sealed_trail(12, batch=4)
    publish()
    assert all(one.ok for one in findings())


def test_selfcheck__of_a_broken_trail__names_the_link() -> None:
    written = sealed_trail(12, batch=4)
    with owner_at_large():
        run("UPDATE audit_entry SET verb = 'other' WHERE id = %s", written[5])
        (chain,) = [one for one in findings() if not one.ok]
    assert chain.name == "audit chain"
    assert chain.detail.startswith(f"row changed: row {written[5]} ")


def test_selfcheck__with_a_sealer_or_publisher_that_stands_still__says_so(folder: Path) -> None:
    sealed_trail(4)
    ((last,),) = run("SELECT max(id) FROM audit_entry")
    with clock.frozen_at(clock.now() + timedelta(hours=1)):
        assert "audit seals outside" in [one.name for one in findings() if not one.ok]
    write_entries(1)
    with owner_at_large():
        run("UPDATE audit_entry SET stored_at = now() - interval '1 hour' WHERE id > %s", last)
        assert [one.name for one in findings() if not one.ok] == ["audit sealing"]


def test_selfcheck__of_a_long_trail__takes_the_nightly_job_for_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verification, "RECENT_SEALS", 2)
    written = sealed_trail(12, batch=4)
    assert [one.detail for one in findings() if not one.ok] == ["never verified"]
    tasks.verify_all_entries(timestamp=0)
    assert all(one.ok for one in findings())
    with clock.frozen_at(clock.now() + timedelta(hours=30)):
        assert "audit chain, complete" in [one.name for one in findings() if not one.ok]
    with owner_at_large():
        run("UPDATE audit_entry SET verb = 'other' WHERE id = %s", written[0])
        with pytest.raises(tasks.TrailBroken, match=f"row {written[0]} "):
            tasks.verify_all_entries(timestamp=0)
        assert "row changed" in findings()[-1].detail
    assert CompleteCheck.objects.count() == 2
    assert Entry.objects.count() == 12
    assert not Publication.objects.exists()
    assert transaction.get_connection().in_atomic_block
