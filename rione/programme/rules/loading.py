"""A folder of files to what it states: either all of it is right, or every problem is named.

Pure: the files' bytes and the day come in, the catalogue and the statements come out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from .catalogue import (
    Catalogue,
    CommunicationEntry,
    DocumentEntry,
    ExplanationEntry,
    IndicatorEntry,
    PlacesFile,
    ProgrammeFile,
    ProjectFile,
    VocabularyFile,
)
from .fields import Known, PartRefused
from .files import ParsedFile, Path, parse_file, written
from .placed import Placed, Reading
from .problems import LoadRefused, Problem
from .references import check_references
from .statements import StatementData, read_statement

REQUIRED = ("programme.yaml", "documents.yaml", "vocabulary.yaml")
LISTS: dict[str, TypeAdapter[Any]] = {
    "documents.yaml": TypeAdapter(list[DocumentEntry]),
    "indicators.yaml": TypeAdapter(list[IndicatorEntry]),
    "explanations.yaml": TypeAdapter(list[ExplanationEntry]),
    "communication.yaml": TypeAdapter(list[CommunicationEntry]),
}
FILES: dict[str, TypeAdapter[Any]] = {
    "programme.yaml": TypeAdapter(ProgrammeFile),
    "vocabulary.yaml": TypeAdapter(VocabularyFile),
    "places.yaml": TypeAdapter(PlacesFile),
}
PROJECT = TypeAdapter(ProjectFile)
_WORDS = {
    "missing": ("is missing", "add it"),
    "extra_forbidden": ("is no key here", "correct or delete it"),
    "string_type": ("is not plain text", "write one value"),
    "too_short": ("is empty", "write at least one"),
    "model_type": ("is not made of keys and values", "write key: value"),
    "dict_type": ("is not made of keys and values", "write key: value"),
    "list_type": ("is not a list", "write - before each entry"),
}


@dataclass(frozen=True)
class Wanted:
    """What the folder states: statements in a stable order, each once."""

    catalogue: Catalogue
    statements: tuple[StatementData, ...]


def read_programme(files: Mapping[str, bytes], *, today: str) -> Wanted:
    """Read all files of a folder (path inside it → content); `today` is an ISO date.

    Raises LoadRefused with every problem found. Later checks run only on files that are sound
    in themselves, so that one slip does not drown in its consequences.
    """
    reading = Reading()
    for name in sorted(files):
        _read_file(reading, name, files[name])
    for name in REQUIRED:
        if name not in files:
            reading.problems.append(Problem(name, 0, "", "is missing", "write it"))
    if reading.problems:
        raise LoadRefused(reading.problems)
    catalogue = Catalogue.model_construct(
        programme=reading.files["programme.yaml"].entry,
        documents=reading.files["documents.yaml"].entry,
        vocabulary=reading.files["vocabulary.yaml"].entry,
        projects=[placed.entry for placed in reading.projects],
        indicators=_entry(reading, "indicators.yaml", []),
        explanations=_entry(reading, "explanations.yaml", []),
        communication=_entry(reading, "communication.yaml", []),
        places=_entry(reading, "places.yaml", PlacesFile()),
    )
    statements = _read_statements(reading, catalogue, today)
    reading.problems += check_references(reading, catalogue, statements, today)
    if reading.problems:
        raise LoadRefused(reading.problems)
    ordered = sorted((data for data, _ in statements), key=lambda data: data.identity)
    return Wanted(_in_order(catalogue), tuple(ordered))


def _read_file(reading: Reading, name: str, content: bytes) -> None:
    adapter = LISTS.get(name) or FILES.get(name)
    is_project = name.startswith("projects/") and name.count("/") == 1
    if is_project:
        adapter = PROJECT
    if adapter is None:
        known = ", ".join(sorted([*LISTS, *FILES, "projects/NN-name.yaml"]))
        reading.problems.append(
            Problem(name, 0, "", "is no file of a programme", f"the files are {known}")
        )
        return
    parsed = parse_file(name, content)
    if parsed.problems:
        reading.problems += parsed.problems
        return
    data = parsed.data
    if data is None and name in LISTS:
        data = []
    try:
        entry = adapter.validate_python({} if data is None else data)
    except ValidationError as error:
        reading.problems += _explained(parsed, error)
        return
    if is_project:
        reading.projects.append(Placed(entry, parsed))
    else:
        reading.files[name] = Placed(entry, parsed)


def _explained(parsed: ParsedFile, error: ValidationError) -> Iterable[Problem]:
    for item in error.errors(include_url=False):
        path: Path = tuple(
            part for part in item["loc"] if isinstance(part, int) or not _is_tag(part)
        )
        message, remedy = _WORDS.get(item["type"], (item["msg"], "see docs/data-format.md"))
        if item["type"] == "refused":
            message, remedy = item["ctx"]["message"], item["ctx"]["remedy"]
        if item["type"] == "missing" and path[-1:] in (("it",), ("en",)):
            message, remedy = "the translation is missing", "write it in both languages"
        yield Problem(parsed.name, parsed.line(path), written(path), message, remedy)


def _is_tag(part: str) -> bool:
    """Pydantic names the branch of a union in the path; no file has such a key."""
    return "[" in part or part in ("str", "bool", "literal['none']", "constrained-str")


def _entry(reading: Reading, name: str, default: Any) -> Any:
    return reading.files[name].entry if name in reading.files else default


def _read_statements(
    reading: Reading, catalogue: Catalogue, today: str
) -> list[tuple[StatementData, Placed]]:
    known = known_to(catalogue, today)
    found: list[tuple[StatementData, Placed]] = []
    seen: dict[tuple[str, ...], Placed] = {}
    for kind, key, owner in _owners(reading):
        for index, raw in enumerate(owner.entry.statements):
            placed = owner.within(raw, "statements", index)
            try:
                data = read_statement(kind, key, raw, known)
            except PartRefused as error:
                inner = (error.part,) if error.part else ()
                reading.problems.append(placed.problem(error.message, error.remedy, *inner))
                continue
            same = (kind, key, data.field, data.document, data.locator, data.canonical_value)
            if same in seen:
                message = f"says the same as {seen[same].where}"
                reading.problems.append(placed.problem(message, "delete one of the two"))
                continue
            seen[same] = placed
            found.append((data, placed))
    return found


def known_to(catalogue: Catalogue, today: str) -> Known:
    """What statements may refer to; `today` is an ISO date."""
    vocabulary = catalogue.vocabulary
    return Known(
        funds={fund.code for fund in catalogue.programme.funds},
        actions={action.code for project in catalogue.projects for action in project.actions},
        documents={document.code for document in catalogue.documents},
        units=set(vocabulary.units),
        keys={
            "quantities": set(vocabulary.quantities),
            "texts": set(vocabulary.texts),
            "addresses": set(vocabulary.addresses),
            "dates": set(vocabulary.dates),
        },
        today=today,
    )


def _owners(reading: Reading) -> Iterable[tuple[str, str, Placed]]:
    """Everything that carries statements: kind, key and where it stands."""
    programme = reading.files["programme.yaml"]
    yield "programme", programme.entry.code, programme
    for index, axis in enumerate(programme.entry.axes):
        yield "axis", axis.code, programme.within(axis, "axes", index)
    for document in reading.entries("documents.yaml"):
        yield "document", document.entry.code, document
    for indicator in reading.entries("indicators.yaml"):
        yield "indicator", indicator.entry.code, indicator
    for project in reading.projects:
        yield "project", project.entry.key, project
    for action in reading.actions():
        yield "action", action.entry.code, action
    for site in reading.sites():
        yield "site", site.entry.slug, site


def _in_order(catalogue: Catalogue) -> Catalogue:
    """The same catalogue whatever the order of the files."""
    catalogue.projects.sort(key=lambda project: (project.number is None, project.number or 0))
    return catalogue
