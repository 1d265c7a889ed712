"""Lists of operations of others: what is understood, and what is named by row and column."""

import pytest

from rione.programme.rules.importing import Plan, imported, read_plan
from rione.programme.rules.importing.cells import amount, day, rate
from rione.programme.rules.loading import read_programme
from rione.programme.rules.problems import LoadRefused, Problem
from rione.programme.rules.values import ValueRefused

TODAY = "2026-01-01"
PLAN = Plan(municipality="072006")
ITALIAN = (
    "Nome del beneficiario;Nome dell'operazione;Sintesi;Data di inizio;Data di fine;"
    "Spesa totale ammissibile;Tasso di cofinanziamento UE;CAP;Paese;Categoria di intervento\r\n"
    "Città inventata;Opera però;Si fa;01/02/2019;31/12/2020;1.234.567,89;50%;70121;Italia;054\r\n"
)
ENGLISH = (
    "Beneficiary name,Operation name,Operation summary,Operation start date,Operation end date,"
    "Total eligible expenditure allocated to the operation,Union co-financing rate,"
    "Operation postcode,Country,Name of category of intervention\n"
    'Città inventata,Opera però,Si fa,2019-02-01,2020-12-31,"1,234,567.89",50.0,70121,IT,054\n'
)
OURS = "codice,nome_operazione,sintesi_operazione,asse,stato,stato_proprio,risorse_comune\n"


def files(text: str | bytes, plan: Plan = PLAN) -> dict[str, bytes]:
    content = text if isinstance(text, bytes) else text.encode()
    return imported("lista.csv", content, plan, today=TODAY)


def problems(text: str | bytes, plan: Plan = PLAN) -> tuple[Problem, ...]:
    with pytest.raises(LoadRefused) as found:
        files(text, plan)
    assert all(one.remedy for one in found.value.problems)
    return found.value.problems


def stated(found: dict[str, bytes]) -> dict[str, object]:
    return {
        one.field: one.canonical_value
        for one in read_programme(found, today=TODAY).statements
        if one.subject_kind == "action"
    }


def test_list__in_italian_and_in_english__says_the_same() -> None:
    italian, english = stated(files(ITALIAN)), stated(files(ENGLISH))
    assert italian == english
    assert set(italian) == {
        "title",
        "party.beneficiary_01",
        "date.start",
        "date.end",
        "quantity.eligible_expenditure",
        "quantity.union_rate",
        "address.postcode",
        "text.intervention_category",
        "financing.eligible",
    }
    assert "123456789" in str(italian["financing.eligible"])


def test_list__as_windows_writes_it__says_the_same() -> None:
    assert stated(files(ITALIAN.encode("cp1252"))) == stated(files(ITALIAN))
    assert stated(files(ITALIAN.encode("utf-8-sig"))) == stated(files(ITALIAN))


def test_list__each_row__is_cited_as_its_line_also_after_cells_of_several_lines() -> None:
    text = OURS + 'XX1.1.1.a,"Due\nrighe",S,1,,,1\nXX1.1.1.b,T,S,1,,,"2,5"\n'
    found = read_programme(files(text), today=TODAY).statements
    assert {(one.subject_key, one.locator) for one in found} == {
        ("XX1.1.1.a", "2"),
        ("XX1.1.1.b", "4"),
    }


