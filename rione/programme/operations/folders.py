"""What statements rest on: the last folder, and the documents that the office added to it."""

from collections.abc import Iterator

from ..models import Load, SourceDocument, Statement
from ..rules.catalogue import Catalogue, DocumentEntry
from ..rules.dependencies import find_cycle
from ..rules.loading import Wanted
from ..rules.problems import LoadRefused, Problem


def last_folder() -> Load | None:
    """The last load of a folder. One SQL."""
    return Load.objects.filter(origin="folder").order_by("-pk").first()


def current_catalogue() -> Catalogue:
    """The content of the last folder with the office's documents, and with those that a
    statement of the office names although no folder lists them any more.

    LookupError before the first load. Three SQL.
    """
    folder = last_folder()
    if folder is None:
        raise LookupError("no folder was loaded yet")
    catalogue = Catalogue.model_validate(folder.catalogue)
    known = {entry.code for entry in catalogue.documents}
    for entry in [*_added(), *_still_named()]:
        if entry.code not in known:
            known.add(entry.code)
            catalogue.documents.append(entry)
    return catalogue


def _added() -> Iterator[DocumentEntry]:
    for rows in (
        Load.objects.exclude(documents=[]).order_by("pk").values_list("documents", flat=True)
    ):
        yield from (DocumentEntry.model_validate(row) for row in rows)


def _still_named() -> Iterator[DocumentEntry]:
    named = Statement.objects.filter(retired_in=None, loaded_in__origin="office")
    for row in SourceDocument.objects.filter(pk__in=named.values("document")).order_by("pk"):
        yield DocumentEntry.model_construct(
            code=row.code,
            title=row.title,
            kind=row.kind,
            language=row.language,
            printed_date=row.printed_date or None,
            content_date=row.content_date or None,
            rank=row.rank,
            ranks=row.ranks,
            note=None,
        )


def refuse_what_the_office_needs(wanted: Wanted) -> None:
    """LoadRefused when a folder no longer has what a current statement of the office is about or
    names, or when actions would wait for each other in a circle. Three SQL."""
    subjects = subjects_of(wanted.catalogue)
    subjects |= {("document", entry.code) for entry in (*_added(), *_still_named())}
    funds = {fund.code for fund in wanted.catalogue.programme.funds}
    stated = {data.identity for data in wanted.statements}
    found = Statement.objects.filter(retired_in=None, loaded_in__origin="office").values_list(
        "subject_kind", "subject_key", "field", "identity"
    )
    problems, waits = [], []
    for kind, key, field, identity in found:
        prefix, _, rest = field.partition(".")
        named = (kind, key) in subjects
        if prefix in ("financing", "complement") and rest != "total":
            named &= rest in funds
        if prefix == "waits_for":
            named &= ("action", rest) in subjects
            waits.append((key, rest))
        if not named and identity not in stated:
            problems.append(
                _problem(
                    f"{kind} {key}",
                    f"is missing or lacks what the office states as its {field}",
                    "keep it, or retire the office's statement first",
                )
            )
    waits += [
        (data.subject_key, data.field.partition(".")[2])
        for data in wanted.statements
        if data.field.startswith("waits_for.")
    ]
    if waits and (cycle := find_cycle(waits)):
        problems.append(
            _problem(
                "waits_for",
                f"with what the office states, actions wait in a circle: {' → '.join(cycle)}",
                "delete one of these statements",
            )
        )
    if problems:
        raise LoadRefused(problems)


def _problem(field: str, message: str, remedy: str) -> Problem:
    return Problem("programme.yaml", 0, field, message, remedy)


def subjects_of(catalogue: Catalogue) -> set[tuple[str, str]]:
    """Everything that statements can be about."""
    found = {("programme", catalogue.programme.code)}
    found |= {("axis", axis.code) for axis in catalogue.programme.axes}
    found |= {("document", entry.code) for entry in catalogue.documents}
    found |= {("indicator", entry.code) for entry in catalogue.indicators}
    found |= {("project", project.key) for project in catalogue.projects}
    found |= {
        ("action", action.code) for project in catalogue.projects for action in project.actions
    }
    return found | {("site", site.slug) for site in catalogue.places.sites}
