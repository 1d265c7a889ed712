"""What waits for somebody: each part of the office registers where it keeps such things.

    register_todo(Source("expenses", _("Expenses to verify"), expenses_to_verify))

A source reads what waits for an actor in one SQL statement at most (none for roles that it has
nothing for) and says how many there are in all, how many are late, and the first of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, Q, QuerySet, Window
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rione.core import clock
from rione.core.design import formats
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role

from ..access.desk import ANSWERERS, own_deadlines
from ..access.operations import theirs
from ..models import Conflict, Deadline, Dependency, MissingItem, Programme, Question
from ..rules.desk import WAITING
from ..rules.states import blocked

FIRST = 20
"""How many things of each source the first page names."""


@dataclass(frozen=True, slots=True)
class Todo:
    """Something to do: a title in the reader's language, the page where it is done, the day by
    which (None: no day), why it waits, and the role that it waits for."""

    title: Any
    url: str
    due: date | None
    why: Any
    role: str


@dataclass(frozen=True, slots=True)
class Todos:
    """What waits in one source: all, those that are late, and the first of them by day; `url` is
    the list of all, "" when there is none."""

    total: int = 0
    late: int = 0
    items: tuple[Todo, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where things to do are kept; `title` names them in the plural."""

    name: str
    title: Any
    read: Callable[[Actor], Todos] = field(compare=False)


_sources: dict[str, Source] = {}


def register_todo(source: Source) -> None:
    """Add a source; another one of the same name is an error."""
    if _sources.setdefault(source.name, source) != source:
        raise ValueError(f"two sources of things to do are called {source.name}")


def sources() -> tuple[Source, ...]:
    """All sources, in the order in which they were registered."""
    return tuple(_sources.values())


def todo_of(actor: Actor) -> list[tuple[Source, Todos]]:
    """What waits for an actor, by source; those with nothing are left out. One SQL each."""
    found = [(source, source.read(actor)) for source in sources()]
    return [(source, todos) for source, todos in found if todos.total]


def counted(rows: QuerySet[Any], day: str = "due", most: int = FIRST) -> tuple[list[Any], int, int]:
    """The first rows by day, how many there are in all, and how many are late. One SQL."""
    found = list(
        rows.annotate(
            todo_total=Window(Count("pk")),
            todo_late=Window(Count("pk", filter=Q(**{f"{day}__lt": clock.today()}))),
        ).order_by(day, "pk")[:most]
    )
    if not found:
        return [], 0, 0
    return found, found[0].todo_total, found[0].todo_late


def questions_waiting(actor: Actor) -> Todos:
    """Questions that the office owes an answer: one's own, and those that are nobody's yet."""
    if actor.role not in ANSWERERS:
        return Todos()
    rows = Question.objects.filter(
        theirs(actor),
        Q(assigned_to=actor.account) | Q(assigned_to=None),
        state__in=WAITING,
    ).select_related("operation")
    found, total, late = counted(rows)
    items = tuple(
        Todo(
            title=row.subject,
            url=reverse("office:question", args=[row.pk]),
            due=row.due,
            why=_("Question about %(operation)s") % {"operation": row.operation.code},
            role=actor.role,
        )
        for row in found
    )
    query = urlencode({"state": WAITING, "sort": "due"}, doseq=True)
    return Todos(total, late, items, f"{reverse('office:questions')}?{query}")


def deadlines_waiting(actor: Actor) -> Todos:
    """Open deadlines of one's own, and those of one's role."""
    if not actor.role or not actor.municipality:
        return Todos()
    rows = Deadline.objects.filter(own_deadlines(actor), state="open").select_related("operation")
    found, total, late = counted(rows)
    items = tuple(
        Todo(
            title=row.title,
            url=reverse("office:deadline", args=[row.pk]),
            due=row.due,
            why=_("Deadline of %(operation)s") % {"operation": row.operation.code}
            if row.operation is not None
            else _("Deadline of the programme"),
            role=row.role,
        )
        for row in found
    )
    query = urlencode({"state": "open", "sort": "due"})
    return Todos(total, late, items, f"{reverse('office:deadlines')}?{query}")


