"""Columns that several tables share."""

from django.db import models
from django.db.models import Q

from ..rules.states import ORDER

SUBJECT_KINDS = ("programme", "axis", "project", "action", "indicator", "document", "site")
PARTIAL_DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
LOCATOR = r"^([pr]\.)?[1-9][0-9]*(-[1-9][0-9]*)?$"
"""Lines of a document's plain text, pages of one kept as it was printed (`p.12-13`), or rows of a
table (`r.7`)."""


def partial_date(*, blank: bool = True) -> "models.CharField[str, str]":
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`; empty when unknown."""
    return models.CharField(max_length=10, blank=blank, default="")


def state(*, blank: bool = False) -> "models.CharField[str, str]":
    return models.CharField(max_length=20, blank=blank, default="" if blank else "unknown")


def state_is_known(
    name: str, column: str = "state", *, blank: bool = False
) -> models.CheckConstraint:
    known = [*ORDER, ""] if blank else list(ORDER)
    return models.CheckConstraint(condition=Q(**{f"{column}__in": known}), name=name)


def is_partial_date(name: str, column: str) -> models.CheckConstraint:
    condition = Q(**{column: ""}) | Q(**{f"{column}__regex": PARTIAL_DATE})
    return models.CheckConstraint(condition=condition, name=name)


def in_both_languages(name: str, column: str) -> models.CheckConstraint:
    condition = ~Q(**{f"{column}_it": ""}) & ~Q(**{f"{column}_en": ""})
    return models.CheckConstraint(condition=condition, name=name)
