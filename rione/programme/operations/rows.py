"""Writing rows of the projection."""

from typing import Any

from django.db import models

from ..rules.catalogue import Both

BATCH = 2000


def texts(name: str, both: Both | None) -> dict[str, str]:
    """Columns of a text in two languages."""
    return {f"{name}_it": both.it if both else "", f"{name}_en": both.en if both else ""}


def sync(model: type[models.Model], rows: list[Any], key: str) -> dict[str, Any]:
    """Insert or bring up to date by `key`; rows by that key."""
    columns = [
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name != key and not field.generated
    ]
    for start in range(0, len(rows), BATCH):
        model._default_manager.bulk_create(
            rows[start : start + BATCH],
            update_conflicts=True,
            unique_fields=[key],
            update_fields=columns,
        )
    return {getattr(row, key): row for row in rows}
