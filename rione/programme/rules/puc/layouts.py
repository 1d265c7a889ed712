"""The 27 record types, field by field in their order.

What is known of the protocol comes from public implementations of it. Where those do not agree or
there is one only, the positions are not certain (`Layout.certain`), and reports say so. Lengths
that none of them gives are None. Which fields are mandatory is our reading: those that name the
record, and the amount where a record is about one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

SEPARATOR = "|"
ENCODING = "utf-8"
"""What our files declare and what is expected of those that are read."""
CANCELLED = "S"
FLAG = "FLG_CANCELLAZIONE"
PROJECT, PROGRAMME = "COD_LOCALE_PROGETTO", "COD_PROGRAMMA"
UNCERTAIN = frozenset({"PA00", "SC00", "PG00", "AP03", "AP06", "FN09", "PR01"})

Value = str | date | int | None
"""Texts, days, and numbers in hundredths (cents); a year is a whole number. None: empty."""


class Kind(StrEnum):
    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Field:
    """`position` counts from 1; `table` is the code list that values are of ("TC4"), or "";
    `values` is the closed list of a field that has a short one."""

    name: str
    kind: Kind
    position: int
    length: int | None = None
    decimals: int = 0
    mandatory: bool = False
    table: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A record type; `key` names the fields that tell its records apart."""

    code: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Whether the positions of its fields are sure."""
        return self.code not in UNCERTAIN

    @property
    def file_name(self) -> str:
        return f"{self.code}.txt"

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Name of a field → its index among the values of a record."""
        return {field.name: field.position - 1 for field in self.fields}


@dataclass(frozen=True, slots=True)
class Record:
    """One record; as many values as its layout has fields, in that order."""

    code: str
    values: tuple[Value, ...]

    def __getitem__(self, name: str) -> Value:
        return self.values[LAYOUTS[self.code].places[name]]

    def text(self, name: str) -> str:
        """A text, "" when empty."""
        value = self[name]
        return value if isinstance(value, str) else ""

    def cents(self, name: str) -> int:
        """A number in hundredths, 0 when empty."""
        value = self[name]
        return value if isinstance(value, int) else 0

    def day(self, name: str) -> date | None:
        value = self[name]
        return value if isinstance(value, date) else None

    @property
    def cancelled(self) -> bool:
        return FLAG in LAYOUTS[self.code].places and self[FLAG] == CANCELLED

    @property
    def project(self) -> str:
        """The local code of its project; "" where records are of none."""
        return self.text(PROJECT) if PROJECT in LAYOUTS[self.code].places else ""

    @property
    def key(self) -> str:
        """What tells it apart, in words of its own fields, such as `MI1-01/IMP-1/I`."""
        parts = (self[name] for name in LAYOUTS[self.code].key)
        return "/".join(
            part.isoformat() if isinstance(part, date) else str("" if part is None else part)
            for part in parts
        )


def record(code: str, **values: Value) -> Record:
    """A record with the named values, the others empty. KeyError on a field that it has not."""
    layout = LAYOUTS[code]
    row: list[Value] = [None] * len(layout.fields)
    for name, value in values.items():
        row[layout.places[name]] = None if value == "" else value
    return Record(code, tuple(row))


def tidy(text: str, length: int | None = None) -> str:
    """A text as a record can hold it: one line, no separator, no control characters, cut."""
    kept = "".join(c if c.isprintable() and c != SEPARATOR else " " for c in text)
    return " ".join(kept.split())[:length].strip()


