"""Files below `/opendata/`: written while they are read, from one view of the database."""

from collections.abc import Callable, Generator, Iterator, Sequence

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from rione.core.access import public
from rione.core.api import Problem, ProblemDetail, guarded, invalid, not_found
from rione.core.api.answers import entity_tag, not_modified
from rione.core.api.routes import refuse_unknown

from .. import packages
from ..datasets import CSV, Dataset, registered
from ..linked import modified_of, newest
from ..places import Place
from ..writing import json_document, spreadsheet_csv

MAX_AGE_SECONDS = 60
NOTHING = frozenset[str]()
TEXT_TYPES = {
    "text/csv": "text/csv; charset=utf-8; header=present",
    "application/json": "application/json; charset=utf-8",
}


@public
@guarded
def data_file(request: HttpRequest, name: str, suffix: str) -> HttpResponseBase:
    """`/opendata/NAME.SUFFIX`."""
    dataset = registered().get(name)
    form = dataset.form(suffix) if dataset else None
    if dataset is None or form is None:
        raise not_found("There is no such file; the page on open data lists those that exist.")
    refuse_unknown(request, frozenset({"for"}) if suffix == "csv" else NOTHING, NOTHING)
    purpose = request.GET.get("for", "")
    if purpose not in ("", "spreadsheet"):
        raise invalid(ProblemDetail("for", "query", "It can only be spreadsheet."))
    write = spreadsheet_csv if purpose and form is CSV else form.write
    return download(
        request,
        f"{name}.{suffix}",
        TEXT_TYPES.get(form.media_type, form.media_type),
        dataset.version,
        lambda: write(dataset),
    )


@public
@guarded
def package(request: HttpRequest) -> HttpResponseBase:
    """`/opendata/datapackage.json`: the description of all files, for programs."""
    refuse_unknown(request, NOTHING, NOTHING)
    datasets = list(registered().values())
    place = Place.of(request)
    return download(
        request,
        "datapackage.json",
        TEXT_TYPES["application/json"],
        lambda: of_all(datasets),
        lambda: json_document(packages.descriptor(datasets, place.file, place)),
    )


@public
@guarded
def archive(request: HttpRequest) -> HttpResponseBase:
    """`/opendata/all.zip`: the description and the file of every data set.

    Several statements read it, and a load may come between them: then it is refused (503), since
    files of two moments would not fit each other."""
    refuse_unknown(request, NOTHING, NOTHING)
    datasets = list(registered().values())

    def pieces() -> Iterator[bytes]:
        before = of_all(datasets)
        yield from packages.whole(datasets, made=newest(modified_of(datasets)))
        if of_all(datasets) != before:
            raise Problem(503, "The data changed while they were packed; try again.")

    return download(request, "all.zip", "application/zip", lambda: of_all(datasets), pieces)


@public
@guarded
def nothing_here(request: HttpRequest) -> HttpResponseBase:
    """Whatever else lies below `/opendata/`."""
    raise not_found("There is no such file; the page on open data lists those that exist.")


def download(
    request: HttpRequest,
    filename: str,
    media_type: str,
    version: Callable[[], str],
    write: Callable[[], Iterator[bytes]],
) -> HttpResponseBase:
    """Stream a file; 304 for what `version` costs when nothing has changed."""
    tag = entity_tag(request, version())
    response: HttpResponseBase | None = not_modified(request, tag)
    if response is None:
        # The first piece is made before the answer begins, so that a database that is down is a
        # problem and not half a file.
        response = StreamingHttpResponse(Content(write()), content_type=media_type)
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    response["ETag"] = tag
    response["Content-Language"] = "it, en"
    return response


class Content:
    """The bytes of a file, made with the first of them.

    `close` lets go of what they are read from, whether everything was read, a part or nothing
    (HEAD); the answer calls it at the end of the request.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.first = next(pieces, b"")

    def __iter__(self) -> Iterator[bytes]:
        yield self.first
        yield from self.pieces

    def close(self) -> None:
        if isinstance(self.pieces, Generator):
            self.pieces.close()


def of_all(datasets: Sequence[Dataset]) -> str:
    """What changes whenever one of the data sets does; as many statements as they have different
    functions that say it."""
    asked = {dataset.version: dataset.name for dataset in datasets}
    return "\n".join(f"{name} {version()}" for version, name in asked.items())
