"""What `rione export` writes: each file of each data set, and all at once, from one view."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO

from django.db import connection
from psycopg import IsolationLevel

from rione.core.scope import NOWHERE, scope

from . import packages
from .datasets import CSV, Dataset, Form, registered
from .linked import modified_of, newest
from .places import Place
from .writing import json_document, spreadsheet_csv

Pieces = Callable[[], Iterator[bytes]]


def exports() -> Mapping[str, Pieces]:
    """Names of files, and how each is written."""
    known = list(registered().values())
    found: dict[str, Pieces] = {
        f"{dataset.name}.{form.suffix}": partial(form.write, dataset)
        for dataset, form in every_file()
    }
    found["datapackage.json"] = lambda: json_document(
        packages.descriptor(known, packages.in_folder, Place.of_settings())
    )
    found["all.zip"] = lambda: packages.whole(known, made=newest(modified_of(known)))
    return found


def every_file() -> Iterator[tuple[Dataset, Form]]:
    """Every data set in each of its forms."""
    for dataset in registered().values():
        for form in dataset.forms:
            yield dataset, form


def write(name: str, stream: BinaryIO, *, spreadsheet: bool = False) -> None:
    """Write the named file; KeyError for an unknown name.

    The same bytes as `/opendata/NAME` gives: of all that is read, only what is public exists.
    `spreadsheet`: CSV with semicolons, byte order mark and harmless cells; a CSV whose form a
    standard lays down stays as it is.
    """
    made = exports()[name]
    if spreadsheet:
        stem, _point, suffix = name.rpartition(".")
        if suffix != "csv":
            raise ValueError(f"{name} is no CSV file: leave --spreadsheet out")
        if registered()[stem].form(suffix) is CSV:
            made = partial(spreadsheet_csv, registered()[stem])
    with one_view():
        for piece in made():
            stream.write(piece)


@contextmanager
def one_view() -> Iterator[None]:
    """What anybody may see, as it is at one moment, however many statements read it."""
    outermost = not connection.in_atomic_block
    if outermost:
        connection.ensure_connection()
        connection.connection.isolation_level = IsolationLevel.REPEATABLE_READ
    try:
        with scope(NOWHERE):
            yield
    finally:
        if outermost and connection.connection is not None:
            connection.connection.isolation_level = None