def test_list__with_headings_of_its_own__is_read_with_a_map() -> None:
    plan = read_plan(
        "map.yaml",
        b'municipality: "072006"\ncolumns: {Progettone: nome_operazione, Cosa: sintesi_operazione, '
        b"Fase: stato}\nstates: {In corso: running}\nfunds: {fesr: {column: Quota, "
        b"name: {it: F, en: F}, public: yes}}\nletters: BA\n",
    )
    found = stated(files("Progettone;Cosa;Fase;Quota\nA;B;In corso;7,5\n", plan))
    assert "running" in str(found["state"])
    assert "750" in str(found["financing.fesr"])


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, ""),
        ("a\nb\n", 1, ""),
        ("a;b\n1;2\n", 1, "a"),
        (OURS, 1, ""),
        (OURS + "XX1.1.1.a,T,S,1,,\n", 2, ""),
        (OURS + "XX1.1.1.a,T,S,1,,,uno\n", 2, "risorse_comune"),
        (OURS + "XX1.1.1.a,T,S,1,,,-5\n", 2, "risorse_comune"),
        (OURS + "XX1.1.1.a,T,S,1,,,1.005\nXX1.1.1.b,T,S,1,,,1.0005\n", 3, "risorse_comune"),
        (OURS + "XX1.1.1.a,,S,1,,,1\n", 2, "nome_operazione"),
        (OURS + "12,T,S,1,,,1\n", 2, "codice"),
        (OURS + ",T,S,1,,,1\n", 2, "codice"),
        (OURS + "XX1.1.1.a,T,S,1,,,1\nXX1.1.1.a,U,S,1,,,1\n", 3, "codice"),
        (OURS + "XX1.1.1.a,T,S,uno,,,1\n", 2, "asse"),
        (OURS + "XX1.1.1.a,T,S,2,,,1\n", 2, "asse"),
        (OURS + "XX1.1.1.a,T,S,1,fatto,,1\n", 2, "stato"),
        (OURS + "XX1.1.1.a,T,S,1,running,closed,1\n", 2, "stato"),
        (OURS + 'XX1.1.1.a,"T,S,1,,,1\n', 1, ""),
        (OURS + "XX1.1.1.a,T\u202e,S,1,,,1\n", 2, "nome_operazione"),
        (OURS.encode() + b"XX1.1.1.a,T\x00,S,1,,,1\n", 2, ""),
        (OURS.encode() + b"XX1.1.1.a,T\x81,S,1,,,1\n", 2, ""),
        (OURS.replace("codice,", "codice,codice,") + "a,b,T,S,1,,,1\n", 1, ""),
        (ITALIAN.replace("Italia;", "Francia;"), 2, "Paese"),
        (ITALIAN.replace("70121", "7012"), 2, "CAP"),
        (ITALIAN.replace("50%", "0,5"), 2, "Tasso di cofinanziamento UE"),
        (ITALIAN.replace("31/12/2020", "31/02/2020"), 2, "Data di fine"),
        (ITALIAN.replace("31/12/2020", "31/12/2018"), 2, "Data di fine"),
    ],
)
def test_list__that_is_wrong__is_refused_at_row_and_column(
    text: str | bytes, line: int, column: str
) -> None:
    found = problems(text)
    assert (line, column) in {(one.line, one.field) for one in found}


def test_list__with_several_mistakes__names_all_of_them() -> None:
    found = problems(OURS + "1,T,S,1,,,x\nXX1.1.1.b,,S,1,,,1\n")
    assert {(one.line, one.field) for one in found} == {
        (2, "codice"),
        (2, "risorse_comune"),
        (3, "nome_operazione"),
    }


def test_list__whose_it_is__has_to_be_said() -> None:
    assert "--municipality" in problems(ITALIAN, Plan())[0].remedy


@pytest.mark.parametrize(
    "text",
    ["- a\n", "nonsense: 1\n", "columns: {a: nothing}\n", "states: {a: b}\n", "letters: abc\n"],
)
def test_map__that_is_wrong__is_refused(text: str) -> None:
    with pytest.raises(LoadRefused):
        read_plan("map.yaml", text.encode())


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234,50", 123450),
        ("1,234.50", 123450),
        ("€ 1234", 123400),
        ("EUR 1234,5", 123450),
        ("2531250.000", 253125000),
    ],
)
def test_amount__however_it_is_written__is_the_same(text: str, cents: int) -> None:
    assert amount(text) == cents


@pytest.mark.parametrize("text", ["1.2345,6", "12,345", "1e5", "-1", "١٢"])
def test_amount__that_is_none__is_refused_or_groups(text: str) -> None:
    if text == "12,345":
        assert amount(text) == 1234500
    else:
        with pytest.raises(ValueRefused):
            amount(text)


def test_day__in_the_italian_way__is_read_day_first() -> None:
    assert day("3/2/2020") == "2020-02-03"
    assert day("2020-02-03T00:00:00Z") == "2020-02-03"
    with pytest.raises(ValueRefused):
        day("2/30/2020")


def test_rate__that_may_be_a_share_of_one__is_asked_about() -> None:
    assert (rate("50%"), rate("66,67"), rate("0")) == ("50", "66,67", "0")
    for text in ("0,5", "1", "150", "half"):
        with pytest.raises(ValueRefused):
            rate(text)
