"""What a file is, told by its content; nothing that swells, hides or pretends comes in."""

import io
import struct
import zipfile

import pytest

from rione.core.documents import packages
from rione.core.documents.adapters.eicar import EICAR
from rione.core.documents.inspection import PIECE, inspect
from rione.core.documents.rules.kinds import BY_EXTENSION, Fault, Unfit

from .factories import JPEG, ODT, P7M, PDF, PNG, XML, docx, odt, package, xlsx

GOOD = {
    ".pdf": PDF,
    ".png": PNG,
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".txt": "Città, però\r\n\tfine\n".encode(),
    ".csv": "codice;importo\nA;1,50\n".encode("cp1252"),
    ".xlsx": xlsx(),
    ".docx": docx(),
    ".odt": odt(),
    ".ods": package(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<o/>"}
    ),
    ".xml": XML,
    ".p7m": P7M,
}


def fault_of(content: bytes, extension: str) -> Fault | None:
    try:
        inspect(io.BytesIO(content), BY_EXTENSION[extension])
    except Unfit as unfit:
        return unfit.fault
    return None


def test_inspection__every_kind_that_is_taken__has_a_good_file() -> None:
    assert set(GOOD) == set(BY_EXTENSION)


@pytest.mark.parametrize("extension", sorted(GOOD))
def test_inspection__file_of_its_kind__is_taken(extension: str) -> None:
    assert fault_of(GOOD[extension], extension) is None


@pytest.mark.parametrize("extension", sorted(GOOD))
def test_inspection__content_of_any_other_kind__is_refused(extension: str) -> None:
    """But for text, which a CSV is, and for what is the same kind by another extension."""
    text = {".txt", ".csv", ".xml"}
    for other, content in GOOD.items():
        if BY_EXTENSION[other] == BY_EXTENSION[extension]:
            continue
        if extension in {".txt", ".csv"} and other in text:
            continue
        assert fault_of(content, extension) is not None, other


@pytest.mark.parametrize("extension", sorted(GOOD))
@pytest.mark.parametrize("content", [b"MZ\x90\0\3\0\0\0", b"\0", b"\x7fELF\2\1\1\0"])
def test_inspection__program_under_another_name__is_refused(extension: str, content: bytes) -> None:
    assert fault_of(content, extension) is not None


def test_inspection__content_that_is_something_known__says_what() -> None:
    with pytest.raises(Unfit) as refused:
        inspect(io.BytesIO(PNG), BY_EXTENSION[".pdf"])
    assert (refused.value.fault, refused.value.found) == (Fault.CONTENT, ".png")


@pytest.mark.parametrize(
    ("content", "extension", "fault"),
    [
        ("testo".encode("utf-16"), ".txt", Fault.TEXT),
        (b"a" * PIECE + b"\0", ".csv", Fault.TEXT),
        (b"\x1b[31mred", ".txt", Fault.TEXT),
        (PDF, ".txt", Fault.CONTENT),
        (b"<a><b></a>", ".xml", Fault.XML),
        (b"<a>", ".xml", Fault.XML),
        (b"no markup", ".xml", Fault.CONTENT),
        (b'<?xml version="1.0" encoding="nessuno"?><a/>', ".xml", Fault.XML),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', ".xml", Fault.DOCTYPE),
        (b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>', ".xml", Fault.DOCTYPE),
        (b"PK\3\4" + bytes(60), ".docx", Fault.BROKEN),
        (docx()[:-30], ".docx", Fault.BROKEN),
        (package({"a.txt": "x"}), ".docx", Fault.CONTENT),
        (package({"a.txt": "x"}), ".odt", Fault.CONTENT),
        (xlsx(), ".docx", Fault.CONTENT),
        (package({"mimetype": ODT + "-template", "content.xml": "x"}), ".odt", Fault.CONTENT),
        (docx(**{"word/vbaProject.bin": b"x"}), ".docx", Fault.MACROS),
        (odt(**{"Basic/Standard/a.xml": b"x"}), ".odt", Fault.MACROS),
        (docx(**{"../../etc/x": b"x"}), ".docx", Fault.BROKEN),
        (package({"word/document.xml": "x"}, zipfile.ZIP_LZMA), ".docx", Fault.BROKEN),
    ],
)
def test_inspection__file_that_is_hostile_or_broken__is_refused_for_what_it_is(
    content: bytes, extension: str, fault: Fault
) -> None:
    assert fault_of(content, extension) == fault


def test_package__part_that_swells__is_refused_before_it_is_unpacked() -> None:
    assert fault_of(docx(**{"word/media.bin": bytes(5_000_000)}), ".docx") == Fault.SWOLLEN


def test_package__parts_that_swell_together__are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_UNPACKED", 1_000)
    parts = {f"word/{n}": b"x" * 200 for n in range(8)}
    assert fault_of(docx(**parts), ".docx") == Fault.SWOLLEN


def test_package__that_lies_about_the_length_of_a_part__is_refused() -> None:
    """The list says 10 bytes; what is there is a million."""
    content = bytearray(docx(**{"word/media.bin": bytes(900_000)}))
    listed = content.rindex(b"word/media.bin") - 46
    content[listed + 24 : listed + 28] = struct.pack("<L", 10)
    assert fault_of(bytes(content), ".docx") == Fault.BROKEN


def test_package__list_of_countless_parts__is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("the list was read")

    content = bytearray(docx())
    end = content.rindex(b"PK\5\6")
    content[end + 12 : end + 16] = struct.pack("<L", 900_000_000)
    monkeypatch.setattr(packages.zipfile, "ZipFile", never)
    assert fault_of(bytes(content), ".docx") == Fault.SWOLLEN
    content[end + 12 : end + 16] = struct.pack("<L", 100)
    content[end + 10 : end + 12] = struct.pack("<H", packages.MOST_PARTS + 1)
    assert fault_of(bytes(content), ".docx") == Fault.SWOLLEN


def test_package__that_wants_a_password__is_refused() -> None:
    content = bytearray(docx())
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(mark) + offset] |= 1
    assert fault_of(bytes(content), ".docx") == Fault.LOCKED


def test_package__cut_or_changed_anywhere__is_refused_or_sound_but_never_fails() -> None:
    good = docx()
    for place in range(0, len(good), 7):
        broken = bytearray(good)
        broken[place] ^= 0xFF
        fault_of(bytes(broken), ".docx")
        fault_of(good[:place], ".docx")


def test_text__with_the_test_malware__is_for_the_scanner_to_find() -> None:
    assert fault_of(EICAR, ".txt") is None
