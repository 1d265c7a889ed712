"""The files of many documents as one archive with an index."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO

from rione.core.documents.public import DocumentView, kind_label, opened

from ....lists.paper_words import THINGS
from ....queries.papers import Papers

MOST_FILES = 500
MOST_BYTES = 200 * 1024 * 1024
IN_MEMORY = 1_000_000
PIECE = 64 * 1024
INDEX = ("file", "title", "kind", "about", "version", "date", "bytes", "sha256")


def bundle(papers: Papers, *, name: str) -> IO[bytes] | None:
    """An archive with the current file of each document that its reader may have, in a folder
    called `name`, and `index.csv` about all of them; None when there are more than MOST_FILES, or
    more than MOST_BYTES together. Files are read piece by piece."""
    documents = papers.page.documents
    open_ones = [one for one in documents if one.current.open_to_reader]
    if len(documents) > MOST_FILES or sum(one.current.size for one in open_ones) > MOST_BYTES:
        return None
    kept = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 — the answer closes it
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(f"{name}/index.csv", _index(papers))
        for number, document in enumerate(documents, start=1):
            if not document.current.open_to_reader:
                continue
            with (
                opened(document.current.sha256) as source,
                archive.open(f"{name}/{_file(number, document)}", "w") as target,
            ):
                while piece := source.read(PIECE):
                    target.write(piece)
    kept.seek(0)
    return kept


def _file(number: int, document: DocumentView) -> str:
    """No two alike, in the order of the index."""
    return f"{number:03d}-{document.current.name}"


def _index(papers: Papers) -> str:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(INDEX)
    lines.writerows(_lines(papers))
    return "\ufeff" + text.getvalue()


def _lines(papers: Papers) -> Iterator[list[object]]:
    for number, one in enumerate(papers.page.documents, start=1):
        about = papers.things[one.about_kind, one.about_key]
        yield [
            _file(number, one) if one.current.open_to_reader else "",
            _harmless(one.title),
            kind_label(one.about_kind, one.kind),
            _harmless(f"{THINGS[one.about_kind]} {about}"),
            one.current.number,
            one.current.uploaded_at.isoformat(timespec="seconds"),
            one.current.size,
            one.current.sha256,
        ]


def _harmless(text: str) -> str:
    """Text that no program for sheets takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
