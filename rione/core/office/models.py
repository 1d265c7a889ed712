"""Files with many rows: tried by whoever sent them, and the record of those that were stored."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from rione.core import clock
from rione.core.identity.models import User

from .rules.tables import MOST_ROWS

_DIGEST = r"^[0-9a-f]{64}$"
_NAME = r"^[a-z][a-z_]{0,39}$"


class StagedImport(models.Model):
    """A file that is being tried: nothing of it is stored yet. It is its sender's alone, under the
    membership they acted under, and is forgotten after a day. `lines` is a list of [row number,
    [cells]]; `mapping` says by name of a column the position of its heading."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    membership = models.UUIDField()
    name = models.CharField(max_length=40)
    file_name = models.CharField(max_length=150)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    headings = models.JSONField()
    lines = models.JSONField()
    mapping = models.JSONField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=_DIGEST), name="stagedimport_digest_is_one"
            ),
            models.CheckConstraint(
                condition=Q(name__regex=_NAME), name="stagedimport_is_of_a_kind"
            ),
        ]
        indexes = [models.Index(fields=["made_at"], name="stagedimport_by_age")]


class Import(models.Model):
    """A file whose rows were stored, all of them in one transaction. `digest` is of what was read
    and stored, `sha256` of the file. Whoever imported for an organisation reads along."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.CharField(max_length=6)
    shared_with = ArrayField(models.UUIDField(), default=list)
    name = models.CharField(max_length=40)
    file_name = models.CharField(max_length=150)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    rows = models.IntegerField()
    imported_by = models.UUIDField()
    imported_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality__regex=r"^[0-9]{6}$"), name="import_has_a_municipality"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=_DIGEST) & Q(digest__regex=_DIGEST),
                name="import_digests_are_two",
            ),
            models.CheckConstraint(condition=Q(name__regex=_NAME), name="import_is_of_a_kind"),
            models.CheckConstraint(condition=Q(rows__range=(1, MOST_ROWS)), name="import_has_rows"),
            models.UniqueConstraint(fields=["municipality", "name", "digest"], name="import_once"),
        ]
        indexes = [models.Index(fields=["municipality", "imported_at"], name="import_by_day")]
