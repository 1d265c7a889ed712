"""A membership offered by e-mail."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from rione.core import clock

from ..rules.roles import Role
from .accounts import User
from .memberships import ROLES
from .organisations import Organisation


class Invitation(models.Model):
    """`token_digest` is all that is kept of the token in the link. One that was accepted or
    withdrawn, or has expired, opens nothing. The first administrator's has nobody in `invited_by`;
    `name` is proposed to whoever accepts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations"
    )
    municipality = models.CharField(max_length=6, blank=True)
    role = models.CharField(max_length=24, choices=[(role, role) for role in ROLES])
    language = models.CharField(max_length=2, choices=User.Language.choices)
    until = models.DateField(null=True)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="invitations"
    )
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="accepted_invitations"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=ROLES), name="invitation_role_is_known"),
            models.CheckConstraint(
                condition=Q(email=Lower(F("email"))), name="invitation_email_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(token_digest__regex=r"^[0-9a-f]{64}$"),  # noqa: S106
                name="invitation_keeps_a_digest_only",
            ),
            models.CheckConstraint(
                condition=Q(invited_by__isnull=False) | Q(role=Role.ADMINISTRATOR.value),
                name="invitation_by_nobody_is_an_administrators",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="invitation_expires_after_it_is_made"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="invitation_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(municipality="") | Q(municipality__regex=r"^[0-9]{6}$"),
                name="invitation_municipality_is_istat",
            ),
            models.UniqueConstraint(
                fields=["email", "organisation", "municipality", "role"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
        ]
