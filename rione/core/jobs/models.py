"""What jobs leave behind for people to see."""

from django.db import models


class SelfcheckRun(models.Model):
    """The outcome of one run of all registered checks."""

    ran_at = models.DateTimeField()
    ok = models.BooleanField()
    # [{"name": …, "ok": …, "detail": …}, …]
    findings = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-ran_at"], name="selfcheck_newest")]