# `*` part of the key and mandatory, `!` mandatory; then kind (c text, d date, n number with two
# decimals, y year), length, code list, closed values.
_KEYED = "COD_LOCALE_PROGETTO* c60"
_PROGRAMME = "COD_PROGRAMMA* c50 TC4"
_LEVEL = "COD_LIV_GERARCHICO* c100 TC36"
_END = "FLG_CANCELLAZIONE c1 =S"
_COMMITMENT = ("COD_IMPEGNO* c20", "TIPOLOGIA_IMPEGNO* c5 =I,D,I-TR,D-TR", "DATA_IMPEGNO* d10")
_PAYMENT = ("COD_PAGAMENTO* c20", "TIPOLOGIA_PAG* c5 =P,R,P-TR,R-TR", "DATA_PAGAMENTO* d10")
_DEFINITIONS: dict[str, tuple[str, ...]] = {
    "PA00": (
        "COD_PROC_ATT* c30", "COD_PROC_ATT_LOCALE c", "COD_AIUTO_RNA c",
        "TIP_PROCEDURA_ATT c TC2", "FLAG_AIUTI c", "DESCR_PROCEDURA_ATT c",
        "COD_TIPO_RESP_PROC c TC3", "DENOM_RESP_PROC c", "DATA_AVVIO_PROCEDURA d",
        "DATA_FINE_PROCEDURA d", _END,
    ),
    "PA01": ("COD_PROC_ATT* c30", _PROGRAMME, "IMPORTO! n", _END),
    "TR00": (
        "COD_TRASFERIMENTO* c", "DATA_TRASFERIMENTO! d", "COD_PROGRAMMA! c TC4",
        "CAUSALE_TRASFERIMENTO c TC49", "IMPORTO_TRASFERIMENTO! n", "CF_SOG_RICEVENTE c16",
        "FLAG_SOGGETTO_PUBBLICO c", _END,
    ),
    "AP00": (
        _KEYED, "TITOLO_PROGETTO! c500", "SINTESI_PRG c1300", "TIPO_OPERAZIONE c11 TC5",
        "CUP c15", "TIPO_AIUTO c2 TC6", "DATA_INIZIO d10", "DATA_FINE_PREVISTA d10",
        "DATA_FINE_EFFETTIVA d10", "TIP_PROC_ATT_ORIG c2 TC48", "CODICE_PROC_ATT_ORIG c30", _END,
    ),
    "AP01": (_KEYED, "COD_PROC_ATT* c30", _END),
    "AP02": (
        _KEYED, "COD_PRG_COMPLESSO c30 TC7", "GRANDE_PROGETTO c50 TC8", "GENERATORE_ENTRATE c1",
        "LIV_ISTITUZIONE_STR_FIN c3 TC9", "FONDO_DI_FONDI c1", "TIPO_LOCALIZZAZIONE c5 TC10",
        "COD_VULNERABILI c3 TC13", _END,
    ),
    "AP03": (_KEYED, _PROGRAMME, "TIPO_CLASS* c10 TC11", "COD_CLASSIFICAZIONE* c200", _END),
    "AP04": (_KEYED, _PROGRAMME, "STATO! c1 =1,2", "SPECIFICA_STATO c10 TC14"),
    "AP05": (_KEYED, "COD_STRU_ATT* c10 TC15", _END),
    "AP06": (
        _KEYED, "COD_REGIONE c3", "COD_PROVINCIA* c3", "COD_COMUNE* c3", "INDIRIZZO c1000",
        "CAP c5", _END,
    ),
    "SC00": (
        _KEYED, "COD_RUOLO_SOG* c TC24", "CODICE_FISCALE* c16", "FLAG_SOGGETTO_PUBBLICO c",
        "COD_UNI_IPA c", "DENOMINAZIONE_SOG c", "FORMA_GIURIDICA c TC25", "COD_ATECO_ANNO c TC26",
        "NOTE c", _END,
    ),
    "PG00": (
        _KEYED, "COD_PROC_AGG* c", "CIG c", "MOTIVO_ASSENZA_CIG c TC22", "DESCR_PROCEDURA_AGG c",
        "TIPO_PROC_AGG c TC23", "IMPORTO_PROCEDURA_AGG n", "DATA_PUBBLICAZIONE d",
        "IMPORTO_AGGIUDICATO n", "DATA_AGGIUDICAZIONE d", _END,
    ),
    "FN00": (
        _KEYED, "COD_FONDO* c10 TC33", "COD_NORMA c5 TC35", "COD_DEL_CIPE c6 TC34",
        "COD_LOCALIZZAZIONE c9 TC16", "CF_COFINANZ c16", "IMPORTO! n", _END,
    ),
    "FN01": (_KEYED, _PROGRAMME, _LEVEL, "IMPORTO_AMMESSO! n", _END),
    "FN02": (_KEYED, "VOCE_SPESA* c10 TC37", "IMPORTO! n", _END),
    "FN03": (_KEYED, "ANNO_PIANO* y4", "IMP_REALIZZATO! n", "IMP_DA_REALIZZARE! n", _END),
    "FN04": (
        _KEYED, *_COMMITMENT, "IMPORTO_IMPEGNO! n", "CAUSALE_DISIMPEGNO c3 TC38",
        "NOTE_IMPEGNO c1000", _END,
    ),
    "FN05": (
        _KEYED, *_COMMITMENT, _PROGRAMME, _LEVEL, "DATA_IMP_AMM* d10",
        "TIPOLOGIA_IMP_AMM* c5 =I,D,I-TR,D-TR", "CAUSALE_DISIMPEGNO_AMM c3 TC38",
        "IMPORTO_IMP_AMM! n", "NOTE_IMP c1000", _END,
    ),
    "FN06": (
        _KEYED, *_PAYMENT, "IMPORTO_PAG! n", "CAUSALE_PAGAMENTO c3 TC39", "NOTE_PAG c1000", _END,
    ),
    "FN07": (
        _KEYED, *_PAYMENT, _PROGRAMME, _LEVEL, "DATA_PAG_AMM* d10",
        "TIPOLOGIA_PAG_AMM* c5 =P,R,P-TR,R-TR", "CAUSALE_PAG_AMM c3 TC39", "IMPORTO_PAG_AMM! n",
        "NOTE_PAG c1000", _END,
    ),
    "FN08": (
        _KEYED, *_PAYMENT, "CODICE_FISCALE* c16", "FLAG_SOGGETTO_PUBBLICO c1",
        "TIPO_PERCETTORE c3 TC40", "IMPORTO! n", _END,
    ),
    "FN09": (
        _KEYED, "DATA_DOMANDA* d10", "ID_DOMANDA_PAGAMENTO* c100 TC41", "TIPOLOGIA_IMPORTO* c1",
        _LEVEL, "IMPORTO_SPESA_TOT! n", "IMPORTO_SPESA_PUB n", _END,
    ),
    "FN10": (_KEYED, "COD_FONDO* c10 TC33", "IMPORTO! n", _END),
    "IN00": (_KEYED, "TIPO_INDICATORE_DI_RISULTATO* c3", "COD_INDICATORE* c", _END),
    "IN01": (
        _KEYED, "TIPO_INDICATORE_DI_OUTPUT* c3", "COD_INDICATORE* c", "VAL_PROGRAMMATO n",
        "VALORE_REALIZZATO n", _END,
    ),
    "PR00": (
        _KEYED, "COD_FASE* c4 TC46", "DATA_INIZIO_PREVISTA d", "DATA_INIZIO_EFFETTIVA d",
        "DATA_FINE_PREVISTA d", "DATA_FINE_EFFETTIVA d", _END,
    ),
    "PR01": (_KEYED, "STATO_PROGETTO* c TC47", "DATA_RIFERIMENTO* d", _END),
}  # fmt: skip
_KINDS = {"c": Kind.TEXT, "d": Kind.DATE, "n": Kind.NUMBER, "y": Kind.YEAR}


def _field(position: int, words: str) -> Field:
    name, form, *more = words.split()
    kind = _KINDS[form[0]]
    return Field(
        name=name.rstrip("*!"),
        kind=kind,
        position=position,
        length=int(form[1:]) if form[1:] else None,
        decimals=2 if kind == Kind.NUMBER else 0,
        mandatory=name[-1] in "*!",
        table=next((word for word in more if word.startswith("TC")), ""),
        values=next((tuple(word[1:].split(",")) for word in more if word[0] == "="), ()),
    )


LAYOUTS: Mapping[str, Layout] = {
    code: Layout(
        code,
        tuple(_field(position, words) for position, words in enumerate(lines, 1)),
        tuple(words.split()[0][:-1] for words in lines if words.split()[0][-1] == "*"),
    )
    for code, lines in _DEFINITIONS.items()
}
