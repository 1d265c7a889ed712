"""What was stated, when it was loaded, and what persons decided. Append-only, by triggers."""

from django.db import models
from django.db.models import F, Q

from .columns import LOCATOR, SUBJECT_KINDS, is_partial_date, partial_date

VALUE_KINDS = ("money", "quantity", "state", "text", "date", "unknown", "structured")


class Load(models.Model):
    """What changed statements: the load of a folder, or somebody of the office (`origin`).

    `catalogue` is a folder's content beside statements, so that the projection can be rebuilt
    without the folder; an office adds `documents`, and says by whom (`account`) and why.
    """

    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    loaded_by = models.CharField(max_length=200, blank=True)
    stated = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    retired = models.PositiveIntegerField()
    catalogue = models.JSONField()
    origin = models.CharField(max_length=6, default="folder")
    documents = models.JSONField(default=list)
    account = models.UUIDField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(origin="folder", account=None, documents=[])
                | (Q(origin="office", catalogue={}, account__isnull=False) & ~Q(reason="")),
                name="load_is_of_a_folder_or_says_why",
            ),
        ]


class SourceDocument(models.Model):
    """A document that statements come from; one no longer listed stays for the history."""

    code = models.CharField(max_length=80, unique=True)
    title = models.TextField()
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    rank = models.PositiveSmallIntegerField()
    ranks = models.JSONField(default=dict)
    printed_date = partial_date()
    content_date = partial_date()
    note_it = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    listed = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            is_partial_date("document_printed_date", "printed_date"),
            is_partial_date("document_content_date", "content_date"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="document_rank_from_one"),
        ]


class Statement(models.Model):
    """Who says what, about which field, where. Never changed, never deleted: retired."""

    subject_kind = models.CharField(max_length=12)
    subject_key = models.CharField(max_length=100)
    field = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    value = models.JSONField()
    amount_cents = models.BigIntegerField(null=True)
    number = models.DecimalField(max_digits=21, decimal_places=6, null=True)
    qualifier = models.CharField(max_length=10, default="exact")
    unit = models.CharField(max_length=60, blank=True)
    quote = models.TextField(blank=True)
    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT)
    locator = models.CharField(max_length=20)
    as_of = partial_date()
    note_it = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    identity = models.CharField(max_length=64)
    loaded_in = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="added_statements")
    retired_in = models.ForeignKey(
        Load, on_delete=models.PROTECT, null=True, related_name="retired_statements"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=Q(retired_in=None), name="statement_current_once"
            ),
            models.CheckConstraint(
                condition=Q(subject_kind__in=SUBJECT_KINDS), name="statement_subject_kind"
            ),
            models.CheckConstraint(condition=Q(kind__in=VALUE_KINDS), name="statement_kind"),
            models.CheckConstraint(
                condition=Q(qualifier__in=["exact", "about", "at_least", "at_most", "over"]),
                name="statement_qualifier",
            ),
            models.CheckConstraint(
                condition=Q(amount_cents=None) | Q(amount_cents__gte=0),
                name="statement_amount_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(kind="money") | Q(amount_cents__isnull=False),
                name="statement_money_has_amount",
            ),
            models.CheckConstraint(
                condition=~Q(kind="quantity")
                | Q(number__isnull=False)
                | Q(value__contains={"none": True}),
                name="statement_quantity_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(kind="unknown")
                | (Q(amount_cents=None) & Q(number=None) & ~Q(quote="")),
                name="statement_unknown_is_quoted",
            ),
            models.CheckConstraint(
                condition=Q(locator__regex=LOCATOR), name="statement_has_a_place"
            ),
            models.CheckConstraint(
                condition=Q(retired_in=None) | Q(retired_in__gt=F("loaded_in")),
                name="statement_retired_later",
            ),
            is_partial_date("statement_as_of", "as_of"),
        ]
        indexes = [
            models.Index(
                fields=["subject_kind", "subject_key", "field"],
                condition=Q(retired_in=None),
                name="statement_current",
            ),
            models.Index(fields=["subject_kind", "subject_key"], name="statement_subject"),
        ]


class Resolution(models.Model):
    """A person's decision about a field; `statement` null gives it back to the declared rule.
    The latest one about a field counts."""

    subject_kind = models.CharField(max_length=12)
    subject_key = models.CharField(max_length=100)
    field = models.CharField(max_length=120)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True)
    decided_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField()
    account = models.UUIDField(null=True)
    why = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by="") & ~Q(why=""),
                name="resolution_says_who_and_why",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key", "field"], name="resolution_field")
        ]
