"""Office documents are ZIP archives: whether one holds what it should, and is no trap.

The list of parts is measured before it is read, and every part is read once, in pieces: neither
a list of millions of parts nor a part that swells to gigabytes takes memory or time.
"""

import os
import struct
import zipfile
import zlib
from typing import IO

from .rules.kinds import MEGABYTE, Fault, Kind, Unfit

MOST_PARTS = 5_000
MOST_LIST = 1 * MEGABYTE
MOST_UNPACKED = 200 * MEGABYTE
RATIO = 200
"""How many times larger a part may become; spreadsheets reach about fifty."""
SMALL = 1 * MEGABYTE
"""Parts below are not measured by the ratio."""
PIECE = 64 * 1024
_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_LONGEST_COMMENT = 65_535
_ENCRYPTED = 0x1
_MACROS = ("vbaproject.bin", "vbadata.xml")
_USUAL = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, OSError, ValueError, NotImplementedError),
)


def inspect_package(file: IO[bytes], kind: Kind) -> None:
    """Unfit unless a file is an office document of a kind that may be opened without harm."""
    _measure_list(file)
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            _look_at(parts)
            _read_all(package, parts)
            _check_kind(package, {part.filename for part in parts}, kind)
    except _BROKEN:
        raise Unfit(Fault.BROKEN) from None
    except RuntimeError:
        # What zipfile says of a part that wants a password.
        raise Unfit(Fault.LOCKED) from None


def _measure_list(file: IO[bytes]) -> None:
    """Unfit when the list of parts is too long to be read into memory."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT))
    tail = file.read()
    place = len(tail) - _END.size
    if place < 0 or tail[place : place + 4] != _END_MARK or tail[-2:] != b"\0\0":
        place = tail.rfind(_END_MARK)
    if place < 0 or place + _END.size > len(tail):
        raise Unfit(Fault.BROKEN)
    _mark, _disk, _start, _here, count, length, offset, _comment = _END.unpack_from(tail, place)
    if count > MOST_PARTS or length > MOST_LIST or offset == 0xFFFFFFFF:
        raise Unfit(Fault.SWOLLEN)
    if tail[max(0, place - 20) : place].startswith(b"PK\x06\x07"):
        raise Unfit(Fault.SWOLLEN)


def _look_at(parts: list[zipfile.ZipInfo]) -> None:
    """What the list itself says."""
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unfit(Fault.SWOLLEN)
    for part in parts:
        if part.flag_bits & _ENCRYPTED:
            raise Unfit(Fault.LOCKED)
        if part.file_size > SMALL and part.file_size > RATIO * max(1, part.compress_size):
            raise Unfit(Fault.SWOLLEN)
        name = part.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or part.compress_type not in _USUAL:
            raise Unfit(Fault.BROKEN)
        if name.lower().endswith(_MACROS):
            raise Unfit(Fault.MACROS)


def _read_all(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Every part is as long as the list says and has its checksum."""
    unpacked = 0
    for part in parts:
        with package.open(part) as content:
            while piece := content.read(PIECE):
                unpacked += len(piece)
                if unpacked > MOST_UNPACKED:
                    raise Unfit(Fault.SWOLLEN)


def _check_kind(package: zipfile.ZipFile, names: set[str], kind: Kind) -> None:
    """The parts that make it a document of its kind."""
    if kind.part:
        if not {"[Content_Types].xml", kind.part} <= names:
            raise Unfit(Fault.CONTENT, ".zip")
        return
    if not {"mimetype", "content.xml"} <= names:
        raise Unfit(Fault.CONTENT, ".zip")
    with package.open("mimetype") as content:
        if content.read(200).strip() != kind.media_type.encode():
            raise Unfit(Fault.CONTENT, ".zip")
    if any(name.startswith("Basic/") for name in names):
        raise Unfit(Fault.MACROS)
