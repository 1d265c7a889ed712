"""Works as a package of OC4IDS, a project to a line."""

import json
from collections.abc import Generator, Iterator
from datetime import datetime

from django.conf import settings

from rione.core.opendata import writing
from rione.core.opendata.datasets import CC_BY_4, Dataset

from ...queries.infrastructure import works
from ...rules import infrastructure as rules


def package(dataset: Dataset) -> Iterator[bytes]:
    """The package, read while it is written."""
    return writing.pieces(lambda: _lines(dataset))


def _lines(dataset: Dataset) -> Generator[str, None, None]:
    at = instant(dataset.modified())
    prefix = settings.RIONE_OC4IDS_PREFIX
    head = rules.package(
        uri=f"{settings.RIONE_BASE_URL or 'https://rione.invalid'}/opendata/{dataset.name}.json",
        published=at,
        publisher=settings.RIONE_PUBLISHER["name"],
        licence=CC_BY_4.address,
    )
    begin = json.dumps(head, ensure_ascii=False)[:-1] + ', "projects": [\n'
    for found in works():
        made = rules.project(found, prefix=prefix, updated=at)
        yield begin + json.dumps(made, ensure_ascii=False)
        begin = ",\n"
    yield "\n]}\n" if begin == ",\n" else f"{begin}]}}\n"


def instant(at: datetime | None) -> str:
    """ISO 8601 with seconds; the beginning of the calendar before anything was loaded."""
    return at.isoformat(timespec="seconds") if at else "1970-01-01T00:00:00+00:00"
