"""The physical tree that every context refers to; none draws its own."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Floor

from .area import Municipality


class Site(models.Model):
    """A named place with a point; `cell_x`, `cell_y` are its grid cell of 0.01°."""

    class Precision(models.TextChoices):
        CIVIC = "civic"
        STREET = "street"
        AREA = "area"
        POINT = "point"

    slug = models.SlugField(max_length=80, unique=True)
    name_it = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    address = models.CharField(max_length=200, blank=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    district = models.PositiveSmallIntegerField(null=True)
    neighbourhood = models.CharField(max_length=120, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    precision = models.CharField(max_length=10, choices=Precision.choices)
    coordinates_from = models.CharField(max_length=200)
    cell_x = models.GeneratedField(
        expression=Cast(Floor(F("lon") * 100), models.IntegerField()),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    cell_y = models.GeneratedField(
        expression=Cast(Floor(F("lat") * 100), models.IntegerField()),
        output_field=models.IntegerField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lon__range=(-180, 180), lat__range=(-90, 90)), name="site_is_on_earth"
            ),
            models.CheckConstraint(
                condition=~Q(name_it="") & ~Q(name_en=""), name="site_named_in_both_languages"
            ),
            models.CheckConstraint(
                condition=Q(precision__in=["civic", "street", "area", "point"]),
                name="site_precision_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(coordinates_from=""), name="site_says_where_its_point_comes_from"
            ),
        ]
        indexes = [models.Index(fields=["cell_x", "cell_y"], name="site_cell")]


class Complex(models.Model):
    """A building complex that stands on a site."""

    slug = models.SlugField(max_length=80, unique=True)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="complexes")
    name_it = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)


class Space(models.Model):
    """A room or set of rooms used as one, made of one or more units."""

    class Vocation(models.TextChoices):
        SOCIAL_CONCIERGE = "social_concierge"
        SERVICES_ANIMATION = "services_animation"
        ENTERPRISE_COMMUNITY = "enterprise_community"

    slug = models.SlugField(max_length=80, unique=True)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="spaces")
    name_it = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    vocation = models.CharField(max_length=30, choices=Vocation.choices, blank=True)
    citation = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    vocation__in=[
                        "",
                        "social_concierge",
                        "services_animation",
                        "enterprise_community",
                    ]
                ),
                name="space_vocation_is_known",
            )
        ]


class Unit(models.Model):
    """A property unit, of a space or directly of a site."""

    slug = models.SlugField(max_length=80, unique=True)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="units")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, null=True, related_name="units")
    label = models.CharField(max_length=200)
    citation = models.CharField(max_length=120, blank=True)


class Photograph(models.Model):
    """One picture of a before/after pair of a site (or of one of its units)."""

    class Moment(models.TextChoices):
        BEFORE = "before"
        AFTER = "after"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="photographs")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="photographs")
    pair = models.PositiveSmallIntegerField()
    moment = models.CharField(max_length=6, choices=Moment.choices)
    image = models.BinaryField()
    media_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    taken = models.CharField(max_length=10)
    credit = models.CharField(max_length=200)
    alt_it = models.CharField(max_length=300)
    alt_en = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "pair", "moment"], name="photograph_pair_has_one_of_each"
            ),
            models.CheckConstraint(
                condition=~Q(credit="") & ~Q(alt_it="") & ~Q(alt_en=""),
                name="photograph_has_credit_and_alternative_text",
            ),
            models.CheckConstraint(
                condition=Q(moment__in=["before", "after"]), name="photograph_moment_is_known"
            ),
        ]
