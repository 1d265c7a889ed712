"""Forms, digests and hashes, without a database."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rione.core.audit.acting import Actor, NobodyActs, acting, current
from rione.core.audit.rules import (
    COLUMNS,
    GENESIS,
    TAX_CODE,
    Fault,
    RowRecord,
    SealRecord,
    Subject,
    broken_row,
    broken_seal,
    broken_succession,
    check_details,
    digest,
    seal_hash,
)

PERSONAL = ["Mario Rossi", "mario@example.org", "RSSMRA85T10A562S", "Nicolò", "+39 02 1234", "a\nb"]


def sealed(seal_id: int, previous: bytes, rows: dict[int, bytes]) -> SealRecord:
    digests = b"".join(rows.values())
    made = seal_hash(seal_id, "1.000000", list(rows), previous, digests)
    return SealRecord(seal_id, previous, "1.000000", list(rows), digests, made)


@pytest.mark.parametrize("text", PERSONAL)
def test_references__of_what_names_a_person__are_refused_unrepeated(text: str) -> None:
    for attempt in (
        lambda: Subject("person", text),
        lambda: Actor("account", text),
        lambda: Actor("account", "a-1", role=text),
        lambda: check_details({"value": text}),
        lambda: check_details({"deep": [{"value": text}]}),
    ):
        with pytest.raises(ValueError, match="reference") as refused:
            attempt()
        assert text not in str(refused.value)


@pytest.mark.parametrize(
    "details",
    [{"Name": 1}, {"a b": 1}, {"x": float("nan")}, {"x": {"y": {"z": {"w": 1}}}}, {"x": b"1"}],
    ids=str,
)
def test_details__of_another_form__are_refused(details: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="detail"):
        check_details(details)


def test_details__codes_numbers_and_references__are_taken() -> None:
    check_details({"n": 1, "ok": True, "none": None, "day": "2026-11-22", "ids": ["a-1", {"b": 2}]})


def test_subject__written_and_read__is_the_same() -> None:
    subject = Subject("person", "urn:x:1")
    assert Subject.of(str(subject)) == subject


@pytest.mark.parametrize(("kind", "key"), [("robot", "x"), ("account", ""), ("anonymous", "x")])
def test_actor__of_no_known_kind_or_without_key__is_refused(kind: str, key: str) -> None:
    with pytest.raises(ValueError, match=r"kind of actor|has a key"):
        Actor(kind, key)


def test_acting__nested__ends_with_its_block() -> None:
    outer, inner = Actor("account", "a-1"), Actor("job", "j-1")
    with pytest.raises(NobodyActs):
        current()
    with acting(outer, request_id="r-1"):
        with acting(inner):
            assert current().actor == inner
        assert (current().actor, current().request_id) == (outer, "r-1")
    with pytest.raises(NobodyActs):
        current()


TEXTS = st.lists(st.text(), min_size=len(COLUMNS), max_size=len(COLUMNS))


@given(TEXTS, TEXTS)
def test_digest__of_different_rows__differs(first: list[str], second: list[str]) -> None:
    assert (digest(first) == digest(second)) == (first == second)


def test_digest__as_documented__can_be_made_by_hand() -> None:
    assert digest(["1", "è"]) == sha256("1:1,2:è,".encode()).digest()


def test_seal__that_follows__holds() -> None:
    first = sealed(1, GENESIS, {1: bytes(32)})
    second = sealed(2, first.hash, {2: bytes(32)})
    assert broken_seal(first, None) is None
    assert broken_seal(second, first) is None
    assert broken_succession(first, second) is None
    assert broken_succession(second, None) is None


def test_seal__another_one_made_well__is_the_one_that_was_changed() -> None:
    first = sealed(1, GENESIS, {1: bytes(32)})
    second = sealed(2, first.hash, {2: bytes(32)})
    rewritten = sealed(1, GENESIS, {1: b"x" * 32})
    assert broken_seal(rewritten, None) is None
    found = broken_succession(rewritten, second)
    assert found is not None
    assert (found.fault, found.key) == (Fault.SEAL_CHANGED, 1)


def test_first_seal__on_something_else__does_not_begin_the_chain() -> None:
    found = broken_seal(sealed(1, b"x" * 32, {1: bytes(32)}), None)
    assert found is not None
    assert "begin" in found.detail


def test_rows__gone_or_changed__are_named_in_order() -> None:
    good = {7: b"a" * 32, 9: b"b" * 32}
    seal = sealed(1, GENESIS, good)
    rows = {key: RowRecord(made, made, 0.0) for key, made in good.items()}
    assert broken_row(seal, rows) is None
    gone = broken_row(seal, {7: rows[7]})
    assert gone is not None
    assert (gone.fault, gone.key) == (Fault.ROW_MISSING, 9)
    changed = broken_row(seal, rows | {7: RowRecord(b"c" * 32, b"a" * 32, 0.0)})
    assert changed is not None
    assert (changed.fault, changed.key) == (Fault.ROW_CHANGED, 7)


@pytest.mark.parametrize(
    "key",
    [
        # Each holds what looks like the beginning of a tax code.
        "abcdef12a34b4c5d8e9f0a1b2c3d4e5f",
        "3f2c1d4e-9b1a-4c3d-8e2f-abcdef12a34b",
        "sha256/00abcdef12a34b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4",
    ],
)
def test_reference__generated_key__is_never_taken_for_a_tax_code(key: str) -> None:
    assert TAX_CODE.search(key)
    assert Subject("case", key).key == key
    for longer in (f"{key}z", f"{key}-RSSMRA85T10F205X"):
        with pytest.raises(ValueError, match="reference"):
            Subject("case", longer)
