"""Municipalities of the metropolitan city."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Municipality(models.Model):
    """A municipality by its ISTAT code, with its outline as GeoJSON (WGS84)."""

    istat = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=80)
    outline = models.JSONField()
    # west, south, east, north
    bbox = ArrayField(models.FloatField(), size=4)
    attribution = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(istat__regex=r"^\d{6}$"), name="municipality_istat_code"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="municipality_has_a_name"),
        ]