def missing_waiting(actor: Actor) -> Todos:
    """What a beneficiary has still to hand in."""
    if actor.role != Role.BENEFICIARY:
        return Todos()
    rows = MissingItem.objects.filter(theirs(actor), provided_at=None).select_related("operation")
    found, total, late = counted(rows)
    items = tuple(
        Todo(
            title=row.text,
            url=reverse("office:missing_provided", args=[row.pk]),
            due=row.due,
            why=_("The office asks for it, about %(operation)s")
            % {"operation": row.operation.code},
            role=actor.role,
        )
        for row in found
    )
    return Todos(total, late, items)


def _of_programme_here(actor: Actor) -> Exists:
    """Whether the programme of record is that of the municipality acted for."""
    return Exists(Programme.objects.filter(municipality=actor.municipality))


def disagreements_waiting(actor: Actor) -> Todos:
    """Disagreements of the documents that a person has to settle."""
    if actor.role != Role.PROGRAMME_OFFICER:
        return Todos()
    rows = Conflict.objects.filter(_of_programme_here(actor), shown=None)
    found = list(rows.annotate(todo_total=Window(Count("pk"))).order_by("position")[:FIRST])
    page = f"{reverse('programme:disagreements')}?open=true"
    items = tuple(
        Todo(
            title=_("Documents disagree about %(subject)s") % {"subject": row.subject_key},
            url=page,
            due=None,
            why=_("A person has to choose which statement is shown"),
            role=actor.role,
        )
        for row in found
    )
    return Todos(found[0].todo_total if found else 0, 0, items, page)


def blocked_waiting(actor: Actor) -> Todos:
    """Actions that cannot go on until another reaches a milestone."""
    if actor.role != Role.PROGRAMME_OFFICER:
        return Todos()
    rows = Dependency.objects.filter(_of_programme_here(actor)).annotate(
        waits=F("waiting__code"), code=F("target__code"), now=F("target__state")
    )
    found = rows.order_by("waiting__position", "target__position").values(
        "waits", "code", "now", "until", "milestone_it", "milestone_en"
    )
    waiting = [row for row in found if blocked(row["now"], row["until"])[0]]
    items = tuple(
        Todo(
            title=_("%(waiting)s waits for %(target)s")
            % {"waiting": row["waits"], "target": row["code"]},
            url=reverse("programme:action", args=[row["waits"]]),
            due=None,
            why=formats.bilingual(row, "milestone"),
            role=actor.role,
        )
        for row in waiting[:FIRST]
    )
    return Todos(len(waiting), 0, items, reverse("programme:waiting"))


def answers_received(actor: Actor) -> Todos:
    """Questions of a beneficiary that were answered and are still open: read and close them."""
    if actor.role != Role.BENEFICIARY:
        return Todos()
    rows = (
        Question.objects.filter(theirs(actor), author=actor.account, state="answered")
        .select_related("operation")
        .annotate(todo_total=Window(Count("pk")))
        .order_by("-changed_at", "pk")[:FIRST]
    )
    found: list[Any] = list(rows)
    items = tuple(
        Todo(
            title=row.subject,
            url=reverse("office:question", args=[row.pk]),
            due=None,
            why=_("The office has answered: close it, or ask again"),
            role=actor.role,
        )
        for row in found
    )
    page = f"{reverse('office:questions')}?state=answered"
    return Todos(found[0].todo_total if found else 0, 0, items, page)


OWN = (
    Source("questions", gettext_lazy("Questions to answer"), questions_waiting),
    Source("answers", gettext_lazy("Answers received"), answers_received),
    Source("missing", gettext_lazy("Things to hand in"), missing_waiting),
    Source("deadlines", gettext_lazy("Deadlines"), deadlines_waiting),
    Source("disagreements", gettext_lazy("Disagreements to settle"), disagreements_waiting),
    Source("blocked", gettext_lazy("Actions that cannot go on"), blocked_waiting),
)
"""The sources of the desk, registered when the programme starts."""
