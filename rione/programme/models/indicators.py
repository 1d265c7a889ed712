"""Indicators with their targets and values; items of the communication plan."""

from django.db import models
from django.db.models import Q

from .columns import in_both_languages, is_partial_date, partial_date
from .sources import SourceDocument, Statement
from .structure import Action, Axis


class Indicator(models.Model):
    """What the programme counts itself by."""

    code = models.CharField(max_length=20, unique=True)
    axis = models.ForeignKey(Axis, on_delete=models.PROTECT, related_name="indicators")
    name_it = models.TextField()
    name_en = models.TextField()
    unit = models.CharField(max_length=60, blank=True)
    unit_inferred = models.BooleanField(default=False)
    unit_statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [in_both_languages("indicator_name_in_both_languages", "name")]


class IndicatorValue(models.Model):
    """A target (of a year), the baseline, or an achieved value (of a day); null: a dash."""

    KINDS = ("target", "baseline", "achieved")

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values")
    kind = models.CharField(max_length=8)
    when = partial_date()
    number = models.DecimalField(max_digits=21, decimal_places=6, null=True)
    qualifier = models.CharField(max_length=10, default="exact")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="+")
    in_conflict = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "kind", "when"], name="indicator_value_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="baseline", when="")
                | Q(kind="target", when__regex=r"^[0-9]{4}$")
                | Q(kind="achieved", when__regex=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
                name="indicator_value_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(number=None) | Q(statement__isnull=False),
                name="indicator_value_is_stated",
            ),
        ]


class CommunicationItem(models.Model):
    """Something that made actions known."""

    slug = models.SlugField(max_length=80, unique=True)
    title_it = models.TextField()
    title_en = models.TextField()
    kind = models.CharField(max_length=10)
    audience_it = models.TextField(blank=True)
    audience_en = models.TextField(blank=True)
    channel_it = models.TextField()
    channel_en = models.TextField()
    when = partial_date()
    reach = models.DecimalField(max_digits=21, decimal_places=6, null=True)
    reach_qualifier = models.CharField(max_length=10, default="exact")
    reach_unit = models.CharField(max_length=60, blank=True)
    url = models.TextField(blank=True)
    plan = models.ForeignKey(Action, on_delete=models.SET_NULL, null=True, related_name="+")
    actions = models.ManyToManyField(Action, through="CommunicationAction")
    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT)
    locator = models.CharField(max_length=20)
    quote = models.TextField(blank=True)
    note_it = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["event", "product", "page"]), name="communication_kind"
            ),
            is_partial_date("communication_when", "when"),
            models.CheckConstraint(
                condition=Q(reach=None) | ~Q(reach_unit=""), name="communication_reach_has_unit"
            ),
        ]


class CommunicationAction(models.Model):
    """An action that the item makes known."""

    item = models.ForeignKey(CommunicationItem, on_delete=models.CASCADE)
    action = models.ForeignKey(Action, on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "action"], name="communication_action_once")
        ]
