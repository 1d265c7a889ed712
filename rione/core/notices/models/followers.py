"""People without an account who follow a topic by e-mail."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from ..rules import MOST_TOPICS


class Follower(models.Model):
    """An address that follows a topic, from its confirmation until it unsubscribes.

    Requests look an address up by `email_digest` (SHA-256) and cannot read `email`: they can test
    an address they know and list none. `place` numbers the topics of an address, which bounds
    them. `token_digest` is all that is kept of the token in the link that confirms; "" once used.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    email_digest = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    topic = models.CharField(max_length=120)
    place = models.PositiveSmallIntegerField(null=True)
    token_digest = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    unsubscribed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower(F("email"))) & Q(email__regex=r"^[^\s@]+@[^\s@]+$"),
                name="follower_email_is_plain",
            ),
            models.CheckConstraint(
                condition=Q(email_digest__regex=r"^[0-9a-f]{64}$"), name="follower_email_digest"
            ),
            models.CheckConstraint(
                condition=Q(language__in=["it", "en"]), name="follower_language_is_known"
            ),
            models.CheckConstraint(
                condition=Q(topic__regex=r"^[a-z][a-z_]*:[A-Za-z0-9._-]+$"),
                name="follower_topic_is_one",
            ),
            models.CheckConstraint(
                condition=Q(token_digest="")
                | Q(token_digest__regex=r"^[0-9a-f]{64}$", confirmed_at=None),  # noqa: S106
                name="follower_keeps_a_digest_only",
            ),
            models.CheckConstraint(
                condition=Q(place=None, unsubscribed_at__isnull=False)
                | Q(place__isnull=False, place__range=(1, MOST_TOPICS), unsubscribed_at=None),
                name="follower_has_a_place",
            ),
            models.CheckConstraint(
                condition=(Q(confirmed_at=None) | Q(confirmed_at__gte=F("asked_at")))
                & (Q(unsubscribed_at=None) | Q(unsubscribed_at__gte=F("asked_at"))),
                name="follower_in_order",
            ),
            models.UniqueConstraint(
                fields=["email_digest", "topic"],
                condition=Q(unsubscribed_at=None),
                name="follower_of_a_topic_once",
            ),
            models.UniqueConstraint(fields=["email_digest", "place"], name="follower_place_once"),
            models.UniqueConstraint(
                fields=["token_digest"], condition=~Q(token_digest=""), name="follower_token_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["topic"],
                condition=Q(confirmed_at__isnull=False, unsubscribed_at=None),
                name="follower_of_topic",
            ),
        ]


class FollowAttempt(models.Model):
    """How often something was asked for within a window; `who` is a keyed digest."""

    who = models.CharField(max_length=64)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["who", "window_start"], name="attempt_counted_once"),
            models.CheckConstraint(
                condition=Q(who__regex=r"^[0-9a-f]{64}$"), name="attempt_is_a_digest"
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="attempt_is_counted"),
        ]
        indexes = [models.Index(fields=["window_start"], name="attempt_by_age")]
