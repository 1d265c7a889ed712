"""Reads of the help desk: questions with their messages, what is missing, what is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.identity.models import Membership, Organisation, User
from rione.core.identity.queries import in_force
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role
from rione.core.writes import Refused

from ..access.desk import ANSWERERS, sees_notes
from ..access.operations import theirs
from ..models import FaqEntry, MissingItem, Operation, Question, QuestionMessage
from ..rules.deadlines import SOON_DAYS
from ..rules.desk import NOTE, WAITING

MOST_WORDS = 8
MOST_MESSAGES = 500


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote something; `name` is "" for whoever may not know it or when it is known no more."""

    role: str
    organisation: str
    name: str


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message under a question."""

    id: int
    kind: str
    text: str
    at: datetime
    author: Author


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question with its messages, oldest first; notes only for the staff."""

    row: Question
    author: Author
    messages: tuple[MessageLine, ...]
    assigned: str
    published: UUID | None


def questions_of(actor: Actor) -> QuerySet[Question]:
    """The questions that an actor may see, with `term`, how each stands today."""
    return Question.objects.filter(theirs(actor)).annotate(
        term=term_of(Q(state__in=WAITING)),
        assigned=F("assigned_to__name"),
    )


def term_of(waits: Q, day: str = "due") -> Case:
    """How a day stands, in SQL as in `rules.deadlines.term`; `done` where nothing is waited for."""
    today = clock.today()
    soon = date.fromordinal(today.toordinal() + SOON_DAYS)
    return Case(
        When(~waits, then=Value("done")),
        When(**{f"{day}__lt": today}, then=Value("late")),
        When(**{day: today}, then=Value("today")),
        When(**{f"{day}__lte": soon}, then=Value("soon")),
        default=Value("later"),
        output_field=CharField(),
    )


def find_question(actor: Actor, key: UUID) -> Question | None:
    """A question with its operation, None unless the actor may see it. One SQL."""
    return Question.objects.filter(theirs(actor), pk=key).select_related("operation").first()


def question_by_id(actor: Actor, key: UUID) -> Question:
    """The same; Refused unless the actor may see it. One SQL."""
    found = find_question(actor, key)
    if found is None:
        raise Refused(_("There is no such question."), field="question")
    return found


def question_view(actor: Actor, key: UUID) -> QuestionView | None:
    """A question as its page shows it, None unless the actor may see it. Two SQL.

    Names are given to the staff alone; of the person who answers for it, to everybody.
    """
    published = FaqEntry.objects.filter(question=OuterRef("pk"), withdrawn_at=None)
    row = (
        _written(Question.objects.filter(theirs(actor), pk=key))
        .select_related("operation", "operation__beneficiary", "assigned_to")
        .annotate(published=Subquery(published.values("pk")[:1]))
        .first()
    )
    if row is None:
        return None
    found: Any = row
    return QuestionView(
        row=row,
        author=_author(actor, found),
        messages=tuple(
            MessageLine(one.pk, one.kind, one.text, one.at, _author(actor, one))
            for one in _written(messages_of(actor, key)).order_by("pk")[:MOST_MESSAGES]
        ),
        assigned=row.assigned_to.name if row.assigned_to else "",
        published=found.published,
    )


def messages_of(actor: Actor, question: UUID) -> QuerySet[QuestionMessage]:
    """The messages under a question that an actor may see: a note is the staff's."""
    rows = QuestionMessage.objects.filter(theirs(actor), question=question)
    return rows if sees_notes(actor) else rows.exclude(kind=NOTE)


