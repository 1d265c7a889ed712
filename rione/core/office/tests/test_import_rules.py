"""Tables of spreadsheets and their cells, without a database."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rione.core.office.rules.cells import Misread, Wrong, read_cell
from rione.core.office.rules.headings import guess, plain
from rione.core.office.rules.tables import (
    MOST_BYTES,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    Fault,
    Unreadable,
    read_table,
)

HEADINGS = ("Operazione", "Numero", "Importo (€)")
KNOWN = {plain(heading) for heading in HEADINGS}
# Whatever cp1252 and UTF-8 both have, and what separators and quotes get wrong.
CELLS = st.text(
    st.one_of(
        st.sampled_from(";,\t\"'\n=à€ 0aZ"), st.characters(min_codepoint=160, max_codepoint=255)
    ),
    max_size=12,
)


def written(
    rows: list[tuple[str, ...]], *, separator: str, quoting: int, end: str, encoding: str
) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator, quoting=quoting, lineterminator=end)
    writer.writerows(rows)
    return file.getvalue().encode(encoding)


@given(
    width=st.integers(1, 3),
    data=st.data(),
    separator=st.sampled_from(";,\t"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\r\n", "\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig"]),
)
def test_table__written_in_any_dialect__is_read_back(
    width: int, data: st.DataObject, separator: str, quoting: int, end: str, encoding: str
) -> None:
    row = st.tuples(*[CELLS] * width).filter(lambda cells: any(cell.strip() for cell in cells))
    rows = data.draw(st.lists(row, min_size=1, max_size=5))
    content = written(
        [HEADINGS[:width], *rows], separator=separator, quoting=quoting, end=end, encoding=encoding
    )
    table = read_table(content, KNOWN)
    assert table.headings == HEADINGS[:width]
    assert [line.cells for line in table.lines] == rows
    assert [line.number for line in table.lines] == list(range(2, 2 + len(rows)))


def test_table__of_an_old_spreadsheet__is_read_with_its_accents() -> None:
    table = read_table("Città;Importo €\r\nForlì;1,5\r\n".encode("cp1252"))
    assert table.headings == ("Città", "Importo €")
    assert table.lines[0].cells == ("Forlì", "1,5")


def test_table__with_empty_rows_and_short_ones__keeps_the_numbers_of_the_spreadsheet() -> None:
    table = read_table(b"a;b;;\n\n;;\n1\n;;\n2;3;;\n")
    assert table.headings == ("a", "b")
    assert [(line.number, line.cells) for line in table.lines] == [(4, ("1", "")), (6, ("2", "3"))]


@pytest.mark.parametrize(
    ("content", "fault", "row"),
    [
        (b"", Fault.EMPTY, 0),
        (b"\xef\xbb\xbf \n", Fault.EMPTY, 0),
        (b";;\n;;\n", Fault.EMPTY, 0),
        (b"a;b\n", Fault.HEADINGS_ONLY, 0),
        (b"a;b\n\n;\n", Fault.HEADINGS_ONLY, 0),
        (b"Importo;importo \n1;2\n", Fault.HEADING_TWICE, 1),
        (b"a;b\n1;2\n1;\x002\n", Fault.CHARACTERS, 3),
        (b"a;b\n\x811;\x8d2\n", Fault.ENCODING, 0),
        ("a;b\n1;2\n".encode("utf-16"), Fault.ENCODING, 0),
        (b"PK\x03\x04rest", Fault.WORKBOOK, 0),
        (b"\xd0\xcf\x11\xe0rest", Fault.WORKBOOK, 0),
        (b'a;b\n1;2\n"3;4\n5;6\n', Fault.QUOTES, 3),
        (b'a;b\n1;"2\n', Fault.QUOTES, 2),
        (b"a;b\n1;2;3\n", Fault.LONG_ROW, 2),
        (b"a;b\n1;" + b"x" * (MOST_CHARACTERS + 1) + b"\n", Fault.LONG_CELL, 2),
        (b"a\n" + b"1\n" * (MOST_ROWS + 1), Fault.ROWS, 0),
        (b";".join(b"%d" % n for n in range(MOST_COLUMNS + 1)) + b"\n1\n", Fault.COLUMNS, 1),
        (b"a\n" + b"1" * MOST_BYTES, Fault.LARGE, 0),
    ],
    ids=lambda value: str(value)[:20] if not isinstance(value, bytes) else "",
)
def test_table__that_cannot_be_read__says_why(content: bytes, fault: Fault, row: int) -> None:
    with pytest.raises(Unreadable) as refused:
        read_table(content)
    assert (refused.value.fault, refused.value.row) == (fault, row)


def test_table__of_the_most_rows__is_read() -> None:
    assert len(read_table(b"a\n" + b"1\n" * MOST_ROWS).lines) == MOST_ROWS


def test_headings__under_any_of_their_names__are_recognised_once() -> None:
    columns = {"number": ("Numero", "nr"), "amount": ("Importo", "Numero"), "day": ("Data",)}
    assert guess(["NUMERO", "imp.", "  Dàta "], columns) == {"number": 0, "day": 2}


CHOICES = {"invoice": ("Fattura", "Invoice"), "other": ("Altro documento",)}


def read(kind: str, cell: str, *, required: bool = True, most: int = 100) -> object:
    return read_cell(kind, cell, required=required, most=most, choices=CHOICES)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("money", "1.234,56", 123_456),
        ("money", "1,234.56", 123_456),
        ("money", "€ 1234,5", 123_450),
        ("money", "1234.5 EUR", 123_450),
        ("money", "1 234,56", 123_456),
        ("date", "31/01/2022", date(2022, 1, 31)),
        ("date", "1.2.2022", date(2022, 2, 1)),
        ("date", "2022-01-31", date(2022, 1, 31)),
        ("date", "31/01/2022 00:00:00", date(2022, 1, 31)),
        ("date", "31 gennaio 2022", date(2022, 1, 31)),
        ("date", "1 Mag 2022", date(2022, 5, 1)),
        ("date", "31 January 2022", date(2022, 1, 31)),
        ("choice", " FATTURA", "invoice"),
        ("choice", "altro documento", "other"),
        ("yesno", "Sì", True),
        ("yesno", "no", False),
        ("number", "12", 12),
        ("code", " MI1.1.1.A-01 ", "MI1.1.1.A-01"),
        ("text", "'=somma", "=somma"),
        ("text", "a\r\nb", "a\nb"),
        ("text", "-", "-"),
    ],
)
def test_cell__as_people_write_it__is_understood(kind: str, cell: str, value: object) -> None:
    assert read(kind, cell) == value


@pytest.mark.parametrize(
    ("kind", "cell", "wrong"),
    [
        ("text", " \u00a0", Wrong.MISSING),
        ("text", "x" * 101, Wrong.LONG),
        ("text", "=HYPERLINK(1)", Wrong.FORMULA),
        ("money", "#RIF!", Wrong.FORMULA),
        ("money", "12 euro circa", Wrong.MONEY),
        ("money", "1.23.456,00", Wrong.MONEY),
        ("money", "-5,00", Wrong.NOT_POSITIVE),
        ("money", "0,00", Wrong.NOT_POSITIVE),
        ("date", "30/02/2022", Wrong.DATE),
        ("date", "01/31/2022", Wrong.DATE),
        ("date", "domani", Wrong.DATE),
        ("date", "1 brumaio 2022", Wrong.DATE),
        ("choice", "ricetta", Wrong.CHOICE),
        ("choice", "!", Wrong.CHOICE),
        ("yesno", "forse", Wrong.YESNO),
        ("number", "1,5", Wrong.NUMBER),
        ("code", "A 1", Wrong.CODE),
    ],
)
def test_cell__that_says_something_else__is_refused(kind: str, cell: str, wrong: Wrong) -> None:
    with pytest.raises(Misread) as refused:
        read(kind, cell)
    assert refused.value.wrong is wrong


@pytest.mark.parametrize("kind", ["text", "money", "date", "choice", "code", "number", "yesno"])
def test_cell__left_empty__is_nothing_where_it_may_be(kind: str) -> None:
    assert read(kind, " ", required=False) is None
