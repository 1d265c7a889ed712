"""What protects accounts: failures that were counted, second factors that were taken away."""

from django.db import models
from django.db.models import Q

from rione.core import clock

from .accounts import User


class LoginFailure(models.Model):
    """Failures in a row of one account from one address; `account` is a keyed digest of what was
    typed, so that the table does not say who exists."""

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=45)
    failures = models.PositiveIntegerField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "address"], name="failure_counted_once"),
            models.CheckConstraint(condition=Q(failures__gt=0), name="failure_is_a_failure"),
        ]
        indexes = [models.Index(fields=["last_at"], name="failure_by_age")]


class FactorReset(models.Model):
    """A second factor that an administrator took away, and why."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_resets")
    reset_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="factor_resets_made")
    reason = models.CharField(max_length=500)
    reset_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="factor_reset_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(user=models.F("reset_by")), name="factor_reset_by_somebody_else"
            ),
        ]
