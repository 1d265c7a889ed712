"""Whether a file's content is what its name says. It is read in pieces, never whole."""

import codecs
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

import puremagic

from .packages import inspect_package
from .rules.kinds import Fault, Kind, Look, Unfit

PIECE = 64 * 1024
HEAD = 8 * 1024
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
"""The object identifier of signed data (1.2.840.113549.1.7.2), with which an envelope begins."""
ARMOURED = (b"-----BEGIN PKCS7-----", b"-----BEGIN CMS-----")
_CONTROLS = bytes(sorted({*range(32), 127} - {9, 10, 12, 13}))


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """The content from the beginning, in pieces."""
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def inspect(file: IO[bytes], kind: Kind) -> None:
    """Unfit unless the content of a file is of a kind."""
    file.seek(0)
    head = file.read(HEAD)
    match kind.look:
        case Look.MAGIC:
            if kind.media_type not in {found.mime_type for found in _found(head)}:
                raise Unfit(Fault.CONTENT, looks_like(head))
        case Look.TEXT:
            _inspect_text(file, head)
        case Look.XML:
            _inspect_xml(file, head)
        case Look.PACKAGE:
            if not head.startswith(b"PK\x03\x04"):
                raise Unfit(Fault.CONTENT, looks_like(head))
            inspect_package(file, kind)
        case Look.SIGNED:
            signed = head[:1] == b"\x30" and SIGNED_DATA in head[:24]
            if not signed and not head.lstrip().startswith(ARMOURED):
                raise Unfit(Fault.CONTENT, looks_like(head))


def _found(head: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return list(puremagic.magic_string(head)) if head else []
    except puremagic.PureError:
        return []


def looks_like(head: bytes) -> str:
    """The usual extension of what begins like this; "" when nobody knows."""
    found = _found(head)
    return f".{found[0].extension.lstrip('.')}" if found and found[0].extension else ""


def _inspect_text(file: IO[bytes], head: bytes) -> None:
    """UTF-8 or a single-byte encoding, without control characters but those of lines."""
    if head.startswith(b"%PDF-"):
        raise Unfit(Fault.CONTENT, ".pdf")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unfit(Fault.TEXT)
    for piece in pieces_of(file):
        if len(piece.translate(None, _CONTROLS)) != len(piece):
            raise Unfit(Fault.TEXT)


def _inspect_xml(file: IO[bytes], head: bytes) -> None:
    """Well-formed; a document type, which may make a small file endless, is refused."""

    def refuse(*_: object) -> None:
        raise Unfit(Fault.DOCTYPE)

    if not head.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith((b"<", *_UTF16)):
        raise Unfit(Fault.CONTENT, looks_like(head))
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        for piece in pieces_of(file):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError):
        raise Unfit(Fault.XML) from None


_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
