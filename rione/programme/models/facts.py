"""What is shown about programme, projects and actions; every row names its statement."""

from django.db import models
from django.db.models import F, Q

from ..rules.fields import FORMS, PROCUREMENT_KINDS, ROLES
from ..rules.states import MILESTONES
from .columns import is_partial_date, partial_date, state, state_is_known
from .sources import Statement
from .structure import Action, Fund


def stated(*, null: bool = False) -> "models.ForeignKey[Statement, Statement]":
    """The statement shown; null only where a disagreement is left to a person."""
    return models.ForeignKey(Statement, on_delete=models.PROTECT, null=null, related_name="+")


def _known_amount(name: str) -> models.CheckConstraint:
    condition = Q(amount_cents=None) | Q(amount_cents__gte=0)
    return models.CheckConstraint(condition=condition, name=name)


class Financing(models.Model):
    """What a fund gives to an action; null: explicitly unknown."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="financing")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT)
    amount_cents = models.BigIntegerField(null=True)
    statement = stated(null=True)
    in_conflict = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "fund"], name="financing_once"),
            _known_amount("financing_not_negative"),
            models.CheckConstraint(
                condition=Q(amount_cents=None) | Q(statement__isnull=False),
                name="financing_amount_is_stated",
            ),
        ]


class Dependency(models.Model):
    """An action waits until another reaches a milestone."""

    waiting = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="waits_for")
    target = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="awaited_by")
    milestone_it = models.TextField()
    milestone_en = models.TextField()
    # the state of the target that ends the wait
    until = models.CharField(max_length=20)
    statement = stated()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["waiting", "target"], name="dependency_once"),
            models.CheckConstraint(condition=~Q(waiting=F("target")), name="dependency_on_another"),
            models.CheckConstraint(
                condition=Q(until__in=MILESTONES), name="dependency_until_is_a_milestone"
            ),
        ]


class Detail(models.Model):
    """One thing under a key about a programme, project, action or other subject."""

    subject_kind = models.CharField(max_length=12)
    subject_key = models.CharField(max_length=100)
    key = models.CharField(max_length=120)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key", "key"], name="%(class)s_once"
            )
        ]


class Fact(Detail):
    """A title, text, address or date; `key` is the whole field. Empty while left to a person."""

    text_it = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    date = partial_date()
    statement = stated(null=True)
    in_conflict = models.BooleanField(default=False)

    class Meta(Detail.Meta):
        constraints = [*Detail.Meta.constraints, is_partial_date("fact_date", "date")]


class Quantity(Detail):
    """A number with its unit; null: unknown, or left to a person (`in_conflict`)."""

    number = models.DecimalField(max_digits=21, decimal_places=6, null=True)
    qualifier = models.CharField(max_length=10, default="exact")
    unit = models.CharField(max_length=60, blank=True)
    statement = stated(null=True)
    in_conflict = models.BooleanField(default=False)

    class Meta(Detail.Meta):
        constraints = [
            *Detail.Meta.constraints,
            models.CheckConstraint(
                condition=Q(number=None) | (Q(statement__isnull=False) & ~Q(unit="")),
                name="quantity_is_stated_with_unit",
            ),
        ]


class Procurement(Detail):
    """A tender, contract, supply or call."""

    kind = models.CharField(max_length=12)
    title_it = models.TextField()
    title_en = models.TextField()
    state = state()
    delivery = partial_date()
    count = models.PositiveIntegerField(null=True)
    statement = stated()
    in_conflict = models.BooleanField(default=False)

    class Meta(Detail.Meta):
        constraints = [
            *Detail.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=PROCUREMENT_KINDS), name="procurement_kind_is_known"
            ),
            state_is_known("procurement_state_is_known"),
            is_partial_date("procurement_delivery", "delivery"),
        ]


class Party(Detail):
    """A body and its role."""

    name = models.TextField()
    role = models.CharField(max_length=20)
    statement = stated()

    class Meta(Detail.Meta):
        constraints = [
            *Detail.Meta.constraints,
            models.CheckConstraint(condition=Q(role__in=ROLES), name="party_role_is_known"),
        ]


class Partnership(Detail):
    """The form of partnership; `key` is empty, one per subject."""

    form = models.CharField(max_length=20)
    partner = models.TextField(blank=True)
    statement = stated()

    class Meta(Detail.Meta):
        constraints = [
            *Detail.Meta.constraints,
            models.CheckConstraint(condition=Q(form__in=FORMS), name="partnership_form_is_known"),
        ]


class Complement(Detail):
    """A complementary fund of a wider intervention; `key` is the fund's code."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT)
    amount_cents = models.BigIntegerField(null=True)
    intervention_it = models.TextField()
    intervention_en = models.TextField()
    statement = stated()

    class Meta(Detail.Meta):
        constraints = [*Detail.Meta.constraints, _known_amount("complement_not_negative")]


class Reprogramming(Detail):
    """A dated change of what money is for."""

    when = partial_date()
    out_of = models.ForeignKey(Fund, on_delete=models.PROTECT, null=True)
    into_it = models.TextField()
    into_en = models.TextField()
    amount_cents = models.BigIntegerField(null=True)
    reason_it = models.TextField()
    reason_en = models.TextField()
    statement = stated()

    class Meta(Detail.Meta):
        constraints = [
            *Detail.Meta.constraints,
            _known_amount("reprogramming_not_negative"),
            is_partial_date("reprogramming_when", "when"),
        ]


class WebLink(Detail):
    """An address on the web that a document gives."""

    url = models.TextField()
    label_it = models.TextField()
    label_en = models.TextField()
    statement = stated()

    class Meta(Detail.Meta):
        constraints = [
            *Detail.Meta.constraints,
            models.CheckConstraint(condition=Q(url__regex=r"^https?://"), name="weblink_is_http"),
        ]
