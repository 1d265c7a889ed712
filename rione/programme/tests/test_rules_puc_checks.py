"""Each of the 55 rules: records that violate it, and records at its very edge that do not."""

from dataclasses import replace

import pytest

from rione.programme.rules.puc.checks import RULES, check, unchecked
from rione.programme.rules.puc.coherence import Tables
from rione.programme.rules.puc.layouts import Record

from .puc_records import (
    AT,
    CODE,
    DAY,
    LATER,
    OTHER,
    PROGRAMME,
    TABLES,
    TODAY,
    accepted,
    admitted,
    altered,
    bound,
    changed,
    coherent,
    instead,
    more,
    of_rules,
    paid,
    payee,
    phase,
    row,
    without,
)

DATED = {"DATA_INIZIO_EFFETTIVA": DAY, "DATA_FINE_EFFETTIVA": DAY}
SUPPORT = row(
    "AP00", TITOLO_PROGETTO="Servizi finti", TIPO_OPERAZIONE="02.01", CUP="B41B17000000006"
)
GONE = {"FLG_CANCELLAZIONE": "S"}
TRANSFER = "T-9"


def transferred(cents: int) -> Record:
    return paid(cents, TRANSFER, "P-TR")


# Rule → records that violate it, records that nearly do.
CASES: dict[str, tuple[list[Record], list[Record]]] = {
    "001": (without("AP03", TIPO_CLASS="RA"), coherent()),
    "002": (without("AP05"), coherent()),
    "003": (without("AP06"), coherent()),
    "004": (
        without("SC00", COD_RUOLO_SOG="2"),
        instead(
            *(row("SC00", COD_RUOLO_SOG=role, CODICE_FISCALE="1") for role in ("01", "02", "4"))
        ),
    ),
    "005": (altered("FN00", **GONE), coherent()),
    "006": (without("FN01"), coherent()),
    "007": (without("IN00"), coherent()),
    "008": (without("IN01"), coherent()),
    "009": (without("PR00", COD_FASE="0307"), more(phase("0301"))),
    "010": (without("PR01"), coherent()),
    "011": (without("FN03"), coherent()),
    "012": (altered("AP00", CUP="B41B17000000099"), altered("AP00", CUP="B41B17000000007")),
    "013": (
        without("AP01"),
        [
            one
            for one in altered("AP00", CODICE_PROC_ATT_ORIG="PA-0")
            if one.code != "AP01"
        ],
    ),
    "014": (without("AP03", TIPO_CLASS="CI"), coherent()),
    "015": (without("AP03", TIPO_CLASS="DTS"), coherent()),
    "016": (without("AP03", TIPO_CLASS="YEI"), coherent()),
    "017": (without("AP03", TIPO_CLASS="FA"), coherent()),
    "018": (without("FN02"), [*(one for one in without("FN02") if one.code != "AP00"), SUPPORT]),
    "019": (more(transferred(1)), more(transferred(1), bound(1, "I-9", "I-TR"))),
    "020": (more(row("FN01", **AT | {"COD_PROGRAMMA": OTHER}, IMPORTO_AMMESSO=0)), coherent()),
    "021": (more(admitted(1, COD_PROGRAMMA=OTHER)), coherent()),
    "022": (more(accepted(1, COD_PROGRAMMA=OTHER)), coherent()),
    "023": (altered("AP04", STATO="2"), coherent()),
    "024": (altered("FN01", IMPORTO_AMMESSO=90_001), altered("FN01", IMPORTO_AMMESSO=90_000)),
    "025": (
        more(admitted(10_001, "I-2")),
        more(admitted(10_001, "I-2"), admitted(1, "I-2", "D", DATA_IMP_AMM=TODAY)),
    ),
    "026": (more(accepted(1, DATA_PAG_AMM=TODAY)), coherent()),
    "027": (more(bound(1, "I-3")), more(bound(1, "I-3"), bound(1, "I-3", "D"))),
    "028": (
        instead(paid(90_001)),
        instead(paid(90_001), paid(1, kind="R")),
    ),
    "029": (
        instead(bound(90_001), admitted(90_001)),
        instead(bound(90_001), admitted(90_000)),
    ),
    "030": (
        instead(paid(80_001), accepted(80_001)),
        instead(paid(80_001), accepted(80_000)),
    ),
    "031": (altered("TR00", DATA_TRASFERIMENTO=LATER), altered("TR00", DATA_TRASFERIMENTO=TODAY)),
    "032": (altered("FN04", DATA_IMPEGNO=LATER), altered("FN04", DATA_IMPEGNO=TODAY)),
    "033": (altered("FN06", DATA_PAGAMENTO=LATER), altered("FN06", DATA_PAGAMENTO=TODAY)),
    "034": (altered("FN05", DATA_IMP_AMM=LATER), altered("FN05", DATA_IMP_AMM=TODAY)),
    "035": (altered("FN07", DATA_PAG_AMM=LATER), altered("FN07", DATA_PAG_AMM=TODAY)),
    "036": (altered("PR01", DATA_RIFERIMENTO=LATER), altered("PR01", DATA_RIFERIMENTO=TODAY)),
    "037": (more(payee(1, "00000000002")), altered("FN08", IMPORTO=40_000)),
    "038": (altered("FN10", IMPORTO=100_000), altered("FN10", IMPORTO=99_999)),
    "039": (altered("FN10", IMPORTO=9_999), coherent()),
    "040": (
        altered("IN01", VALORE_REALIZZATO=None),
        instead(
            row("IN01", TIPO_INDICATORE_DI_OUTPUT="COM", COD_INDICATORE="IO01"),
            phase("0305", **DATED),
            phase("0306", DATA_INIZIO_EFFETTIVA=DAY),
            phase("0307"),
        ),
    ),
    "041": (
        instead(phase("0305", DATA_INIZIO_EFFETTIVA=DAY), phase("0306", **DATED), phase("0307")),
        coherent(),
    ),
    "042": (
        instead(phase("0305", DATA_FINE_EFFETTIVA=DAY), phase("0306"), phase("0307")),
        coherent(),
    ),
    "043": (altered("IN00", COD_INDICATORE="OTHER"), coherent()),
    "044": (altered("IN01", COD_INDICATORE="OTHER"), coherent()),
    "045": (
        more(row("FN02", VOCE_SPESA="INC", IMPORTO=1)),
        [*(one for one in altered("FN02", VOCE_SPESA="INC") if one.code != "AP00"), SUPPORT],
    ),
    "046": (more(phase("0201")), more(phase("0301"))),
    "047": (altered("FN04", **GONE), more(bound(1, **GONE))),
    "048": (altered("FN06", **GONE), more(paid(1, **GONE))),
    "049": (altered("FN06", **GONE), more(paid(1, **GONE))),
    "050": (instead(bound(1, kind="D")), instead(bound(1), bound(1, kind="D"))),
    "051": (
        more(admitted(1, "I-2", "D", COD_LIV_GERARCHICO="2")),
        more(admitted(80_000, kind="D")),
    ),
    "052": (instead(paid(40_001, kind="R"), paid(40_000)), instead(paid(1, kind="R"), paid(1))),
    "053": (more(accepted(40_001, kind="R")), more(accepted(40_000, kind="R"))),
    "054": (instead(bound(79_999), admitted(80_000)), instead(bound(80_000), admitted(80_000))),
    "055": (instead(paid(39_999)), instead(paid(40_000))),
}  # fmt: skip


