"""Documents, their versions, the contents these name, and entries of the register.

Rows exist for the municipality they belong to, for the organisations that a document is shared
with and, of public documents, for everybody (migration 0001). Versions and entries are only ever
added; triggers (migration 0002) see to it.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from rione.core import clock

from .rules.kinds import MEDIA_TYPES, MOST_BYTES
from .rules.references import KEY, KIND, OUTSIDE, SHA256, Direction, Scan, Visibility


class Document(models.Model):
    """What was handed in about a thing of another context; its files are its versions.

    `kind` is one of the kinds of documents that the thing's context knows. `created_by` is an
    account, None for the platform itself. A withdrawn document stays, for its municipality.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.CharField(max_length=6)
    visibility = models.CharField(max_length=6, choices=[(v.value, v.name) for v in Visibility])
    shared_with = ArrayField(models.UUIDField(), default=list, blank=True)
    about_kind = models.CharField(max_length=40)
    about_key = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality__regex=r"^[0-9]{6}$"), name="document_has_a_municipality"
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=[v.value for v in Visibility]),
                name="document_visibility_is_known",
            ),
            models.CheckConstraint(
                condition=Q(visibility=Visibility.OFFICE, shared_with=[])
                | Q(visibility=Visibility.SHARED) & ~Q(shared_with=[])
                | Q(visibility=Visibility.PUBLIC),
                name="document_is_shared_as_it_says",
            ),
            models.CheckConstraint(
                condition=Q(about_kind__regex=KIND) & Q(about_key__regex=KEY),
                name="document_is_about_something",
            ),
            models.CheckConstraint(condition=Q(kind__regex=KIND), name="document_kind_is_a_code"),
            models.CheckConstraint(condition=Q(title__regex=r"\S"), name="document_has_a_title"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")
                | Q(withdrawn_at__gte=F("created_at")) & Q(withdrawn_why__regex=r"\S"),
                name="document_withdrawn_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["about_kind", "about_key"], name="document_about")]

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Content(models.Model):
    """The bytes with a digest: how many, and whether malware was looked for. One row for all
    versions that hold them; a trigger makes it with the first."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    scan = models.CharField(
        max_length=8, choices=[(s.value, s.name) for s in Scan], default=Scan.PENDING
    )
    scanned_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=100, blank=True)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="content_digest_is_one"),
            models.CheckConstraint(
                condition=Q(size__range=(1, MOST_BYTES)), name="content_size_is_sound"
            ),
            models.CheckConstraint(
                condition=Q(scan=Scan.PENDING, scanned_at=None, finding="")
                | Q(scan=Scan.CLEAN, scanned_at__isnull=False, finding="")
                | Q(scan=Scan.INFECTED, scanned_at__isnull=False) & ~Q(finding=""),
                name="content_scan_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["stored_at"], condition=Q(scan=Scan.PENDING), name="content_waiting"
            )
        ]


class Version(models.Model):
    """A file of a document, numbered from 1 on; the last one is the current one."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.IntegerField()
    content = models.ForeignKey(
        Content, on_delete=models.PROTECT, related_name="versions", db_column="sha256"
    )
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=150)
    note = models.CharField(max_length=500, blank=True)
    uploaded_by = models.UUIDField(null=True)
    uploaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(media_type__in=MEDIA_TYPES), name="version_kind_is_taken"
            ),
            # No path, no control character, and a point with an extension.
            models.CheckConstraint(
                condition=Q(
                    name__regex=r"^[^/\\\u0001-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+\.[A-Za-z0-9]+$"
                ),
                name="version_name_is_clean",
            ),
        ]


class RegisterEntry(models.Model):
    """A version in the register of protocol: numbers are without gaps in each municipality and
    year. `outside_reference` is the number of the city's own register, "" while it has none."""

    municipality = models.CharField(max_length=6)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    direction = models.CharField(max_length=3, choices=[(d.value, d.name) for d in Direction])
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="entries")
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    sha256 = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=100)
    outside_reference = models.CharField(max_length=60, blank=True)
    outside_at = models.DateTimeField(null=True)
    registered_by = models.UUIDField(null=True)
    registered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year", "number"], name="register_number_once"
            ),
            models.UniqueConstraint(
                fields=["municipality", "outside_reference"],
                condition=~Q(outside_reference=""),
                name="register_outside_number_once",
            ),
            models.UniqueConstraint(
                fields=["version", "direction"], name="register_version_once_each_way"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=[d.value for d in Direction]),
                name="register_direction_is_known",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2200)), name="register_year_is_one"
            ),
            models.CheckConstraint(
                condition=Q(subject_kind__regex=KIND) & Q(subject_key__regex=KEY),
                name="register_has_a_subject",
            ),
            models.CheckConstraint(
                condition=Q(outside_reference="", outside_at=None)
                | Q(outside_reference__regex=OUTSIDE, outside_at__isnull=False),
                name="register_outside_number_is_one",
            ),
        ]
