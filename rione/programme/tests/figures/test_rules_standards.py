"""Projects in the forms of others: amounts, several values, what is left out."""

from rione.programme.rules import infrastructure, opencoesione
from rione.programme.rules.infrastructure import Body, Buying, Share, Works
from rione.programme.rules.opencoesione import Granted, Project

PLAIN = Works(code="MI4.1.1.a", title="Ristrutturazione", summary="Alloggi", state="running")


def made(works: Works = PLAIN, prefix: str = "") -> dict[str, object]:
    return infrastructure.project(works, prefix=prefix, updated="2026-01-01T00:00:00+00:00")


def test_opencoesione__a_project__has_decimal_commas_and_days_without_hyphens() -> None:
    cells = opencoesione.cells(
        Project(
            code="X",
            title="T",
            funds=(Granted("comune", True, 150), Granted("pon_metro", True, 1_000_000_05)),
            paid=-7,
            start="2022-01-31",
            places=("Milano", "Sesto"),
        )
    )
    assert tuple(cells) == opencoesione.COLUMNS
    assert cells["FINANZ_COMUNE"] == "1,50"
    assert cells["FINANZ_TOTALE_PUBBLICO"] == "1000001,55"
    assert cells["TOT_PAGAMENTI"] == "-0,07"
    assert cells["OC_DATA_INIZIO_PROGETTO"] == "20220131"
    assert cells["DEN_COMUNE"] == "Milano:::Sesto"


def test_opencoesione__what_is_unknown__is_empty_and_makes_the_total_unknown() -> None:
    funds = (Granted("comune", True, None), Granted("regione", True, 100))
    cells = opencoesione.cells(Project(code="X", title="T", funds=funds))
    assert (cells["FINANZ_COMUNE"], cells["FINANZ_REGIONE"]) == ("", "1,00")
    assert cells["FINANZ_TOTALE_PUBBLICO"] == cells["IMPEGNI"] == ""


def test_opencoesione__private_money__is_no_part_of_the_public_total() -> None:
    cells = opencoesione.cells(Project(code="X", title="T", funds=(Granted("private", False, 9),)))
    assert (cells["FINANZ_PRIVATO"], cells["FINANZ_TOTALE_PUBBLICO"]) == ("0,09", "")


def test_opencoesione__a_value_with_the_separator__does_not_split_the_cell() -> None:
    cells = opencoesione.cells(Project(code="X", title="T", beneficiaries=("a:::b", "c")))
    assert cells["OC_DENOM_BENEFICIARIO"].split(":::") == ["a: b", "c"]


def test_works__without_anything_known__say_no_more_than_that() -> None:
    found = made(Works(code="MI1.1.1.a", title="Opera", summary="Opera", state="unknown"))
    assert set(found) == {"id", "updated", "language", "title", "description"}
    assert found["id"] == "unregistered-MI1.1.1.a"


def test_works__with_a_registered_prefix__begin_with_it() -> None:
    assert made(prefix="oc4ids-abc123")["id"] == "oc4ids-abc123-MI4.1.1.a"


def test_works__postponed_or_moved__have_no_status_of_the_standard() -> None:
    for state in ("postponed", "moved", "unknown"):
        assert "status" not in made(Works("C", "T", "S", state))


def test_works__budget__is_the_sum_of_what_is_known_and_says_what_is_not() -> None:
    shares = (Share("a", "Fondo A", 10_01), Share("b", "Fondo B", None), Share("c", "C", 5))
    budget = made(Works("C", "T", "S", "running", shares=shares))["budget"]
    assert isinstance(budget, dict)
    assert budget["amount"] == {"amount": 10.06, "currency": "EUR"}
    assert "Fondo B" in budget["description"]
    assert [one["id"] for one in budget["budgetBreakdowns"][0]["budgetBreakdown"]] == ["a", "c"]


def test_works__a_body_with_two_roles__is_one_party() -> None:
    buying = Buying("k", "Lavori", True, method="open", supplier="Ditta", supplier_code="0" * 11)
    found = made(
        Works(
            *("C", "T", "S", "running"),
            bodies=(Body("Ditta", "owner"), Body("Comune", "beneficiary")),
            buying=(buying,),
        )
    )
    parties = found["parties"]
    assert isinstance(parties, list)
    assert [party["roles"] for party in parties] == [
        ["interestedParty", "supplier"],
        ["publicAuthority"],
    ]
    assert found["publicAuthority"] == {"id": "C-party-2", "name": "Comune"}
