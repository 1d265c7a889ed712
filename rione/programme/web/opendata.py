"""Downloads: data sets written while they are sent, from one consistent read.

CSV follows RFC 4180 (UTF-8 without byte order mark, comma, CRLF); `?for=spreadsheet` gives the
same cells with a byte order mark and semicolons, as Italian spreadsheets expect, and with an
apostrophe before texts that a spreadsheet would take for a formula. JSON is an array of objects
with the same names.
"""

import itertools
from collections.abc import Callable, Generator, Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from rione.core.access import public
from rione.core.api import ProblemDetail, guarded, invalid, not_found
from rione.core.api.answers import entity_tag, not_modified
from rione.core.api.routes import refuse_unknown
from rione.core.sheets import Rows, csv_lines, json_lines

from .. import queries
from ..queries.version import version

MAX_AGE_SECONDS = 60
FIRST_LINES = 2
CHUNK_LINES = 200


@public
@guarded
def csv_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """`/opendata/NAME.csv`."""
    refuse_unknown(request, frozenset({"for"}), frozenset())
    purpose = request.GET.get("for", "")
    if purpose not in ("", "spreadsheet"):
        raise invalid(ProblemDetail("for", "query", "It can only be spreadsheet."))
    return download(
        request,
        name,
        "csv",
        "text/csv; charset=utf-8; header=present",
        lambda rows: csv_lines(queries.export_columns(name), rows, purpose == "spreadsheet"),
    )


@public
@guarded
def json_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """`/opendata/NAME.json`."""
    refuse_unknown(request, frozenset(), frozenset())
    return download(request, name, "json", "application/json; charset=utf-8", json_lines)


@public
@guarded
def nothing_here(request: HttpRequest) -> HttpResponseBase:
    """Whatever else lies below `/opendata/`."""
    raise not_found("There is no such file; the page on open data lists those that exist.")


def download(
    request: HttpRequest,
    name: str,
    form: str,
    media_type: str,
    write: Callable[[Rows], Generator[str, None, None]],
) -> HttpResponseBase:
    """Stream a data set as a file; 304 for one statement when nothing has changed."""
    if name not in queries.EXPORTS:
        raise not_found("There is no data set of that name.")
    tag = entity_tag(request, version())
    response: HttpResponseBase | None = not_modified(request, tag)
    if response is None:
        # The first rows are read before the answer begins, so that a database that is down
        # is a problem and not half a file.
        content = Content(write(queries.export_rows(name)))
        response = StreamingHttpResponse(content, content_type=media_type)
        response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    response["ETag"] = tag
    response["Content-Language"] = "it, en"
    return response


class Content:
    """The bytes of a file, several lines at a time: fewer and larger packets.

    Made with its first piece. `close` lets go of the database's cursor, whether everything was
    read, a part or nothing (HEAD); the answer calls it at the end of the request.
    """

    def __init__(self, lines: Generator[str, None, None]) -> None:
        self.lines = lines
        self.first = "".join(itertools.islice(lines, FIRST_LINES))

    def __iter__(self) -> Iterator[bytes]:
        piece, self.first = self.first, ""
        while piece:
            yield piece.encode()
            piece = "".join(itertools.islice(self.lines, CHUNK_LINES))

    def close(self) -> None:
        self.lines.close()
