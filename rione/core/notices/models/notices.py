"""What an account is told, and what of it it wants by mail."""

import uuid

from django.db import models
from django.db.models import F, Q

from ..rules import Mail
from .columns import KIND, Told, account, told_constraints
from .deliveries import Delivery


class Notice(Told):
    """Something told to an account, once per `dedupe`.

    `mail` says what becomes of it beside the inbox: `open` until the worker has looked at the
    account's preferences, then `none`, `digest` (it waits for the next one), or `mailed` (by
    `delivery`; null once that mail is forgotten).
    """

    class MailState(models.TextChoices):
        OPEN = "open"
        NONE = "none"
        DIGEST = "digest"
        MAILED = "mailed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = account()
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=6, choices=MailState.choices, default=MailState.OPEN)
    delivery = models.ForeignKey(
        Delivery, on_delete=models.SET_NULL, null=True, related_name="notices"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "dedupe"], name="notice_told_once"),
            *told_constraints("notice"),
            models.CheckConstraint(
                condition=Q(mail__in=["open", "none", "digest", "mailed"]),
                name="notice_mail_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(delivery=None) | Q(mail="mailed"), name="notice_mailed_by_a_delivery"
            ),
            models.CheckConstraint(
                condition=Q(read_at=None) | Q(read_at__gte=F("made_at")),
                name="notice_read_after_it_is_made",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-made_at"], name="notice_by_account"),
            models.Index(fields=["account"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["made_at"], condition=Q(mail="open"), name="notice_mail_open"),
            models.Index(fields=["account"], condition=Q(mail="digest"), name="notice_digest"),
            models.Index(fields=["made_at"], name="notice_by_age"),
        ]


class Preference(models.Model):
    """What an account wants mailed of a kind; without a row, the kind's own default."""

    account = account()
    kind = models.CharField(max_length=40)
    mail = models.CharField(max_length=8, choices=[(mail.value, mail.value) for mail in Mail])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "kind"], name="preference_once_per_kind"),
            models.CheckConstraint(condition=Q(kind__regex=KIND), name="preference_kind_is_a_code"),
            models.CheckConstraint(
                condition=Q(mail__in=[mail.value for mail in Mail]), name="preference_is_known"
            ),
        ]
