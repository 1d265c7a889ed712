"""Data sets as a Frictionless Data Package (v1): what each file holds, for programs that check it.

The tables are described in their CSV form; documents, which have no columns, as plain files.
"""

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import override

from .datasets import CSV, Column, Dataset, Form
from .linked import described
from .places import Place
from .writing import json_document

PROFILE = "data-package"
TYPES: Mapping[str, str] = {
    "text": "string",
    "code": "string",
    "integer": "integer",
    "decimal": "number",
    "amount": "number",
    "date": "date",
    "instant": "datetime",
    "yesno": "boolean",
}
LANGUAGES = ("it", "en")
EPOCH = (1980, 1, 1, 0, 0, 0)
PIECE = 64 * 1024

Locate = Callable[[Dataset, Form], str]


def in_folder(dataset: Dataset, form: Form) -> str:
    """The path of a file that stands beside the description."""
    return f"{dataset.name}.{form.suffix}"


def descriptor(datasets: Sequence[Dataset], locate: Locate, place: Place) -> dict[str, Any]:
    """The whole description; `locate` gives the path of each file. One SQL for each data set whose
    columns depend on rows."""
    return {
        "profile": PROFILE,
        "name": "rione-open-data",
        "title": "Rione: open data",
        **({"homepage": place.named("open_data:datasets", language="en")} if place.base else {}),
        "licenses": licences(datasets),
        "contributors": [{"title": settings.RIONE_PUBLISHER["name"], "role": "publisher"}],
        "resources": [resource(one, locate) for one in datasets],
    }


def licences(datasets: Sequence[Dataset]) -> list[dict[str, str]]:
    """Each licence once."""
    return [
        {"name": one.code, "title": one.title, "path": one.address}
        for one in dict.fromkeys(dataset.licence for dataset in datasets)
    ]


def published_form(dataset: Dataset) -> Form:
    """The form that the package describes: CSV where there is one."""
    return dataset.form(CSV.suffix) or dataset.forms[0]


def resource(dataset: Dataset, locate: Locate) -> dict[str, Any]:
    """One file, with its columns where it is a table."""
    form = published_form(dataset)
    columns = dataset.columns()
    found: dict[str, Any] = {
        "name": dataset.name,
        "path": locate(dataset, form),
        "format": form.suffix,
        "mediatype": form.media_type,
        "encoding": "utf-8",
        "licenses": licences([dataset]),
    }
    with override("en"):
        found["title"], found["description"] = str(dataset.title), described(dataset)
        found["sources"] = [{"title": str(dataset.source)}]
    with override("it"):
        found["title_it"], found["description_it"] = str(dataset.title), described(dataset)
    if form.suffix != CSV.suffix:
        # Not a table, whatever its end: programs that check tables leave it alone.
        found["type"] = "file"
    elif columns:
        found["profile"] = "tabular-data-resource"
        found["dialect"] = {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        }
        found["schema"] = schema(dataset, columns)
    return found


def schema(dataset: Dataset, columns: Sequence[Column]) -> dict[str, Any]:
    """The columns as a Table Schema: an empty cell is one of which nothing is known."""
    found: dict[str, Any] = {"fields": [field(one) for one in columns], "missingValues": [""]}
    if dataset.key:
        found["primaryKey"] = list(dataset.key)
    return found


def field(column: Column) -> dict[str, Any]:
    """A column; its title and meaning in English, and in Italian beside them."""
    found: dict[str, Any] = {"name": column.name, "type": TYPES[column.kind]}
    if column.kind == "yesno":
        found |= {"trueValues": ["yes"], "falseValues": ["no"]}
    limits: dict[str, Any] = {}
    if column.required:
        limits["required"] = True
    if column.unique:
        limits["unique"] = True
    if column.choices:
        limits["enum"] = list(column.choices)
    if limits:
        found["constraints"] = limits
    if column.property_uri:
        found["rdfType"] = column.property_uri
    with override("en"):
        found["title"], found["description"] = str(column.label), str(column.about)
    with override("it"):
        found["title_it"], found["description_it"] = str(column.label), str(column.about)
    return found


def whole(datasets: Sequence[Dataset], *, made: datetime | None) -> Iterator[bytes]:
    """A ZIP with the description and the file of each data set, written piece by piece."""
    sink = _Sink()
    at = max(made.timetuple()[:6], EPOCH) if made else EPOCH
    described_by = descriptor(datasets, in_folder, Place.of_settings())
    files: list[tuple[str, Callable[[], Iterator[bytes]]]] = [
        ("datapackage.json", lambda: json_document(described_by))
    ]
    files += [
        (in_folder(one, published_form(one)), _bound(published_form(one), one)) for one in datasets
    ]
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, write in files:
            member = zipfile.ZipInfo(name, date_time=at)
            member.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=True) as stream:
                for piece in write():
                    stream.write(piece)
                    if len(sink.kept) >= PIECE:
                        yield sink.taken()
    yield sink.taken()


def _bound(form: Form, dataset: Dataset) -> Callable[[], Iterator[bytes]]:
    return lambda: form.write(dataset)


class _Sink:
    """What the archive is written to; it cannot seek, so that nothing has to be kept."""

    def __init__(self) -> None:
        self.kept = bytearray()

    def write(self, piece: bytes) -> int:
        self.kept += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        piece = bytes(self.kept)
        self.kept.clear()
        return piece
