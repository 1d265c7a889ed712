"""Where documents disagree or are silent."""

from django.db import models
from django.db.models import Q

from .sources import Statement
from .structure import Action, Project


class Conflict(models.Model):
    """Statements about one field that disagree. `shown` null: left to a person."""

    ABOUT = ("values", "parts", "project")

    subject_kind = models.CharField(max_length=12)
    subject_key = models.CharField(max_length=100)
    field = models.CharField(max_length=120)
    about = models.CharField(max_length=8)
    kind = models.CharField(max_length=12)
    shown = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=20)
    params = models.JSONField(default=dict)
    action = models.ForeignKey(Action, on_delete=models.CASCADE, null=True, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, null=True, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key", "field", "about"], name="conflict_once"
            ),
            models.CheckConstraint(
                condition=Q(about__in=["values", "parts", "project"]), name="conflict_about"
            ),
            models.CheckConstraint(
                condition=Q(
                    shown=None,
                    reason__in=["equal_date", "unknown_date", "choice_retired", "parts_disagree"],
                )
                | Q(
                    shown__isnull=False,
                    reason__in=[
                        "by_rank",
                        "by_date",
                        "by_notice",
                        "by_person",
                        "covered_by_project",
                    ],
                ),
                name="conflict_is_decided_or_open",
            ),
        ]


class ConflictValue(models.Model):
    """One statement of a conflict; those of equal `position` agree with each other, and `shown`
    says whether theirs is the value shown.
    `computed_cents`: the statement is a part, and this the sum of all parts."""

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="values")
    position = models.PositiveSmallIntegerField()
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    shown = models.BooleanField()
    computed_cents = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conflict", "statement"], name="conflict_value_once")
        ]


class Gap(models.Model):
    """Something no document says."""

    subject_kind = models.CharField(max_length=12)
    subject_key = models.CharField(max_length=100)
    field = models.CharField(max_length=120)
    reason = models.CharField(max_length=20)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, null=True, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, null=True, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key", "field", "reason"],
                name="gap_once",
            )
        ]


class Explanation(models.Model):
    """Our remark on a disagreement or gap; `ref` is a label by which people speak of it."""

    subject_kind = models.CharField(max_length=12)
    subject_key = models.CharField(max_length=100)
    field = models.CharField(max_length=120)
    ref = models.CharField(max_length=20, blank=True)
    text_it = models.TextField()
    text_en = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key", "field"], name="explanation_once"
            )
        ]
