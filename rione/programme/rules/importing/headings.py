"""Headings of lists of operations, in the national schema's words, in Italian and in English."""

import re
import unicodedata
from collections.abc import Mapping

# Our column → other headings, tidied. English ones are those of Annex XII of Reg. 1303/2013.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "nome_beneficiario": (
        "beneficiario",
        "nome del beneficiario",
        "denominazione beneficiario",
        "denominazione del beneficiario",
        "beneficiary",
        "beneficiary name",
        "name of beneficiary",
    ),
    "nome_operazione": (
        "operazione",
        "nome dell operazione",
        "titolo",
        "titolo operazione",
        "titolo dell operazione",
        "denominazione operazione",
        "operation name",
        "name of operation",
    ),
    "sintesi_operazione": (
        "sintesi",
        "sintesi dell operazione",
        "descrizione",
        "operation summary",
        "summary",
    ),
    "data_inizio": (
        "data di inizio",
        "data inizio operazione",
        "data di inizio dell operazione",
        "operation start date",
        "start date",
    ),
    "data_fine": (
        "data di fine",
        "data fine operazione",
        "data di fine dell operazione",
        "operation end date",
        "end date",
    ),
    "spesa_ammissibile_totale": (
        "spesa ammissibile",
        "spesa totale ammissibile",
        "totale spesa ammissibile",
        "spesa totale ammissibile assegnata all operazione",
        "spesa totale ammissibile attribuita all operazione",
        "total eligible expenditure",
        "total eligible expenditure allocated to the operation",
    ),
    "tasso_cofinanziamento_ue": (
        "tasso di cofinanziamento",
        "tasso di cofinanziamento ue",
        "tasso di cofinanziamento dell unione",
        "union co financing rate",
        "union co financing rate in",
        "union co financing rate as per priority axis",
        "union co financing rate as per priority axes",
        "co financing rate",
    ),
    "codice_postale": (
        "cap",
        "codice postale dell operazione",
        "operation postcode",
        "operation post code",
        "postcode",
        "operation postcode or other appropriate location indicator",
    ),
    "paese": ("nazione", "stato membro", "country"),
    "categoria_intervento": (
        "categoria di intervento",
        "categoria d intervento",
        "denominazione della categoria di intervento",
        "category of intervention",
        "name of category of intervention",
        "name of category of intervention for the operation",
    ),
    "data_ultimo_aggiornamento": (
        "data ultimo aggiornamento",
        "data aggiornamento",
        "data dell ultimo aggiornamento dell elenco delle operazioni",
        "date of last update",
        "last updated",
        "date of last update of the list of operations",
    ),
    "codice": ("codice azione", "codice operazione", "code", "operation code"),
    "asse": ("asse prioritario", "axis", "priority axis"),
    "progetto": ("project",),
    "stato": ("stato di attuazione", "state", "status"),
    "stato_proprio": (),
    "totale_importi_noti": (),
    "importi_ignoti": (),
    "fondi_senza_importo": (),
}
REQUIRED = ("nome_operazione", "sintesi_operazione")
FUND_PREFIX = "risorse_"


def tidy(heading: str) -> str:
    """A heading for comparison: lower case, no accents, single spaces between words."""
    plain = unicodedata.normalize("NFKD", heading.replace("\ufeff", "")).lower()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.split(r"[^a-z0-9]+", plain)).strip()


_KNOWN = {tidy(name): column for column, others in ALIASES.items() for name in (column, *others)}


def column_of(tidied: str) -> str:
    """Our name of a column; "" for a heading that nobody knows."""
    return _KNOWN.get(tidied, "")


def fund_of(heading: str) -> str:
    """The fund's code of a heading such as `risorse_pon_metro`; "" for another."""
    code = heading.removeprefix(FUND_PREFIX)
    return code if code != heading and re.fullmatch(r"[a-z][a-z0-9_]{0,19}", code) else ""