def test_rules__all_of_them__have_records_on_both_sides() -> None:
    assert list(CASES) == list(RULES) == [f"{number:03d}" for number in range(1, 56)]


@pytest.mark.parametrize("number", CASES)
def test_rule__records_that_violate_it__are_found(number: str) -> None:
    found = [finding for finding in check(CASES[number][0], TABLES) if finding.rule == number]
    assert found
    assert {finding.code for finding in found} <= set(RULES[number].codes)
    assert {finding.project for finding in found} == ({""} if number == "031" else {CODE})


@pytest.mark.parametrize("number", CASES)
def test_rule__records_at_its_edge__are_not_found(number: str) -> None:
    assert number not in of_rules(check(CASES[number][1], TABLES))


def test_check__coherent_project__finds_nothing() -> None:
    assert list(check(coherent(), TABLES)) == []


def test_check__sums__are_told_on_both_sides() -> None:
    (finding,) = (one for one in check(CASES["028"][0], TABLES) if one.rule == "028")
    assert (finding.found, finding.allowed) == (90_001, 90_000)


def test_check__private_money__is_no_public_financing() -> None:
    private = row("FN00", COD_FONDO="private", IMPORTO=50_000)
    assert "024" not in of_rules(check(more(private), TABLES))
    over = [*altered("FN01", IMPORTO_AMMESSO=90_001), private]
    assert "024" in of_rules(check(over, TABLES))


def test_check__two_projects__are_not_summed_together() -> None:
    other = [changed(one, COD_LOCALE_PROGETTO="OTHER") for one in coherent() if one.code != "TR00"]
    assert list(check([*coherent(), *other], TABLES)) == []


def test_unchecked__code_lists_that_are_not_known__are_named() -> None:
    bare = Tables(today=TODAY)
    assert unchecked(bare) == ("014", "015", "016", "017", "043", "044", "045")
    assert unchecked(TABLES) == ()
    assert not set(unchecked(bare)) & of_rules(check(without("AP03"), bare))


def test_check__inactive_programme__needs_no_classification_of_its_funds() -> None:
    tables = replace(TABLES, funds_of={PROGRAMME: frozenset({"FSE"})})
    found = of_rules(check(without("AP03", TIPO_CLASS="CI"), tables))
    assert not found & {"014", "015"}
