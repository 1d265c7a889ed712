"""At the start: the columns of every data set that can be asked without a database are sound.

Columns may depend on rows, so that the rest is said by `faults`, which tests and the self-check
of a context may ask of each data set.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from .datasets import COLUMN_NAME, KINDS, Column, Dataset, registered


@register()
def check_data_sets(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every title and every description is there."""
    return [
        Error(f"The data set {dataset.name} has no {name}.", id="opendata.E001")
        for dataset in registered().values()
        for name in ("title", "about", "source")
        if not str(getattr(dataset, name)).strip()
    ]


def faults(dataset: Dataset, columns: Sequence[Column]) -> Iterator[str]:
    """What is wrong with the columns of a data set, a sentence each; none when all is well."""
    names = [column.name for column in columns]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{dataset.name}: two columns are called {name}"
    for column in columns:
        if not COLUMN_NAME.match(column.name):
            yield f"{dataset.name}: “{column.name}” is no name for a column"
        if column.kind not in KINDS:
            yield f"{dataset.name}.{column.name}: there is no kind “{column.kind}”"
        if not str(column.label) or not str(column.about):
            yield f"{dataset.name}.{column.name}: a column has a label and a meaning"
    for name in dataset.key:
        if name not in names:
            yield f"{dataset.name}: the key {name} is no column"
