"""Check-lists, checks, and the samples that say what is checked."""

import uuid

from django.db import models
from django.db.models import Q

from rione.core import clock
from rione.core.identity.models import User

from ..rules import checks as rules
from ..rules import sampling
from .casework import is_reference, named, one_of
from .columns import in_both_languages
from .operations import OfficeRow, Operation
from .procurement_office import AwardProcedure

HEX = r"^[0-9a-f]{64}$"


class CheckTemplate(models.Model):
    """A version of a check-list. While a draft (`published_at` is null) its items may change;
    afterwards nothing does."""

    municipality = models.CharField(max_length=6)
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    title_it = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "code", "version"], name="checktemplate_version_once"
            ),
            models.UniqueConstraint(
                fields=["municipality", "code"],
                condition=Q(published_at=None),
                name="checktemplate_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(municipality__regex=r"^[0-9]{6}$"),
                name="checktemplate_has_a_municipality",
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z][a-z0-9_-]{1,38}[a-z0-9]$"),
                name="checktemplate_code",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="checktemplate_version"),
            one_of("checktemplate_kind_is_known", "kind", rules.KINDS),
            in_both_languages("checktemplate_title_in_both_languages", "title"),
        ]


class CheckItem(models.Model):
    """A question of a check-list. `reference`: the law that asks it; may be empty."""

    municipality = models.CharField(max_length=6)
    template = models.ForeignKey(CheckTemplate, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=10)
    question_it = models.TextField()
    question_en = models.TextField()
    reference = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="checkitem_number_once"),
            models.UniqueConstraint(
                fields=["template", "position"],
                name="checkitem_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9]{1,3}(\.[0-9]{1,3}){0,1}$"),
                name="checkitem_number",
            ),
            in_both_languages("checkitem_question_in_both_languages", "question"),
        ]


class SampleDraw(models.Model):
    """A sample, with what it was drawn from (`units`), so that anybody can draw it again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.CharField(max_length=6)
    population = models.CharField(max_length=20)
    method = models.CharField(max_length=16)
    size = models.PositiveIntegerField()
    seed = models.CharField(max_length=100)
    input_hash = models.CharField(max_length=64)
    population_count = models.PositiveIntegerField()
    population_cents = models.BigIntegerField()
    reason = models.TextField()
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality__regex=r"^[0-9]{6}$"), name="sampledraw_has_a_municipality"
            ),
            one_of("sampledraw_population_is_known", "population", sampling.POPULATIONS),
            one_of("sampledraw_method_is_known", "method", sampling.METHODS),
            models.CheckConstraint(condition=Q(size__gte=1), name="sampledraw_size"),
            named("sampledraw_has_a_seed", "seed"),
            named("sampledraw_has_a_reason", "reason"),
            models.CheckConstraint(
                condition=Q(input_hash__regex=HEX), name="sampledraw_input_hash_is_a_digest"
            ),
        ]


class SampleUnit(models.Model):
    """One unit of a population: `chance` in millionths, rounded; `key` names the thing."""

    municipality = models.CharField(max_length=6)
    sample = models.ForeignKey(SampleDraw, on_delete=models.PROTECT, related_name="units")
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    label = models.CharField(max_length=120)
    cents = models.BigIntegerField()
    taken = models.BooleanField()
    chance = models.PositiveIntegerField()
    reason = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "key"], name="sampleunit_once"),
            models.CheckConstraint(
                condition=Q(chance__gte=0, chance__lte=1_000_000), name="sampleunit_chance"
            ),
            one_of("sampleunit_reason_is_known", "reason", sampling.REASONS),
            models.CheckConstraint(
                condition=Q(taken=True, reason__in=["exhaustive", "interval", "drawn"])
                | Q(taken=False, reason__in=["passed", "nothing_to_check"]),
                name="sampleunit_taken_for_a_reason",
            ),
        ]


class Check(OfficeRow):
    """A check by a template's version, which it keeps. `expense` is an expense's id, by reference.

    On the spot it also says where, when, how it was chosen, who was present by role, and the paper
    of the minutes. While `finished_at` is set nothing of it changes; another officer may reopen it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    template = models.ForeignKey(CheckTemplate, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=12)
    authority = models.CharField(max_length=8)
    procedure = models.ForeignKey(
        AwardProcedure, on_delete=models.PROTECT, null=True, related_name="checks"
    )
    expense = models.UUIDField(null=True)
    sample = models.ForeignKey(
        SampleDraw, on_delete=models.PROTECT, null=True, related_name="checks"
    )
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_on = models.DateField()
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reopened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=16, blank=True)
    at_risk_cents = models.BigIntegerField(default=0)
    conclusion = models.TextField(blank=True)
    sample_method = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=300, blank=True)
    visited_on = models.DateField(null=True)
    present = models.JSONField(default=dict)
    minutes = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            one_of("check_authority_is_known", "authority", rules.AUTHORITIES),
            models.CheckConstraint(
                condition=Q(kind="procedure", procedure__isnull=False)
                | ~Q(kind="procedure") & Q(procedure=None),
                name="check_of_a_procedure_names_it",
            ),
            models.CheckConstraint(
                condition=Q(expense=None) | Q(kind__in=["expense", "desk", "on_the_spot"]),
                name="check_of_an_expense_is_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, outcome="")
                | Q(
                    finished_at__isnull=False,
                    finished_by__isnull=False,
                    outcome__in=rules.OUTCOMES,
                ),
                name="check_finished_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(reopened_by=None) | ~Q(reopened_by=models.F("finished_by")),
                name="check_reopened_by_another",
            ),
            models.CheckConstraint(
                condition=Q(at_risk_cents__gte=0) & (Q(at_risk_cents=0) | ~Q(outcome="regular")),
                name="check_amount_at_risk",
            ),
            models.CheckConstraint(
                condition=Q(kind="on_the_spot")
                | Q(place="", visited_on=None, sample_method="", minutes="", present={}),
                name="check_on_the_spot_alone_has_a_place",
            ),
            models.CheckConstraint(
                condition=~Q(kind="on_the_spot")
                | Q(finished_at=None)
                | Q(visited_on__isnull=False) & ~Q(place="") & ~Q(sample_method=""),
                name="check_on_the_spot_says_where_and_when",
            ),
            is_reference("check_minutes_are_a_reference", "minutes"),
        ]
        indexes = [models.Index(fields=["expense"], name="check_of_expense")]


class CheckAnswer(OfficeRow):
    """The answer to one item; “no” says why."""

    check_row = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="answers")
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=3)
    note = models.TextField(blank=True)
    answered_at = models.DateTimeField(default=clock.now)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_row", "item"], name="checkanswer_once"),
            one_of("checkanswer_value_is_known", "value", rules.VALUES),
            models.CheckConstraint(
                condition=~Q(value="no") | ~Q(note=""), name="checkanswer_no_says_why"
            ),
        ]
