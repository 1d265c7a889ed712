"""Rows to operations: each cell read, each problem named by row and column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from .. import values
from ..problems import Problem
from ..states import ORDER, OUTSIDE
from ..values import ValueRefused
from . import cells
from .headings import REQUIRED, column_of, fund_of
from .plan import Plan, renamed
from .table import Row, Table

MOST_PROBLEMS = 500
T = TypeVar("T")


@dataclass(slots=True)
class Operation:
    """A row, read. Amounts in cents by fund, None where the file says that it does not know."""

    line: int
    code: str
    title: str
    summary: str
    axis: str
    project: str
    beneficiaries: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    eligible: int | None = None
    rate: str = ""
    postcode: str = ""
    category: str = ""
    state: str = ""
    state_words: str = ""
    project_state: str = ""
    funds: dict[str, int | None] = field(default_factory=dict)


@dataclass(slots=True)
class Found:
    """What a table says; `funds`: code → heading of its column."""

    operations: list[Operation] = field(default_factory=list)
    funds: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_operations(table: Table, plan: Plan) -> Found:
    """All rows; with problems, what was read is not to be used."""
    found = Found()
    columns = _columns(table, plan, found)
    if plan.municipality is None:
        found.problems.append(
            Problem(
                table.name,
                0,
                "",
                "the file does not say whose operations these are",
                "give the ISTAT code: --municipality 015146, or municipality: in a map",
            )
        )
    if not table.rows:
        found.problems.append(Problem(table.name, 1, "", "there are no rows", "add one at least"))
    if found.problems:
        return found
    seen: dict[str, int] = {}
    for number, row in enumerate(table.rows, 1):
        operation = _Reader(table, columns, found, plan, row).read(number)
        if operation.code in seen:
            found.problems.append(
                Problem(
                    table.name,
                    row.line,
                    table.headings[columns["codice"]] if "codice" in columns else "",
                    f"{operation.code} stands on line {seen[operation.code]} too",
                    "give each operation a code of its own",
                )
            )
        seen.setdefault(operation.code, row.line)
        found.operations.append(operation)
        if len(found.problems) >= MOST_PROBLEMS:
            break
    return found


def _columns(table: Table, plan: Plan, found: Found) -> dict[str, str]:
    """Our column → tidied heading; funds go to `found`."""
    told = renamed(plan)
    of_map = {part.column: code for code, part in plan.funds.items()}
    columns: dict[str, str] = {}
    for tidied, heading in table.headings.items():
        if code := of_map.get(heading) or fund_of(heading):
            found.funds[code] = tidied
            continue
        column = told.get(tidied) or column_of(tidied)
        if not column:
            found.problems.append(
                Problem(
                    table.name,
                    1,
                    heading,
                    "is no column of a list of operations",
                    "say in a map (--map) which one it is, or delete it",
                )
            )
        elif column in columns:
            other = table.headings[columns[column]]
            found.problems.append(
                Problem(table.name, 1, heading, f"means the same as “{other}”", "delete one")
            )
        else:
            columns[column] = tidied
    for heading in set(of_map) - set(table.headings.values()):
        found.problems.append(
            Problem(table.name, 1, heading, "there is no such column", "correct funds in the map")
        )
    for tidied in set(told) - set(table.headings):
        found.problems.append(
            Problem(table.name, 1, tidied, "there is no such column", "correct columns in the map")
        )
    found.problems += [
        Problem(table.name, 1, name, "there is no such column", "add it, or name it in a map")
        for name in REQUIRED
        if name not in columns
    ]
    return columns


@dataclass(slots=True)
class _Reader:
    table: Table
    columns: Mapping[str, str]
    found: Found
    plan: Plan
    row: Row

    def read(self, number: int) -> Operation:
        axis = self.text("asse") or "1"
        if not (axis.isascii() and axis.isdecimal()) or len(axis) > 2:
            axis = self.refused("asse", f"“{axis[:20]}” is no axis", "write its number") or "1"
        code = self.code(axis, number)
        of_code = code[2:].partition(".")[0] or axis
        if "asse" in self.columns and self.text("asse") and of_code != axis:
            self.refused("asse", f"is not the axis of {code}", "the code begins with its axis")
        axis = of_code
        operation = Operation(
            line=self.row.line,
            code=code,
            title=self.wanted("nome_operazione"),
            summary=self.wanted("sintesi_operazione"),
            axis=axis,
            project=self.text("progetto"),
            beneficiaries=tuple(
                dict.fromkeys(
                    name.strip()
                    for name in self.text("nome_beneficiario").split(";")
                    if name.strip()
                )
            ),
            start=self.checked("data_inizio", cells.day) or "",
            end=self.checked("data_fine", cells.day) or "",
            eligible=self.checked("spesa_ammissibile_totale", cells.amount),
            rate=self.checked("tasso_cofinanziamento_ue", cells.rate) or "",
            postcode=self.checked("codice_postale", cells.postcode) or "",
            category=self.text("categoria_intervento"),
            funds=self.funds(),
        )
        self.checked("paese", cells.country)
        self.checked("data_ultimo_aggiornamento", cells.day)
        if (
            operation.start
            and operation.end
            and operation.end < operation.start[: len(operation.end)]
        ):
            self.refused("data_fine", "lies before the start", "exchange or correct them")
        self.states(operation)
        self.total(operation)
        return operation

    def text(self, column: str) -> str:
        return self.row.cells[self.columns[column]] if column in self.columns else ""

    def wanted(self, column: str) -> str:
        text = self.text(column)
        if not text:
            self.refused(column, "is empty", "write it; the pages have nothing else to show")
        return text

    def checked(self, column: str, read: Callable[[str], T]) -> T | None:
        return self.cell(self.columns.get(column, ""), read)

    def cell(self, tidied: str, read: Callable[[str], T]) -> T | None:
        text = self.row.cells.get(tidied, "")
        if not text:
            return None
        try:
            return read(text)
        except ValueRefused as error:
            self.add(self.table.headings[tidied], error.message, error.remedy)
            return None

    def refused(self, column: str, message: str, remedy: str) -> str:
        self.add(self.table.headings[self.columns[column]], message, remedy)
        return ""

    def add(self, heading: str, message: str, remedy: str) -> None:
        self.found.problems.append(
            Problem(self.table.name, self.row.line, heading, message, remedy)
        )

    def code(self, axis: str, number: int) -> str:
        """The row's own code, or one that we give it."""
        if "codice" not in self.columns:
            return f"{self.plan.letters}{axis}.{number}.1.a"
        text = self.text("codice")
        if not text:
            return self.refused("codice", "is empty", "write a code, or delete the column")
        return self.checked("codice", values.action_code) or ""

    def funds(self) -> dict[str, int | None]:
        amounts: dict[str, int | None] = {}
        for code, tidied in self.found.funds.items():
            cents = self.cell(tidied, cells.amount)
            if cents is not None:
                amounts[code] = cents
        for code in self.text("fondi_senza_importo").split():
            if code not in self.found.funds:
                self.refused(
                    "fondi_senza_importo", f"“{code[:20]}” is no fund of the file", "correct it"
                )
            elif code in amounts:
                self.refused(
                    "fondi_senza_importo", f"{code} has an amount in its column", "delete one"
                )
            else:
                amounts[code] = None
        return amounts

    def states(self, operation: Operation) -> None:
        """The state of its own, and that of its project where it stands over it."""
        own = "stato_proprio" if "stato_proprio" in self.columns else "stato"
        operation.state = self.checked(own, self.state) or ""
        operation.state_words = self.text(own)
        shown = self.checked("stato", self.state) or ""
        if shown in OUTSIDE and shown != operation.state:
            operation.project_state = shown
        elif shown != operation.state:
            self.refused("stato", "differs from the state of its own", "leave one of the two")

    def state(self, text: str) -> str:
        word = self.plan.states.get(text, text)
        if word not in ORDER:
            raise ValueRefused(
                f"“{text[:40]}” is no state",
                f"write one of {', '.join(ORDER)}, or say in a map what it means",
            )
        return "" if word == values.UNKNOWN else word

    def total(self, operation: Operation) -> None:
        """A total in the file is the sum of its parts."""
        total = self.checked("totale_importi_noti", cells.amount)
        known = sum(cents for cents in operation.funds.values() if cents is not None)
        if total is not None and total != known:
            self.refused(
                "totale_importi_noti",
                "is not the sum of the funds' columns",
                "correct an amount, or delete the column",
            )
