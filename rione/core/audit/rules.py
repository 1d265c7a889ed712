"""What may stand in an entry, what its digest covers, and whether a chain holds.

No Django and no database: an auditor can verify an export with this module and hashlib alone.

The digest of a row is sha256 over its columns in the order of COLUMNS, each as the text that
PostgreSQL gives for it, written as `<bytes>:<text>,`. The hash of a seal is sha256 over the same
form of its id, its moment and its row ids, followed by the previous seal's hash and by the
digests of its rows. The first seal follows on GENESIS.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

GENESIS = bytes(32)
DIGEST_BYTES = 32

# The columns that a row's digest covers, in its order: all but the digest.
COLUMNS = (
    "id", "at", "stored_at", "action", "verb", "subjects", "purpose", "query", "municipality",
    "actor_kind", "actor_key", "actor_role", "actor_organisation", "actor_municipality",
    "details", "request_id",
)  # fmt: skip
STORED_AT = COLUMNS.index("stored_at")

REFERENCE = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9_.:/+-]{0,99})?\Z")
CODE = re.compile(r"[a-z][a-z0-9_.]{0,79}\Z")
KIND = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
ISTAT = re.compile(r"(?:[0-9]{6})?\Z")
QUERY = re.compile(r"[A-Za-z0-9_.:/+?&=,;<>*%!()|-]{0,500}\Z")
# Digests and generated keys are no words, though half of their figures are letters.
GENERATED = re.compile(
    r"(?<![0-9a-f])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32,})(?![0-9A-Za-z])"
)
TAX_CODE = re.compile(r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z]", re.IGNORECASE)

MOST_SUBJECTS = 100_000
DETAILS_BYTES = 4096
DETAILS_DEPTH = 4


def refuse_unless(pattern: re.Pattern[str], value: str, promise: str) -> None:
    """ValueError unless `value` has the form; a tax code, which is a name, never has."""
    if not pattern.match(value) or TAX_CODE.search(GENERATED.sub("", value)):
        # The value is not repeated: it may be what must not be written down.
        raise ValueError(f"{promise}; a value of {len(value)} characters is not one")


@dataclass(frozen=True)
class Subject:
    """What an entry is about: a kind (`person`, `case`, `bed`) and its key, never a name."""

    kind: str
    key: str

    def __post_init__(self) -> None:
        refuse_unless(KIND, self.kind, "a kind of subject is a lower-case word")
        refuse_unless(REFERENCE, self.key, "a subject is named by a reference")
        if not self.key:
            raise ValueError("a subject has a key")

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @classmethod
    def of(cls, text: str) -> "Subject":
        """The subject that was written as `kind:key`."""
        kind, _, key = text.partition(":")
        return cls(kind, key)


def check_details(details: Mapping[str, object]) -> None:
    """ValueError unless all of it is numbers, codes, dates and references.

    Text of people (anything with a space, an e-mail address, a tax code) is refused: an entry
    outlives the erasure of those it is about.
    """
    _check_value(details, DETAILS_DEPTH)


def _check_value(value: object, depth: int) -> None:
    if depth == 0:
        raise ValueError(f"details are nested at most {DETAILS_DEPTH - 1} deep")
    if isinstance(value, str):
        refuse_unless(REFERENCE, value, "details hold references, not text")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ValueError("details have words for keys")
            refuse_unless(KIND, key, "a key of the details is a lower-case word")
            _check_value(inner, depth - 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check_value(inner, depth - 1)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("details hold finite numbers")
    elif not (value is None or isinstance(value, int)):
        raise ValueError(f"details hold no {type(value).__name__}")


def digest(texts: Sequence[str]) -> bytes:
    """The digest of a row from the texts of COLUMNS."""
    return sha256(_counted(texts)).digest()


def seal_hash(
    seal_id: int, sealed_at: str, entry_ids: Sequence[int], previous: bytes, digests: bytes
) -> bytes:
    """The hash of a seal; `sealed_at` is in seconds since 1970 as PostgreSQL writes it."""
    ids = "{" + ",".join(map(str, entry_ids)) + "}"
    return sha256(_counted([str(seal_id), sealed_at, ids]) + previous + digests).digest()


def _counted(texts: Sequence[str]) -> bytes:
    encoded = [text.encode() for text in texts]
    return b"".join(b"%d:%b," % (len(part), part) for part in encoded)


class Fault(StrEnum):
    """What is wrong with a link of the chain."""

    ROW_CHANGED = "row changed"
    ROW_MISSING = "row missing"
    ROW_INSERTED = "row inserted"
    SEAL_CHANGED = "seal changed"
    SEAL_MISSING = "seal missing"
    OUTSIDE_DIFFERS = "outside copy differs"
    OUTSIDE_TRUNCATED = "outside copy truncated"
    OUTSIDE_DAMAGED = "outside copy damaged"


@dataclass(frozen=True)
class Break:
    """A broken link: `key` is a row's id, or a seal's when the fault is a seal's or outside."""

    fault: Fault
    key: int
    detail: str

    def __str__(self) -> str:
        return f"{self.fault}: {self.detail}"


