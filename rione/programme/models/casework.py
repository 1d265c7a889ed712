"""What happened to a procedure, contract, check, finding, recovery or payee: who, when and why."""

from django.db import models
from django.db.models import Q

from rione.core import clock
from rione.core.identity.models import User

from .operations import OfficeRow

CASES = ("procedure", "contract", "check", "finding", "recovery", "payee")
REFERENCE = r"^[A-Za-z0-9][A-Za-z0-9_.:/+-]{0,99}$"
"""A paper, by its number in the register of papers or its address."""


def named(name: str, column: str) -> models.CheckConstraint:
    """A text that is not empty."""
    return models.CheckConstraint(condition=~Q(**{column: ""}), name=name)


def one_of(name: str, column: str, values: tuple[str, ...]) -> models.CheckConstraint:
    """A column with a closed list of values."""
    return models.CheckConstraint(condition=Q(**{f"{column}__in": list(values)}), name=name)


def is_reference(name: str, column: str) -> models.CheckConstraint:
    """A reference to a paper, or none."""
    return models.CheckConstraint(
        condition=Q(**{column: ""}) | Q(**{f"{column}__regex": REFERENCE}), name=name
    )


class Happening(models.Model):
    """`verb` is the operation's; `reason` in the words of whoever did it; `day` and `cents` what it
    was about, where it was about such. Append-only."""

    verb = models.CharField(max_length=60)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)
    detail = models.CharField(max_length=100, blank=True)
    reason = models.TextField(blank=True)
    day = models.DateField(null=True)
    cents = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class CaseEvent(OfficeRow, Happening):
    """Something that was done to the case `case_kind`, `case`; read along by whoever reads it."""

    case_kind = models.CharField(max_length=20)
    case = models.UUIDField()

    class Meta:
        constraints = [
            one_of("caseevent_case_is_known", "case_kind", CASES),
            named("caseevent_has_a_verb", "verb"),
        ]
        indexes = [models.Index(fields=["case", "id"], name="caseevent_of_case")]
