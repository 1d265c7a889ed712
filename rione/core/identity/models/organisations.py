"""The bodies on whose behalf people act."""

import uuid

from django.db import models
from django.db.models import Q


class Organisation(models.Model):
    """A body. `municipality` is the ISTAT code of the one it is or belongs to; "" when it works
    in several or in none."""

    class Kind(models.TextChoices):
        METROPOLITAN_CITY = "metropolitan_city"
        CITY = "city"
        MUNICIPALITY = "municipality"
        MANAGER = "manager"
        THIRD_SECTOR = "third_sector"
        COMPANY = "company"
        TENANT_COMMITTEE = "tenant_committee"
        AUTHORITY = "authority"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=200)
    municipality = models.CharField(max_length=6, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("metropolitan_city", "city", "municipality", "manager"),
                        *("third_sector", "company", "tenant_committee", "authority"),
                    ]
                ),
                name="organisation_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(municipality="") | Q(municipality__regex=r"^[0-9]{6}$"),
                name="organisation_municipality_is_istat",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["city", "municipality"]) | ~Q(municipality=""),
                name="organisation_municipal_has_its_code",
            ),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(kind__in=["city", "municipality"]),
                name="organisation_one_per_municipality",
            ),
            models.UniqueConstraint(
                fields=["municipality", "kind", "name"], name="organisation_named_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
