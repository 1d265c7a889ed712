"""Names of files, however hostile."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rione.core.documents.rules.kinds import Fault, Unfit, kind_of
from rione.core.documents.rules.names import LONGEST, MOST_BYTES, clean_name, extension_of
from rione.core.documents.rules.references import Reference, is_outside_reference


@pytest.mark.parametrize(
    ("given_name", "cleaned"),
    [
        ("fattura.pdf", "fattura.pdf"),
        ("Relazione  finale\t2024.PDF", "Relazione finale2024.PDF"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Documenti\\piano è.docx", "piano è.docx"),
        ("a/b\\c.csv", "c.csv"),
        ("fattura\u202efdp.exe", "fatturafdp.exe"),
        ("x\u200b\u2066y\u2069.pdf", "xy.pdf"),
        ("a\0b\x1b[31m\r\n.txt", "ab[31m.txt"),
        ('<a href="x">|?*.xml', "_a href=_x_____.xml"),
        (".htaccess.txt", "htaccess.txt"),
        ("e\u0300.pdf", "è.pdf"),
        ("senza estensione", "senza estensione"),
        ("   .pdf", "pdf"),
        ("...", ""),
        ("", ""),
        ("/", ""),
        ("\u202e\u200b", ""),
    ],
)
def test_name__as_it_was_given__is_made_safe(given_name: str, cleaned: str) -> None:
    assert clean_name(given_name) == cleaned


def test_name__that_is_too_long__keeps_its_extension() -> None:
    assert clean_name("a" * 500 + ".pdf") == "a" * (LONGEST - 4) + ".pdf"
    assert len(clean_name("\U0001f600" * 300 + ".pdf").encode()) <= MOST_BYTES


@given(st.text(max_size=400))
def test_name__of_any_text__is_short_visible_and_no_path(text: str) -> None:
    name = clean_name(text)
    assert len(name) <= LONGEST
    assert len(name.encode()) <= MOST_BYTES
    assert not set('/\\<>:"|?*') & set(name)
    assert not {unicodedata.category(c) for c in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not name.startswith(".")
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "extension"), [("a.PDF", ".pdf"), ("a.pdf.exe", ".exe"), ("a", ""), ("a.", ".")]
)
def test_extension__of_a_name__is_the_last_one(name: str, extension: str) -> None:
    assert extension_of(name) == extension


@pytest.mark.parametrize(
    ("extension", "fault"),
    [
        (".zip", Fault.ARCHIVE),
        (".7z", Fault.ARCHIVE),
        (".exe", Fault.KIND),
        (".docm", Fault.KIND),
        (".svg", Fault.KIND),
        (".html", Fault.KIND),
        ("", Fault.KIND),
    ],
)
def test_kind__that_is_not_taken__is_refused(extension: str, fault: Fault) -> None:
    with pytest.raises(Unfit) as refused:
        kind_of(extension)
    assert refused.value.fault == fault


@pytest.mark.parametrize(
    ("kind", "key"),
    [("Thing", "1"), ("", "1"), ("a", ""), ("a", "b c"), ("a\n", "1"), ("a", "1\n")],
)
def test_reference__of_another_form__is_an_error(kind: str, key: str) -> None:
    with pytest.raises(ValueError, match="kind and a key"):
        Reference(kind, key)


@pytest.mark.parametrize("answer", ["PG 12/2024", "0001234", "A.1-b_c"])
def test_outside_number__of_a_usual_form__is_one(answer: str) -> None:
    assert is_outside_reference(answer)


@pytest.mark.parametrize("answer", ["", " 1", "<html>", "1\n2", "x" * 61, None, 7, b"1", "\0"])
def test_outside_number__of_another_form__is_none(answer: object) -> None:
    assert not is_outside_reference(answer)
