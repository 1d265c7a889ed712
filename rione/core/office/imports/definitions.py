"""What can be imported, declared by contexts: columns, who may, how rows are checked and stored."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import override

from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused

from ..rules.cells import Kind
from ..rules.headings import plain

LANGUAGES = ("it", "en")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an import. `aliases`: further headings that it goes by, in both languages;
    `choices`: by code its words; `example` stands in the template; `most` characters at most."""

    name: str
    label: Any
    kind: Kind = "text"
    required: bool = True
    most: int = 500
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, Any] = field(default_factory=dict)
    help: Any = ""
    example: str = ""

    def headings(self) -> tuple[str, ...]:
        """All the headings it goes by; its label in both languages first."""
        return (*in_both(self.label), self.name, *self.aliases)

    def words(self) -> dict[str, tuple[str, ...]]:
        """What may stand for each code of a choice."""
        return {code: in_both(label) for code, label in self.choices.items()}


def in_both(text: Any) -> tuple[str, ...]:
    """A text in each language."""
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(str(text))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: its number in the spreadsheet, and values by name of the column (cents,
    dates, codes, texts; None where a cell is empty)."""

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def text(self, name: str) -> str:
        """A text, "" where the cell is empty."""
        return str(self.values[name] or "")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, at a column (its name, "" for the row as a whole)."""

    row: int
    column: str
    message: Any


class RowRefused(Refused):
    """A row was refused when it was to be stored."""

    def __init__(self, row: int, refused: Refused) -> None:
        super().__init__(refused.message, field=refused.field)
        self.row = row


@contextmanager
def at_row(row: Row) -> Iterator[None]:
    """What is refused within is refused for this row."""
    try:
        yield
    except RowRefused:
        raise
    except Refused as refused:
        raise RowRefused(row.number, refused) from refused


@dataclass(frozen=True)
class CsvImport:
    """An import. `roles` may do it;

    `check` finds what is wrong with rows that are well formed, in a fixed number of SQL statements.
    `store` stores all rows, within the transaction of whoever calls, and raises what it refuses
    under `at_row`. The names of columns are the fields that both refuse at. `then` is the name of
    the page where one sees what was stored.
    """

    name: str
    title: Any
    lead: Any
    columns: tuple[Column, ...]
    roles: tuple[str, ...]
    check: Callable[[Actor, Sequence[Row]], Sequence[Problem]]
    store: Callable[[Actor, Sequence[Row]], None]
    then: str

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def known(self) -> frozenset[str]:
        """All headings of all columns, as `headings.plain` writes them."""
        return frozenset(plain(word) for column in self.columns for word in column.headings())

    def column_of(self, name: str) -> Column | None:
        return self.by_name.get(name)

    def open_to(self, actor: Actor) -> bool:
        """Whether somebody acts under a role that may import this."""
        return actor.role in self.roles and bool(actor.municipality)


_imports: dict[str, CsvImport] = {}
_titles: dict[str, Any] = {}


def register_import(*definitions: CsvImport) -> None:
    """Offer imports; two of the same name are an error."""
    for definition in definitions:
        if _imports.setdefault(definition.name, definition) != definition:
            raise ValueError(f"two imports are called {definition.name}")
        _titles[definition.name] = definition.title


def imports_of(actor: Actor) -> list[CsvImport]:
    """What somebody may import, in the order in which it was registered."""
    return [definition for definition in _imports.values() if definition.open_to(actor)]


def import_called(actor: Actor, name: str) -> CsvImport | None:
    """An import by its name, None unless it exists for somebody."""
    found = _imports.get(name)
    return found if found is not None and found.open_to(actor) else None


def all_titles() -> Mapping[str, Any]:
    """What each import is called, by name; it grows with what is registered."""
    return _titles
