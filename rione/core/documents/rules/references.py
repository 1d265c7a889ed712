"""How things, documents and numbers are named. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

KIND = r"^[a-z][a-z0-9_]{0,39}$"
KEY = r"^[A-Za-z0-9][A-Za-z0-9_.:/+-]{0,99}$"
SHA256 = r"^[0-9a-f]{64}$"
OUTSIDE = r"^[A-Za-z0-9][A-Za-z0-9 ./_-]{0,59}$"


class Visibility(StrEnum):
    """Who a document exists for."""

    OFFICE = "office"
    """The municipality alone."""
    SHARED = "shared"
    """The municipality and the organisations it is shared with."""
    PUBLIC = "public"
    """Everybody."""


class Scan(StrEnum):
    """What the search for malware said of a content."""

    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"


class Direction(StrEnum):
    """Whether a registered document came in or went out."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A thing of another context, by kind (`expense`) and key; ValueError on another form."""

    kind: str
    key: str

    def __post_init__(self) -> None:
        if not re.fullmatch(KIND, self.kind) or not re.fullmatch(KEY, self.key):
            raise ValueError("a thing is named by a lower-case kind and a key without spaces")


@dataclass(frozen=True, slots=True)
class Upload:
    """A content that is stored and a row may name: its digest, size in bytes, kind and name.

    It is what stands for the bytes in an operation's arguments.
    """

    sha256: str
    size: int
    media_type: str
    name: str


def is_outside_reference(text: object) -> bool:
    """Whether an outside register's answer can be a number of its."""
    return isinstance(text, str) and re.fullmatch(OUTSIDE, text) is not None
