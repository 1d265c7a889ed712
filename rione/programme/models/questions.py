"""The help desk: questions with their messages, what is published of them, what is missing.

Messages are only ever added. What a question's state is, its triggers derive from them
(migration 0040): nobody writes it.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from rione.core import clock
from rione.core.identity.models import User

from ..rules.desk import FOLLOW_UP, MESSAGES, NOTE, OPEN, REOPENING, STATES, TOPICS
from .operations import OfficeRow


class Written(models.Model):
    """By whom and when, by reference: an account, the role and organisation it acted under."""

    at = models.DateTimeField(default=clock.now)
    author = models.UUIDField()
    author_role = models.CharField(max_length=24)
    author_organisation = models.UUIDField(null=True)

    class Meta:
        abstract = True


class Question(OfficeRow, Written):
    """What somebody asks about an operation. `due`: by when the office answers; `state`, `due`
    and `changed_at` are written by triggers when a message is added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.CharField(max_length=12)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    asked_on = models.DateField()
    due = models.DateField()
    state = models.CharField(max_length=8, default=OPEN)
    changed_at = models.DateTimeField(default=clock.now)
    assigned_to = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=TOPICS), name="question_topic_is_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="question_state_is_known"),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(text=""), name="question_asks_something"
            ),
            models.CheckConstraint(
                condition=Q(due__gt=F("asked_on")), name="question_is_due_after_it_was_asked"
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "state", "due"], name="question_by_state"),
            models.Index(fields=["operation", "-at"], name="question_of_operation"),
        ]


class QuestionMessage(OfficeRow, Written):
    """What follows on a question. A note is seen by the staff alone and is shared with nobody.
    `due`: the new term, of messages that make the office owe an answer anew."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=9)
    text = models.TextField()
    due = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=MESSAGES), name="question_message_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="question_message_says_something"),
            models.CheckConstraint(
                condition=~Q(kind=NOTE) | Q(shared_with=[]), name="question_note_is_internal"
            ),
            models.CheckConstraint(
                condition=Q(due=None) | Q(kind__in=[FOLLOW_UP, REOPENING]),
                name="question_term_begins_with_a_question",
            ),
        ]
        indexes = [models.Index(fields=["question", "id"], name="question_message_in_order")]


class FaqEntry(models.Model):
    """A question and its answer as everybody may read them, in both languages, without anything
    of whoever asked. Withdrawn, it is public no more and stays for the record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.CharField(max_length=6)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=12)
    question_it = models.TextField()
    question_en = models.TextField()
    answer_it = models.TextField()
    answer_en = models.TextField()
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawal_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=TOPICS), name="faq_topic_is_known"),
            models.CheckConstraint(
                condition=~Q(question_it="")
                & ~Q(question_en="")
                & ~Q(answer_it="")
                & ~Q(answer_en=""),
                name="faq_in_both_languages",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawal_reason="")
                ),
                name="faq_withdrawn_by_somebody_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["question"], condition=Q(withdrawn_at=None), name="faq_published_once"
            ),
        ]
        indexes = [models.Index(fields=["-published_at"], name="faq_newest_first")]


class MissingItem(OfficeRow, Written):
    """Something that the office asks a beneficiary to hand in, with a day; `request` groups what
    was asked for at once. Marked as provided once, never unmarked: it is asked for again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    due = models.DateField()
    provided_at = models.DateTimeField(null=True)
    provided_by = models.UUIDField(null=True)
    provided_role = models.CharField(max_length=24, blank=True)
    evidence = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="missing_item_in_order"),
            models.CheckConstraint(condition=~Q(text=""), name="missing_item_says_what"),
            models.CheckConstraint(
                condition=Q(provided_at=None, provided_by=None, provided_role="", evidence="")
                | (
                    Q(provided_at__isnull=False, provided_by__isnull=False)
                    & ~Q(provided_role="")
                    & ~Q(evidence="")
                ),
                name="missing_item_provided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "due"],
                condition=Q(provided_at=None),
                name="missing_item_open",
            )
        ]
