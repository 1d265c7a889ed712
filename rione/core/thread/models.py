"""Links between what was paid for, where, by whom, for whom and counted how."""

from django.db import models
from django.db.models import F, Q


class Relation(models.TextChoices):
    """What the first end of a link is to the second."""

    PAID_FOR_BY = "paid_for_by"
    SERVED_BY = "served_by"
    RUN_BY = "run_by"
    CONTRIBUTES_TO = "contributes_to"


class Link(models.Model):
    """A dated, sourced link between two things that live in any contexts.

    `owner` names whoever keeps the link (a context and its source), so that keeping one
    set in order never touches another's. A link that is no longer stated is retired, not
    deleted.
    """

    owner = models.CharField(max_length=80)
    from_kind = models.CharField(max_length=20)
    from_key = models.CharField(max_length=100)
    relation = models.CharField(max_length=20, choices=Relation.choices)
    to_kind = models.CharField(max_length=20)
    to_key = models.CharField(max_length=100)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    citation = models.CharField(max_length=120, blank=True)
    note_it = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "from_kind", "from_key", "relation", "to_kind", "to_key", "since"],
                condition=Q(retired_at=None),
                nulls_distinct=False,
                name="link_stated_once",
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="link_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(from_kind=F("to_kind"), from_key=F("to_key")),
                name="link_joins_two_things",
            ),
            models.CheckConstraint(
                condition=Q(relation__in=Relation.values), name="link_relation_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["from_kind", "from_key"], name="link_from"),
            models.Index(fields=["to_kind", "to_key"], name="link_to"),
        ]
