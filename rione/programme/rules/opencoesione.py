"""Projects as OpenCoesione's files of projects name them. Pure.

Names of columns and their form (semicolon, decimal comma, days as `20220131`, `:::` between several
values of one cell) are those of the portal's extended file of projects
(`progetti_esteso`, metadata `metadati_progetti_tracciato_esteso`), as public programs that read it
show them. Columns whose content would have to be guessed are left out: the split of mixed funds
(PON Metro, POR) between the Union and the State, the themes, the codes of places and the state,
whose words the portal computes from payments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SEPARATOR = ":::"
COLUMNS = (
    "COD_LOCALE_PROGETTO",
    "CUP",
    "OC_TITOLO_PROGETTO",
    "OC_SINTESI_PROGETTO",
    "DEN_COMUNE",
    "FINANZ_REGIONE",
    "FINANZ_COMUNE",
    "FINANZ_ALTRO_PUBBLICO",
    "FINANZ_PRIVATO",
    "FINANZ_TOTALE_PUBBLICO",
    "ECONOMIE_TOTALI_PUBBLICHE",
    "IMPEGNI",
    "TOT_PAGAMENTI",
    "OC_DATA_INIZIO_PROGETTO",
    "OC_DATA_FINE_PROGETTO_PREVISTA",
    "OC_DENOM_BENEFICIARIO",
)
_OF_FUND = {
    "regione": "FINANZ_REGIONE",
    "comune": "FINANZ_COMUNE",
    "other_public": "FINANZ_ALTRO_PUBBLICO",
    "private": "FINANZ_PRIVATO",
}


@dataclass(frozen=True, slots=True)
class Granted:
    """What a fund gives; cents, None where nobody says."""

    fund: str
    public: bool
    cents: int | None


@dataclass(frozen=True, slots=True)
class Project:
    """An operation of an office, or an action that has none yet. Days are ISO text or ""; sums in
    cents, None where they are not kept."""

    code: str
    title: str
    cup: str = ""
    summary: str = ""
    places: Sequence[str] = ()
    funds: Sequence[Granted] = ()
    saved: int | None = None
    committed: int | None = None
    paid: int | None = None
    start: str = ""
    end: str = ""
    beneficiaries: Sequence[str] = field(default=())


def cells(project: Project) -> Mapping[str, str]:
    """A project as text by column, in their order."""
    public = [fund.cents for fund in project.funds if fund.public]
    made = dict.fromkeys(COLUMNS, "")
    made |= {
        _OF_FUND[fund.fund]: amount(fund.cents) for fund in project.funds if fund.fund in _OF_FUND
    }
    return made | {
        "COD_LOCALE_PROGETTO": project.code,
        "CUP": project.cup,
        "OC_TITOLO_PROGETTO": project.title,
        "OC_SINTESI_PROGETTO": project.summary,
        "DEN_COMUNE": several(project.places),
        "FINANZ_TOTALE_PUBBLICO": _total(public),
        "ECONOMIE_TOTALI_PUBBLICHE": amount(project.saved),
        "IMPEGNI": amount(project.committed),
        "TOT_PAGAMENTI": amount(project.paid),
        "OC_DATA_INIZIO_PROGETTO": project.start.replace("-", ""),
        "OC_DATA_FINE_PROGETTO_PREVISTA": project.end.replace("-", ""),
        "OC_DENOM_BENEFICIARIO": several(project.beneficiaries),
    }


def _total(parts: Sequence[int | None]) -> str:
    """The sum, unless a part of it is unknown or there is none."""
    known = [cents for cents in parts if cents is not None]
    return amount(sum(known)) if known and len(known) == len(parts) else ""


def amount(cents: int | None) -> str:
    """`2531250,00`; "" for what is unknown."""
    if cents is None:
        return ""
    sign = "-" if cents < 0 else ""
    euro, rest = divmod(abs(cents), 100)
    return f"{sign}{euro},{rest:02d}"


def several(values: Sequence[str]) -> str:
    """Several values as one cell; what separates them is taken out of each."""
    return SEPARATOR.join(value.replace(SEPARATOR, ": ") for value in values)