def _written(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With the names of who wrote them."""
    people = User.objects.filter(pk=OuterRef("author")).values("name")
    bodies = Organisation.objects.filter(pk=OuterRef("author_organisation")).values("name")
    return rows.annotate(author_name=Subquery(people), body_name=Subquery(bodies))


def _author(actor: Actor, row: Any) -> Author:
    name = row.author_name or "" if sees_notes(actor) else ""
    return Author(row.author_role, row.body_name or "", name)


def officers(actor: Actor) -> list[tuple[UUID, str]]:
    """Accounts that may answer in the municipality acted for, with their names. One SQL."""
    rows = Membership.objects.filter(
        in_force(clock.today()),
        municipality=actor.municipality,
        role__in=[role.value for role in ANSWERERS],
        user__is_active=True,
    )
    return list(rows.order_by("user__name").values_list("user_id", "user__name").distinct())


def has_role(account: UUID, role: str, municipality: str) -> bool:
    """Whether an account has a role in a municipality today. One SQL."""
    return Membership.objects.filter(
        in_force(clock.today()),
        user=account,
        role=role,
        municipality=municipality,
        user__is_active=True,
    ).exists()


# What is missing


def missing_of(actor: Actor, operation: Operation) -> Sequence[MissingItem]:
    """What was asked for about an operation, what is open first. One SQL."""
    rows = MissingItem.objects.filter(theirs(actor), operation=operation)
    return list(rows.order_by(F("provided_at").asc(nulls_first=True), "due", "position")[:500])


def missing_by_id(actor: Actor, key: UUID) -> MissingItem:
    """An item that was asked for; Refused unless the actor may see it. One SQL."""
    found = find_missing(actor, key)
    if found is None:
        raise Refused(_("There is no such request."), field="item")
    return found


def find_missing(actor: Actor, key: UUID) -> MissingItem | None:
    """The same; None unless the actor may see it. One SQL."""
    return MissingItem.objects.filter(theirs(actor), pk=key).select_related("operation").first()


# What is published


@dataclass(frozen=True, slots=True)
class FaqLine:
    """A published question and its answer, in both languages."""

    id: UUID
    topic: str
    question_it: str
    question_en: str
    answer_it: str
    answer_en: str
    published_at: datetime


_FAQ = (
    *("id", "topic", "question_it", "question_en", "answer_it", "answer_en"),
    "published_at",
)


def list_faq(search: str = "", topics: Sequence[str] = (), most: int = 200) -> list[FaqLine]:
    """Published entries, newest first: those that hold all the words of a search in one of the
    languages, of any of the topics. One SQL."""
    rows = FaqEntry.objects.filter(withdrawn_at=None)
    for word in search.split()[:MOST_WORDS]:
        rows = rows.filter(
            Q(question_it__icontains=word)
            | Q(question_en__icontains=word)
            | Q(answer_it__icontains=word)
            | Q(answer_en__icontains=word)
        )
    if topics:
        rows = rows.filter(topic__in=topics)
    return [FaqLine(*row) for row in rows.order_by("-published_at", "pk").values_list(*_FAQ)[:most]]


def faq_by_id(actor: Actor, key: UUID) -> FaqEntry:
    """A published entry of the municipality acted for; Refused otherwise. One SQL."""
    found = (
        FaqEntry.objects.filter(pk=key, municipality=actor.municipality, withdrawn_at=None)
        .select_related("question")
        .first()
    )
    if found is None or actor.role == Role.BENEFICIARY:
        raise Refused(_("There is no such published answer."), field="entry")
    return found


def latest_entry(question: Question) -> UUID | None:
    """What was published last of a question, withdrawn or not. One SQL."""
    rows = FaqEntry.objects.filter(question=question).order_by("-published_at")
    return rows.values_list("pk", flat=True).first()


def names_in(question: Question) -> list[str]:
    """The names that a published text must not hold: of the operation, its beneficiary, and all
    who wrote under the question. Three SQL."""
    operation = Operation.objects.select_related("beneficiary").get(pk=question.operation_id)
    authors = QuestionMessage.objects.filter(question=question).values_list("author", flat=True)
    people = User.objects.filter(Q(pk=question.author) | Q(pk__in=authors.distinct()))
    names = [operation.code, operation.cup, operation.title, operation.beneficiary.name]
    return [*names, *people.values_list("name", flat=True)]
