"""What a list of operations does not say of itself: whose it is, and how its columns are called."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError

from ..catalogue import Both, Code, Entry, Filled, Istat, MaybeDate, Slug
from ..files import parse_file, written
from ..problems import LoadRefused, Problem
from ..states import ORDER
from .headings import ALIASES, tidy


class ProgrammePart(Entry):
    """`start`, `end`: years."""

    code: Slug = "imported"
    title: Both | None = None
    start: str = Field(default="2014", pattern=r"^\d{4}$")
    end: str = Field(default="2020", pattern=r"^\d{4}$")
    cci: Filled = "unknown"


class DocumentPart(Entry):
    """The file as a document."""

    code: Slug = "list-of-operations"
    title: Filled | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "it"
    printed_date: MaybeDate | None = None
    content_date: MaybeDate | None = None


class FundPart(Entry):
    """A fund and the heading of its column."""

    column: Filled
    name: Both
    public: Annotated[
        bool, BeforeValidator(lambda text: {"yes": True, "no": False}.get(text, text))
    ]


class Plan(Entry):
    """`columns`: a heading of the file → one of ours; `states`: a word of the file → a state;
    `letters`: the two that codes begin with, where the file has none."""

    municipality: Istat | None = None
    programme: ProgrammePart = ProgrammePart()
    document: DocumentPart = DocumentPart()
    letters: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "XX"
    columns: dict[str, str] = {}
    states: dict[str, str] = {}
    funds: dict[Code, FundPart] = {}
    axes: dict[str, Both] = {}


def read_plan(name: str, content: bytes) -> Plan:
    """A map file; LoadRefused with every problem found."""
    parsed = parse_file(name, content)
    if parsed.problems:
        raise LoadRefused(parsed.problems)
    try:
        plan = Plan.model_validate(parsed.data or {})
    except ValidationError as error:
        raise LoadRefused(
            [
                Problem(
                    name,
                    parsed.line(item["loc"]),
                    written(item["loc"]),
                    item["ctx"]["message"] if item["type"] == "refused" else item["msg"],
                    item["ctx"]["remedy"]
                    if item["type"] == "refused"
                    else "see docs/another-city.md",
                )
                for item in error.errors(include_url=False)
            ]
        ) from None
    problems = [
        *_unknown(name, parsed.line(("columns",)), "columns", plan.columns, tuple(ALIASES)),
        *_unknown(name, parsed.line(("states",)), "states", plan.states, ORDER),
    ]
    if problems:
        raise LoadRefused(problems)
    return plan


def _unknown(
    name: str, line: int, part: str, given: Mapping[str, str], known: tuple[str, ...]
) -> list[Problem]:
    return [
        Problem(
            name,
            line,
            f"{part}.{key}",
            f"“{value[:40]}” is not known",
            f"write one of {', '.join(known)}",
        )
        for key, value in given.items()
        if value not in known
    ]


def renamed(plan: Plan) -> dict[str, str]:
    """Tidied heading → our column, as the map says."""
    return {tidy(heading): column for heading, column in plan.columns.items()}
