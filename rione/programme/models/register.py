"""The register of the programme of record: a view over everything that was stated and decided."""

from django.db import models

from .sources import SourceDocument, Statement


class RecordEvent(models.Model):
    """One entry: a statement made or retired, or a decision (`given_back`: to the rule).

    `body` is who it was done for, `account` the person ("" of folders and the command line).
    """

    WHAT = ("stated", "retired", "decided", "given_back")

    id = models.TextField(primary_key=True)
    at = models.DateTimeField()
    what = models.TextField()
    subject_kind = models.TextField()
    subject_key = models.TextField()
    field = models.TextField()
    statement = models.ForeignKey(
        Statement, on_delete=models.DO_NOTHING, null=True, related_name="+"
    )
    document = models.ForeignKey(
        SourceDocument, on_delete=models.DO_NOTHING, null=True, related_name="+"
    )
    origin = models.TextField()
    body = models.TextField()
    account = models.UUIDField(null=True)
    why = models.TextField()

    class Meta:
        managed = False
        db_table = "programme_recordevent"
