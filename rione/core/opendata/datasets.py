"""What a data set is: its columns, its rows, and what is said of it.

A context registers its data sets when it starts (`AppConfig.ready`). From then on each has its
files below `/opendata/`, its page, its place in the catalogue and in the data package, and a name
for `rione export`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from django.utils.functional import Promise

from rione.core.design.charts import BarChart

from . import writing

Lazy: TypeAlias = str | Promise
Figure: TypeAlias = BarChart
Kind = Literal["text", "code", "integer", "decimal", "amount", "date", "instant", "yesno"]
Cells: TypeAlias = Mapping[str, Any]

NAME = re.compile(r"[a-z][a-z0-9-]{0,60}\Z")
COLUMN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
KINDS = ("text", "code", "integer", "decimal", "amount", "date", "instant", "yesno")
THEMES = (
    "AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "OP_DATPRO",
    "REGI", "SOCI", "TECH", "TRAN",
)  # fmt: skip
"""Codes of the authority table of data themes of the Publications Office of the EU."""
FREQUENCIES = ("ANNUAL", "MONTHLY", "WEEKLY", "DAILY", "IRREG", "CONT", "UNKNOWN")
"""Those codes of its authority table of frequencies that a data set of ours may have."""


@dataclass(frozen=True)
class Licence:
    """`code`: of SPDX; `uri`: in the authority table of the EU; `national`: in the Italian one."""

    code: str
    title: str
    address: str
    uri: str
    national: str
    version: str


CC_BY_4 = Licence(
    code="CC-BY-4.0",
    title="Creative Commons Attribution 4.0 International",
    address="https://creativecommons.org/licenses/by/4.0/",
    uri="http://publications.europa.eu/resource/authority/licence/CC_BY_4_0",
    national="https://w3id.org/italia/controlled-vocabulary/licences/A21_CCBY40",
    version="4.0",
)


@dataclass(frozen=True)
class Column:
    """A column: `name` in the files, `label` and `about` for readers.

    Cells, as `rows` gives them: None where nothing is known; "text" and "code" text; "integer"
    int; "decimal" and "amount" text with a point (amounts in euros, two decimals: `2531250.00`);
    "date" text as `2022-01-31`; "instant" text of ISO 8601 with its offset; "yesno" "yes" or "no".
    `choices`: all values that are possible. `property_uri`: what it is called elsewhere.
    """

    name: str
    label: Lazy
    kind: Kind
    about: Lazy
    required: bool = False
    unique: bool = False
    choices: tuple[str, ...] = ()
    property_uri: str = ""


@dataclass(frozen=True)
class Form:
    """A way to write a data set: the end of the file's name, and its bytes piece by piece.

    `write` reads the data set when its first piece is asked for; what it needs of memory does not
    depend on the number of rows. Closing it lets go of the database.
    """

    suffix: str
    media_type: str
    label: Lazy
    write: Callable[["Dataset"], Iterator[bytes]]


CSV = Form("csv", "text/csv", "CSV", writing.plain_csv)
XLSX = Form("xlsx", writing.XLSX_TYPE, "XLSX", writing.sheet)
JSON = Form("json", "application/json", "JSON", writing.json_array)


@dataclass(frozen=True)
class Dataset:
    """A table, or (with no columns and forms of its own) a document.

    `name`: a slug, part of addresses. `columns`: one SQL statement at most. `rows`: plain cells by
    column name, in a stable order, read in chunks, with a fixed number of statements. `modified`:
    when what it holds last changed, None before there is anything; one statement. `version`:
    changes whenever the files do; one statement. Data sets that share the same function for one
    of these three ask it once for a page that shows them all. `theme`: of THEMES. `key`: columns
    that together tell a row from all others. `chart`: None as long as there is nothing to draw.
    `conforms_to`: addresses of standards. `frequency`: of FREQUENCIES. `limits`: what a reader
    has to know before using it. `api`: the address name of the same facts in the interface.
    """

    name: str
    title: Lazy
    about: Lazy
    columns: Callable[[], tuple[Column, ...]]
    rows: Callable[[], Iterator[Cells]]
    modified: Callable[[], datetime | None]
    version: Callable[[], str]
    theme: str = "GOVE"
    licence: Licence = CC_BY_4
    key: tuple[str, ...] = ()
    forms: tuple[Form, ...] = (CSV, XLSX, JSON)
    chart: Callable[[], Figure | None] | None = None
    conforms_to: tuple[str, ...] = ()
    source: Lazy = ""
    keywords: tuple[Lazy, ...] = ()
    frequency: str = "IRREG"
    limits: Lazy = ""
    api: str = ""

    def form(self, suffix: str) -> Form | None:
        """The form whose files end so."""
        return next((form for form in self.forms if form.suffix == suffix), None)


_registered: dict[str, Dataset] = {}


def register(dataset: Dataset) -> None:
    """Add a data set; twice the same name, or what no file or catalogue could say, is an error."""
    if _registered.get(dataset.name, dataset) is not dataset:
        raise ValueError(f"two data sets are called {dataset.name}")
    if not NAME.match(dataset.name):
        raise ValueError(f"“{dataset.name}” is no name for a data set")
    if dataset.theme not in THEMES:
        raise ValueError(f"{dataset.name}: “{dataset.theme}” is no theme of the EU's table")
    if dataset.frequency not in FREQUENCIES:
        raise ValueError(f"{dataset.name}: “{dataset.frequency}” is no frequency of ours")
    suffixes = [form.suffix for form in dataset.forms]
    if not suffixes or len(set(suffixes)) != len(suffixes):
        raise ValueError(f"{dataset.name}: one form at least, and each once")
    _registered[dataset.name] = dataset


def registered() -> Mapping[str, Dataset]:
    """All data sets by name, in the order of their registration."""
    return dict(_registered)
