"""Files of records: how they are written, and what is said of broken ones."""

from datetime import date

import pytest

from rione.programme.rules.problems import Problem
from rione.programme.rules.puc.layouts import LAYOUTS, UNCERTAIN, record, tidy
from rione.programme.rules.puc.reading import layout_of, read
from rione.programme.rules.puc.writing import Unwritable, line, lines

from .puc_records import CODE, bound, row

FINE = f"{CODE}|I-1|I|15/03/2021|800,00|||"


def problems(text: str | bytes, code: str = "FN04") -> list[Problem]:
    rows = (text.encode() if isinstance(text, str) else text).splitlines(keepends=True)
    return [one for one in read(LAYOUTS[code], rows) if isinstance(one, Problem)]


def test_line__amounts_days_and_empty_fields__are_as_the_protocol_says() -> None:
    assert line(bound(80_000)) == FINE
    assert line(row("FN10", COD_FONDO="pon", IMPORTO=-5)) == f"{CODE}|pon|-0,05|"
    assert list(lines([row("AP05", COD_STRU_ATT="è")])) == [f"{CODE}|è|\r\n".encode()]


@pytest.mark.parametrize(
    "broken",
    [
        row("AP05", COD_STRU_ATT="a|b"),
        row("AP05", COD_STRU_ATT="a\nb"),
        row("AP05", COD_STRU_ATT=" a"),
        row("AP05", COD_STRU_ATT="12345678901"),
        row("AP05"),
        row("AP04", COD_PROGRAMMA="P", STATO="3"),
        row("FN10", COD_FONDO="pon", IMPORTO="1"),
        row("FN10", COD_FONDO="pon", IMPORTO=True),
        row("PR01", STATO_PROGETTO="1", DATA_RIFERIMENTO=1),
    ],
)
def test_line__value_that_a_field_cannot_hold__is_a_fault(broken: object) -> None:
    with pytest.raises(Unwritable):
        line(broken)  # type: ignore[arg-type]


def test_tidy__bars_ends_of_lines_and_length__fit_a_field() -> None:
    assert tidy("a|b\r\nc\x00  d\u00a0e") == "a b c d e"
    assert tidy("abc def", 4) == "abc"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (FINE + "|", ""),
        (FINE[:-1], ""),
        (FINE.replace("15/03/2021", "2021-03-15"), "DATA_IMPEGNO"),
        (FINE.replace("15/03/2021", "31/02/2021"), "DATA_IMPEGNO"),
        (FINE.replace("800,00", "800.00"), "IMPORTO_IMPEGNO"),
        (FINE.replace("800,00", "1.800,00"), "IMPORTO_IMPEGNO"),
        (FINE.replace("800,00", "8,001"), "IMPORTO_IMPEGNO"),
        (FINE.replace("800,00", "٣"), "IMPORTO_IMPEGNO"),
        (FINE.replace("800,00", ""), "IMPORTO_IMPEGNO"),
        (FINE.replace("|I|", "|X|"), "TIPOLOGIA_IMPEGNO"),
        (FINE.replace("I-1", "I" * 21), "COD_IMPEGNO"),
        (FINE.replace(CODE, ""), "COD_LOCALE_PROGETTO"),
        (FINE.replace("I-1", "I\x001"), ""),
        (FINE.encode() + b"\xe8", ""),
        ("x" * 50_000, ""),
    ],
)
def test_read__broken_line__names_row_field_and_remedy(text: str | bytes, field: str) -> None:
    (problem,) = problems(FINE.replace("I-1", "I-2").encode() + b"\n" + (
        text.encode() if isinstance(text, str) else text
    ))  # fmt: skip
    assert (problem.file, problem.line, problem.field) == ("FN04.txt", 2, field)
    assert problem.message
    assert problem.remedy


def test_read__several_faults_in_a_line__names_each() -> None:
    assert len(problems(FINE.replace("15/03/2021", "x").replace("800,00", "y"))) == 2


def test_read__same_key_twice__names_the_first() -> None:
    (problem,) = problems(f"{FINE}\n{FINE}\n")
    assert problem.line == 2
    assert "row 1" in problem.message


def test_read__mark_at_the_beginning_and_empty_lines__are_passed_over() -> None:
    rows = ["\ufeff".encode() + FINE.encode() + b"\r\n", b"\r\n"]
    assert list(read(LAYOUTS["FN04"], rows)) == [bound(80_000)]


def test_layouts__uncertain_ones__are_marked() -> None:
    assert {code for code, layout in LAYOUTS.items() if not layout.certain} == UNCERTAIN
    assert {"PA00", "SC00", "PG00", "AP03", "AP06", "FN09", "PR01"} == UNCERTAIN
    assert record("FN03", COD_LOCALE_PROGETTO="A", ANNO_PIANO=2020).key == "A/2020"
    assert bound(1).day("DATA_IMPEGNO") == date(2021, 3, 15)


def test_layout_of__names_of_files__in_any_case() -> None:
    assert layout_of("fn04.TXT") == LAYOUTS["FN04"]
    assert layout_of("FN04.csv") is layout_of("FN99.txt") is layout_of("FN04") is None
