"""A project whose records agree with each other, and what is known of the code lists."""

from collections.abc import Iterable
from datetime import date

from rione.programme.rules.puc.coherence import Tables
from rione.programme.rules.puc.layouts import LAYOUTS, Record, Value, record

TODAY = date(2022, 6, 30)
DAY = date(2021, 3, 15)
LATER = date(2022, 7, 1)
CODE = "MI1.1.1.A-01"
PROGRAMME, OTHER = "2014IT16M2OP004", "2014IT05SFOP000"
TABLES = Tables(
    today=TODAY,
    private_funds=frozenset({"private"}),
    funds_of={PROGRAMME: frozenset({"FESR", "FSE", "YEI", "FEASR"})},
    classifications={
        "FESR": frozenset({"CI"}),
        "FSE": frozenset({"DTS"}),
        "YEI": frozenset({"YEI"}),
        "FEASR": frozenset({"FA"}),
    },
    indicators={"IR01": PROGRAMME, "IO01": PROGRAMME},
    cost_items={"03": frozenset({"LAV"})},
    revoked=frozenset({"B41B17000000099"}),
)
BOUND = {"COD_IMPEGNO": "I-1", "TIPOLOGIA_IMPEGNO": "I", "DATA_IMPEGNO": DAY}
PAID = {"COD_PAGAMENTO": "P-1", "TIPOLOGIA_PAG": "P", "DATA_PAGAMENTO": DAY}
AT = {"COD_PROGRAMMA": PROGRAMME, "COD_LIV_GERARCHICO": "1"}


def row(code: str, **values: Value) -> Record:
    """A record of the project."""
    if "COD_LOCALE_PROGETTO" in LAYOUTS[code].places:
        values = {"COD_LOCALE_PROGETTO": CODE} | values
    return record(code, **values)


def changed(one: Record, **values: Value) -> Record:
    """A record with other values."""
    kept = dict(zip(LAYOUTS[one.code].places, one.values, strict=True))
    return record(one.code, **{**kept, **values})


def bound(cents: int, number: str = "I-1", kind: str = "I", **more: Value) -> Record:
    return row(
        "FN04",
        **{**BOUND, "COD_IMPEGNO": number, "TIPOLOGIA_IMPEGNO": kind, "IMPORTO_IMPEGNO": cents},
        **more,
    )


def admitted(cents: int, number: str = "I-1", kind: str = "I", **more: Value) -> Record:
    given = {"COD_IMPEGNO": number, "TIPOLOGIA_IMP_AMM": kind, "IMPORTO_IMP_AMM": cents}
    return row("FN05", **{**BOUND, **AT, "DATA_IMP_AMM": DAY, **given, **more})


def paid(cents: int, number: str = "P-1", kind: str = "P", **more: Value) -> Record:
    given = {"COD_PAGAMENTO": number, "TIPOLOGIA_PAG": kind, "IMPORTO_PAG": cents}
    return row("FN06", **{**PAID, **given, **more})


def accepted(cents: int, number: str = "P-1", kind: str = "P", **more: Value) -> Record:
    given = {"COD_PAGAMENTO": number, "TIPOLOGIA_PAG_AMM": kind, "IMPORTO_PAG_AMM": cents}
    return row("FN07", **{**PAID, **AT, "DATA_PAG_AMM": DAY, **given, **more})


def payee(cents: int, code: str = "00000000001", number: str = "P-1") -> Record:
    return row("FN08", **{**PAID, "COD_PAGAMENTO": number}, CODICE_FISCALE=code, IMPORTO=cents)


def phase(code: str, **days: Value) -> Record:
    return row("PR00", COD_FASE=code, **days)


def coherent() -> list[Record]:
    """Public works of 1,000 euros, 100 of them saved; half is paid and admitted."""
    done = {"DATA_INIZIO_EFFETTIVA": DAY, "DATA_FINE_EFFETTIVA": DAY}
    return [
        row("AP00", TITOLO_PROGETTO="Opera finta", TIPO_OPERAZIONE="03.01", CUP="B41B17000000006"),
        row("AP01", COD_PROC_ATT="PA-1"),
        *(
            row("AP03", COD_PROGRAMMA=PROGRAMME, TIPO_CLASS=kind, COD_CLASSIFICAZIONE="1")
            for kind in ("RA", "CI", "DTS", "YEI", "FA")
        ),
        row("AP04", COD_PROGRAMMA=PROGRAMME, STATO="1"),
        row("AP05", COD_STRU_ATT="1"),
        row("AP06", COD_REGIONE="3", COD_PROVINCIA="015", COD_COMUNE="146"),
        *(row("SC00", COD_RUOLO_SOG=role, CODICE_FISCALE="00000000001") for role in "12"),
        row("FN00", COD_FONDO="public", IMPORTO=100_000),
        row("FN01", **AT, IMPORTO_AMMESSO=90_000),
        row("FN02", VOCE_SPESA="LAV", IMPORTO=90_000),
        row("FN03", ANNO_PIANO=2021, IMP_REALIZZATO=40_000, IMP_DA_REALIZZARE=0),
        row("FN03", ANNO_PIANO=2022, IMP_REALIZZATO=0, IMP_DA_REALIZZARE=50_000),
        bound(80_000),
        bound(10_000, "I-2"),
        admitted(80_000),
        paid(40_000),
        accepted(40_000),
        payee(40_000),
        row("FN09", DATA_DOMANDA=DAY, ID_DOMANDA_PAGAMENTO="D-1", TIPOLOGIA_IMPORTO="C",
            COD_LIV_GERARCHICO="1", IMPORTO_SPESA_TOT=30_000, IMPORTO_SPESA_PUB=30_000),
        row("FN10", COD_FONDO="public", IMPORTO=10_000),
        row("IN00", TIPO_INDICATORE_DI_RISULTATO="COM", COD_INDICATORE="IR01"),
        row("IN01", TIPO_INDICATORE_DI_OUTPUT="COM", COD_INDICATORE="IO01", VALORE_REALIZZATO=100),
        phase("0305", **done),
        phase("0306", **done),
        phase("0307", DATA_INIZIO_PREVISTA=LATER),
        row("PR01", STATO_PROGETTO="2", DATA_RIFERIMENTO=DAY),
        record("TR00", COD_TRASFERIMENTO="T-1", DATA_TRASFERIMENTO=DAY, COD_PROGRAMMA=PROGRAMME,
               IMPORTO_TRASFERIMENTO=100),
    ]  # fmt: skip


def without(code: str, **values: Value) -> list[Record]:
    """The coherent project without its records of a type, or those that have the values."""
    return [
        one
        for one in coherent()
        if one.code != code or any(one[name] != value for name, value in values.items())
    ]


def instead(*others: Record) -> list[Record]:
    """The coherent project with these records in place of its own of their types."""
    types = {one.code for one in others}
    return [*(one for one in coherent() if one.code not in types), *others]


def altered(code: str, **values: Value) -> list[Record]:
    """The coherent project with values changed in its records of a type."""
    return [changed(one, **values) if one.code == code else one for one in coherent()]


def more(*others: Record) -> list[Record]:
    """The coherent project with further records."""
    return [*coherent(), *others]


def of_rules(findings: Iterable[object]) -> set[str]:
    """The numbers of the rules that were violated."""
    return {getattr(finding, "rule", "") for finding in findings}
