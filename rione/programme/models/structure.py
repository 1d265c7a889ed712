"""The programme's own tree: axes, funds, projects, actions, and words for codes."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

from .columns import in_both_languages, state, state_is_known
from .sources import SourceDocument, Statement

ACTION_CODE = r"^[A-Z]{2}[0-9]+(\.[0-9]+){2}\.[a-z]+$"


class Programme(models.Model):
    """The programme of record."""

    code = models.SlugField(max_length=80, unique=True)
    title_it = models.TextField()
    title_en = models.TextField()
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    cci = models.CharField(max_length=40)
    cci_note_it = models.TextField(blank=True)
    cci_note_en = models.TextField(blank=True)
    municipality = models.CharField(max_length=6)
    fields_note_it = models.TextField(blank=True)
    fields_note_en = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="programme_ends_after_it_begins"
            ),
            in_both_languages("programme_title_in_both_languages", "title"),
        ]


class Fund(models.Model):
    """Where money comes from."""

    code = models.CharField(max_length=60, unique=True)
    name_it = models.TextField()
    name_en = models.TextField()
    public = models.BooleanField()
    note_it = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [in_both_languages("fund_name_in_both_languages", "name")]


class Axis(models.Model):
    """A priority axis; `document` null: no document prints its title."""

    code = models.CharField(max_length=4, unique=True)
    title_it = models.TextField()
    title_en = models.TextField()
    note_it = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, null=True)
    locator = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [in_both_languages("axis_title_in_both_languages", "title")]


class FieldOfIntervention(models.Model):
    """One of the fields that the programme's strategy names."""

    code = models.CharField(max_length=60, unique=True)
    name_it = models.TextField()
    name_en = models.TextField()
    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT)
    locator = models.CharField(max_length=20)
    quote = models.TextField(blank=True)
    note_it = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [in_both_languages("field_name_in_both_languages", "name")]


class Term(models.Model):
    """A label of the vocabulary: units, quantities, texts, addresses, dates."""

    group = models.CharField(max_length=12)
    code = models.CharField(max_length=60)
    name_it = models.TextField()
    name_en = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "code"], name="term_once"),
            in_both_languages("term_in_both_languages", "name"),
        ]


class Project(models.Model):
    """A project groups actions. `key` is how statements name it; `state` its own, or empty."""

    key = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    number = models.PositiveIntegerField(null=True, unique=True)
    title_it = models.TextField()
    title_en = models.TextField()
    state = state(blank=True)
    state_statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, related_name="+"
    )
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            in_both_languages("project_title_in_both_languages", "title"),
            state_is_known("project_state_is_known", blank=True),
        ]


class Action(models.Model):
    """An action with the state that counts. Sums and counts repeat what other tables of the
    projection hold, so that lists can sort and filter by them; the self-check compares."""

    code = models.CharField(max_length=40, unique=True)
    axis = models.ForeignKey(Axis, on_delete=models.PROTECT, related_name="actions")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="actions")
    title_it = models.TextField()
    title_en = models.TextField()
    summary_it = models.TextField()
    summary_en = models.TextField()
    kinds = ArrayField(models.CharField(max_length=20))
    fields = models.ManyToManyField(FieldOfIntervention, through="ActionField")
    own_state = state()
    state = state()
    state_order = models.PositiveSmallIntegerField()
    state_reason = models.CharField(max_length=20)
    own_statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, related_name="+"
    )
    project_statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, related_name="+"
    )
    total_statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, related_name="+"
    )
    known_cents = models.BigIntegerField(default=0)
    unknown_amounts = models.PositiveSmallIntegerField(default=0)
    conflicts = models.PositiveSmallIntegerField(default=0)
    gaps = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveIntegerField()
    context = models.TextField(blank=True)
    search = models.GeneratedField(
        expression=Func(
            F("title_it"),
            F("title_en"),
            F("summary_it"),
            F("summary_en"),
            F("context"),
            function="programme_words",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=ACTION_CODE), name="action_code"),
            models.CheckConstraint(condition=Q(known_cents__gte=0), name="action_sum_not_negative"),
            in_both_languages("action_title_in_both_languages", "title"),
            in_both_languages("action_summary_in_both_languages", "summary"),
            state_is_known("action_own_state_is_known", "own_state"),
            state_is_known("action_state_is_known"),
        ]
        indexes = [GinIndex(fields=["search"], name="action_search")]


class ActionField(models.Model):
    """Our reading: which field of intervention an action belongs to."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE)
    field = models.ForeignKey(FieldOfIntervention, on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "field"], name="action_field_once")
        ]


class ActionPlace(models.Model):
    """A municipality, and where known a district of it, in which the action has a place."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="places")
    municipality = models.CharField(max_length=6)
    district = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "municipality", "district"],
                nulls_distinct=False,
                name="action_place_once",
            )
        ]
        indexes = [models.Index(fields=["municipality", "district"], name="action_place")]
