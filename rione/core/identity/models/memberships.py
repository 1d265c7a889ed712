"""What somebody is to an organisation, from when to when."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from rione.core import clock

from ..rules.roles import Role
from .accounts import User
from .organisations import Organisation

ROLES = [role.value for role in Role]


class Membership(models.Model):
    """A role in an organisation, in a municipality ("": the whole metropolitan city).

    In force from `since` to the day before `until`; without `until`, until somebody ends it.
    Never two of the same role at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    municipality = models.CharField(max_length=6, blank=True)
    role = models.CharField(max_length=24, choices=[(role, role) for role in ROLES])
    since = models.DateField()
    until = models.DateField(null=True)
    invited_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="invited_memberships"
    )
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=ROLES), name="membership_role_is_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="membership_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(municipality="") | Q(municipality__regex=r"^[0-9]{6}$"),
                name="membership_municipality_is_istat",
            ),
            ExclusionConstraint(
                name="membership_role_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("municipality", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func(
                            F("since"),
                            F("until"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=False),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "role"], name="membership_by_place_and_role")
        ]
