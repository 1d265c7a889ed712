"""What a check is, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .coherence import Project, Tables
from .layouts import Record


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a record violates. `key` tells the record apart (a project's code where a
    record is missing); `found` and `allowed` are the two sides in cents, where it compares sums."""

    rule: str
    code: str
    project: str
    key: str
    field: str = ""
    found: int | None = None
    allowed: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """`codes` are the record types that it looks at; `needs` the table without which it cannot be
    checked; `unowned`: about records that belong to no project."""

    number: str
    codes: tuple[str, ...]
    check: "Body"
    needs: str = ""
    unowned: bool = False

    def about(self, row: Record, field: str = "", **sides: int) -> Finding:
        return Finding(self.number, row.code, row.project, row.key, field, **sides)

    def of(
        self, project: Project, key: str = "", code: str = "", field: str = "", **sides: int
    ) -> Finding:
        named = key or project.code
        return Finding(self.number, code or self.codes[0], project.code, named, field, **sides)


Body = Callable[[Rule, Project, Tables], Iterator[Finding]]
