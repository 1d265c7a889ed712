"""The kinds of files that are taken, by extension, and why a file is not. Pure."""

from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1_000_000
MOST_BYTES = 20 * MEGABYTE


class Look(StrEnum):
    """How the content of a kind is told."""

    MAGIC = "magic"
    """By the bytes it begins with."""
    TEXT = "text"
    """Characters alone."""
    XML = "xml"
    """Well-formed, without a document type."""
    PACKAGE = "package"
    """A ZIP archive with the parts of an office document."""
    SIGNED = "signed"
    """An envelope of PKCS#7."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` as people call it; `part`: what its package must hold, and what begins its names."""

    name: str
    extensions: tuple[str, ...]
    media_type: str
    look: Look
    part: str = ""


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OASIS = "application/vnd.oasis.opendocument"
KINDS = (
    Kind("PDF", (".pdf",), "application/pdf", Look.MAGIC),
    Kind("PNG", (".png",), "image/png", Look.MAGIC),
    Kind("JPEG", (".jpg", ".jpeg"), "image/jpeg", Look.MAGIC),
    Kind("TXT", (".txt",), "text/plain", Look.TEXT),
    Kind("CSV", (".csv",), "text/csv", Look.TEXT),
    Kind("XLSX", (".xlsx",), f"{_OPEN_XML}.spreadsheetml.sheet", Look.PACKAGE, "xl/workbook.xml"),
    Kind(
        *("DOCX", (".docx",), f"{_OPEN_XML}.wordprocessingml.document"),
        *(Look.PACKAGE, "word/document.xml"),
    ),
    Kind("ODT", (".odt",), f"{_OASIS}.text", Look.PACKAGE),
    Kind("ODS", (".ods",), f"{_OASIS}.spreadsheet", Look.PACKAGE),
    Kind("XML", (".xml",), "application/xml", Look.XML),
    Kind("P7M", (".p7m",), "application/pkcs7-mime", Look.SIGNED),
)
BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
MEDIA_TYPES = tuple(kind.media_type for kind in KINDS)
NAMES = ", ".join(kind.name for kind in KINDS)
ACCEPT = ",".join(BY_EXTENSION)
"""What a file field offers to choose (`accept`)."""
NAME_OF = {kind.media_type: kind.name for kind in KINDS}


class Fault(StrEnum):
    """Why a file is not taken."""

    NAME = "name"
    EMPTY = "empty"
    LARGE = "large"
    ARCHIVE = "archive"
    KIND = "kind"
    CONTENT = "content"
    TEXT = "text"
    XML = "xml"
    DOCTYPE = "doctype"
    BROKEN = "broken"
    SWOLLEN = "swollen"
    MACROS = "macros"
    LOCKED = "locked"
    LOST = "lost"


class Unfit(Exception):
    """A file is not taken. `found`: what it looks like instead, such as ".exe"; "" unknown."""

    def __init__(self, fault: Fault, found: str = "") -> None:
        super().__init__(fault.value)
        self.fault, self.found = fault, found


ARCHIVES = frozenset({".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"})


def kind_of(extension: str) -> Kind:
    """The kind with an extension; Unfit when it is an archive or not taken."""
    if extension in ARCHIVES:
        raise Unfit(Fault.ARCHIVE)
    kind = BY_EXTENSION.get(extension)
    if kind is None:
        raise Unfit(Fault.KIND, extension[:12])
    return kind
