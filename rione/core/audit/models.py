"""Who did what, when and why: entries that are only ever added, and the seals over them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Now

from .acting import KINDS
from .rules import COLUMNS


class Action(models.TextChoices):
    """Whether something was changed or only seen."""

    WRITE = "write"
    READ = "read"


class Entry(models.Model):
    """One thing that was done or seen; written by `operations.record` and `record_read` alone.

    Rows hold references and codes, never a name: they stay when a person is erased. `subjects`
    are `kind:key`, `at` is the platform's clock and `stored_at` the database's; the id is the
    order in which rows were begun. Triggers refuse every change.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    stored_at = models.DateTimeField(db_default=Now())
    action = models.CharField(max_length=5, choices=Action.choices)
    verb = models.CharField(max_length=80)
    subjects = ArrayField(models.TextField())
    purpose = models.CharField(max_length=80)
    query = models.CharField(max_length=500)
    municipality = models.CharField(max_length=6)
    actor_kind = models.CharField(max_length=20)
    actor_key = models.CharField(max_length=100)
    actor_role = models.CharField(max_length=100)
    actor_organisation = models.CharField(max_length=100)
    actor_municipality = models.CharField(max_length=6)
    details = models.JSONField()
    request_id = models.CharField(max_length=100)
    digest = models.GeneratedField(
        expression=Func(*COLUMNS, function="audit_digest"),
        output_field=models.BinaryField(),
        db_persist=True,
    )

    class Meta:
        # More of them in migration 0003, such as that everything is a reference.
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=Action.values) & ~Q(verb=""),
                name="audit_entry_action_is_known",
            ),
            models.CheckConstraint(
                condition=Q(actor_kind="anonymous", actor_key="")
                | (Q(actor_kind__in=sorted(KINDS - {"anonymous"})) & ~Q(actor_key="")),
                name="audit_entry_actor_is_known",
            ),
            models.CheckConstraint(
                condition=Q(action=Action.WRITE) | ~Q(purpose=""),
                name="audit_entry_read_has_a_purpose",
            ),
        ]
        indexes = [
            GinIndex(fields=["subjects"], name="audit_entry_subjects"),
            BrinIndex(fields=["at"], name="audit_entry_at"),
            models.Index(fields=["actor_key", "id"], name="audit_entry_actor"),
            # A small municipality's page would otherwise read the trail of all the others.
            models.Index(fields=["municipality", "id"], name="audit_entry_place"),
        ]


class Unsealed(models.Model):
    """An entry that waits for its seal: put here and taken away by triggers alone.

    A list beside the entries, so that sealing touches no entry: giving each row its seal would
    write the row and all its index entries a second time.
    """

    entry_id = models.BigIntegerField(primary_key=True)


class Seal(models.Model):
    """A link of the chain over a batch of entries; never changed.

    `hash` covers the id, the moment, the previous seal's hash, the rows' ids and their digests
    (32 bytes each, in the order of the ids). Ids are consecutive.
    """

    id = models.BigIntegerField(primary_key=True)
    previous = models.BinaryField(unique=True)
    sealed_at = models.DateTimeField(db_default=Now())
    entry_ids = ArrayField(models.BigIntegerField())
    digests = models.BinaryField()
    hash = models.GeneratedField(
        expression=Func(
            *("id", "previous", "sealed_at", "entry_ids", "digests"), function="audit_seal_hash"
        ),
        output_field=models.BinaryField(),
        db_persist=True,
    )


class Publication(models.Model):
    """How far an outside place has received the seals."""

    place = models.CharField(max_length=40, primary_key=True)
    seal_id = models.BigIntegerField()
    published_at = models.DateTimeField()


class CompleteCheck(models.Model):
    """The outcome of verifying the whole chain, which the nightly job does."""

    ran_at = models.DateTimeField()
    seals = models.BigIntegerField()
    entries = models.BigIntegerField()
    # Empty when the chain holds.
    broken = models.TextField()
