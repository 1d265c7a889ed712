"""What several tables hold: who is told what, and where it leads."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Cast, Length

KIND = r"^[a-z][a-z0-9_]{0,39}$"
ERROR = r"^[A-Za-z0-9_.]{0,40}( [0-9]{3})?$"


def account(**options: Any) -> "models.ForeignKey[Any, Any]":
    """Whose row it is. The database itself erases it with the account (see the migration): an
    ORM that does not see the row could not."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        **options,
    )


class Told(models.Model):
    """What is told: kind, parameters, link. References and short texts only."""

    kind = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    link_name = models.CharField(max_length=100, blank=True)
    link_args = models.JSONField(default=list)
    dedupe = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        abstract = True


def told_constraints(prefix: str) -> list[models.CheckConstraint]:
    """What holds for everything that is told."""
    return [
        models.CheckConstraint(condition=Q(kind__regex=KIND), name=f"{prefix}_kind_is_a_code"),
        models.CheckConstraint(
            condition=Q(dedupe__regex=r"^[!-~]+$"), name=f"{prefix}_key_is_printable"
        ),
        models.CheckConstraint(
            condition=models.lookups.LessThanOrEqual(
                Length(Cast("parameters", models.TextField())), 8000
            )
            & models.lookups.Exact(
                Func("parameters", function="jsonb_typeof", output_field=models.TextField()),
                models.Value("object"),
            ),
            name=f"{prefix}_parameters_are_short",
        ),
        models.CheckConstraint(
            condition=models.lookups.Exact(
                Func("link_args", function="jsonb_typeof", output_field=models.TextField()),
                models.Value("array"),
            ),
            name=f"{prefix}_link_args_are_a_list",
        ),
    ]
