"""Mails: those that wait, and what became of the others."""

import uuid

from django.db import models
from django.db.models import F, Q

from ..rules import MOST_TRIES
from .columns import ERROR, Told, account, told_constraints
from .followers import Follower


class Announcement(Told):
    """Something told to the followers of a topic, once per `dedupe`. `spread_at`: when the mails
    to them were put in the outbox."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.CharField(max_length=120)
    spread_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "dedupe"], name="announcement_made_once"),
            *told_constraints("announcement"),
            models.CheckConstraint(
                condition=Q(topic__regex=r"^[a-z][a-z_]*:[A-Za-z0-9._-]+$"),
                name="announcement_topic_is_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_at"], condition=Q(spread_at=None), name="announcement_to_spread"
            ),
            models.Index(fields=["made_at"], name="announcement_by_age"),
        ]


class Delivery(models.Model):
    """A mail. Its id is in its Message-ID, so that a receiver knows a repetition.

    What it says is one of: the notices that point to it (`account`; a digest has the day of its
    edition), an announcement to a follower, or a `letter`, written already and encrypted, to a
    follower or to an address within it. The letter is blanked once the mail has left or will not.
    """

    class Content(models.TextChoices):
        NOTICES = "notices"
        ANNOUNCEMENT = "announcement"
        LETTER = "letter"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"
        SUPPRESSED = "suppressed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.CharField(max_length=12, choices=Content.choices)
    account = account(null=True)
    digest_of = models.DateField(null=True)
    follower = models.ForeignKey(
        Follower, on_delete=models.CASCADE, null=True, related_name="deliveries"
    )
    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, null=True, related_name="deliveries"
    )
    letter = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    error = models.CharField(max_length=44, blank=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    content="notices",
                    account__isnull=False,
                    follower=None,
                    announcement=None,
                    letter="",
                )
                | Q(
                    content="announcement",
                    account=None,
                    digest_of=None,
                    follower__isnull=False,
                    announcement__isnull=False,
                    letter="",
                )
                | Q(content="letter", account=None, digest_of=None, announcement=None),
                name="delivery_says_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(content="letter")
                | (Q(state="waiting") & ~Q(letter=""))
                | (~Q(state="waiting") & Q(letter="")),
                name="delivery_letter_kept_until_it_left",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", closed_at=None)
                | Q(state__in=["sent", "failed", "suppressed"], closed_at__isnull=False),
                name="delivery_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(tries__lte=MOST_TRIES), name="delivery_tries_are_bounded"
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | (~Q(error="") & Q(tries__gt=0)),
                name="delivery_failed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(error__regex=ERROR), name="delivery_error_is_a_code"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("made_at")),
                name="delivery_closed_after_it_is_made",
            ),
            models.UniqueConstraint(
                fields=["account", "digest_of"],
                condition=Q(digest_of__isnull=False),
                name="delivery_one_digest_a_day",
            ),
            models.UniqueConstraint(
                fields=["announcement", "follower"],
                condition=Q(announcement__isnull=False),
                name="delivery_announced_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state="waiting"), name="delivery_waiting"
            ),
            models.Index(fields=["closed_at"], name="delivery_by_age"),
        ]