@dataclass(frozen=True)
class SealRecord:
    """A seal as it is stored; `sealed_at` as in `seal_hash`."""

    id: int
    previous: bytes
    sealed_at: str
    entry_ids: Sequence[int]
    digests: bytes
    hash: bytes


@dataclass(frozen=True)
class RowRecord:
    """A row as it is stored: the digest that is due to it, the one it has, and its moment."""

    made: bytes
    digest: bytes
    stored_at: float


@dataclass(frozen=True)
class PublishedSeal:
    """What stands outside the database about a seal: `hash` in hexadecimal."""

    seal: int
    hash: str
    entries: int
    sealed_at: str


def broken_seal(seal: SealRecord, previous: SealRecord | None) -> Break | None:
    """Whether a seal is what it was and follows on the one before it."""
    expected_id = previous.id + 1 if previous else 1
    if seal.id != expected_id:
        return Break(
            Fault.SEAL_MISSING,
            expected_id,
            f"seal {expected_id} is gone; the next one is {seal.id}",
        )
    made = seal_hash(seal.id, seal.sealed_at, seal.entry_ids, seal.previous, seal.digests)
    if made != seal.hash or len(seal.digests) != DIGEST_BYTES * len(seal.entry_ids):
        return Break(
            Fault.SEAL_CHANGED,
            seal.id,
            f"seal {seal.id} is not what its hash was made of",
        )
    if previous is None and seal.previous != GENESIS:
        return Break(Fault.SEAL_CHANGED, seal.id, f"seal {seal.id} does not begin the chain")
    return None


def broken_succession(
    seal: SealRecord, successor: SealRecord | None, *, vouched: bool = False
) -> Break | None:
    """Whether the next seal was made on this one as it is now.

    If not, this one was changed, unless the next one is not what its own hash was made of or a
    copy outside vouches for this one.
    """
    if successor is None or successor.id != seal.id + 1 or successor.previous == seal.hash:
        return None
    made = seal_hash(
        successor.id,
        successor.sealed_at,
        successor.entry_ids,
        successor.previous,
        successor.digests,
    )
    changed = successor.id if vouched or made != successor.hash else seal.id
    detail = f"seal {changed} was changed: seal {successor.id} does not follow on seal {seal.id}"
    return Break(Fault.SEAL_CHANGED, changed, detail)


def broken_row(seal: SealRecord, rows: Mapping[int, RowRecord]) -> Break | None:
    """The first row of a seal that is not what was sealed."""
    for entry_id, sealed in zip(seal.entry_ids, _digests(seal), strict=True):
        row = rows.get(entry_id)
        if row is None:
            return Break(
                Fault.ROW_MISSING,
                entry_id,
                f"row {entry_id} of seal {seal.id} is gone",
            )
        if row.made != sealed:
            detail = f"row {entry_id} is not what seal {seal.id} was made of"
        elif row.digest != sealed:
            detail = f"the digest of row {entry_id} is not the one in seal {seal.id}"
        else:
            continue
        return Break(Fault.ROW_CHANGED, entry_id, detail)
    return None


def _digests(seal: SealRecord) -> Iterator[bytes]:
    for start in range(0, len(seal.digests), DIGEST_BYTES):
        yield seal.digests[start : start + DIGEST_BYTES]
