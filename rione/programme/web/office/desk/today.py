"""The office's first page: what is late, what is due soon, what waits."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rione.core import clock
from rione.core.access import declares
from rione.core.design.figures import Badge, Crumb
from rione.core.office.acting import actor_of

from ....access.operations import READERS
from ....queries.todo import Todo, Todos, todo_of
from ....rules.deadlines import SOON_DAYS, term
from . import words

MOST_OF_A_GROUP = 25


@dataclass(frozen=True, slots=True)
class Line:
    """A thing to do as the page shows it."""

    title: Any
    url: str
    why: Any
    due: Any
    badge: Badge | None
    source: Any


@declares(*READERS)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for whoever asks. One SQL for each source that has something for the role."""
    actor, today = actor_of(request), clock.today()
    found = todo_of(actor)
    todos = sorted(
        ((source.title, todo) for source, waiting in found for todo in waiting.items),
        key=lambda pair: pair[1].due or date.max,
    )
    soon = today + timedelta(days=SOON_DAYS)
    late = [pair for pair in todos if pair[1].due is not None and pair[1].due < today]
    near = [pair for pair in todos if pair[1].due is not None and today <= pair[1].due <= soon]
    rest = [pair for pair in todos if pair[1].due is None or pair[1].due > soon]
    return render(
        request,
        "programme/office/desk/today.html",
        {
            "crumbs": [Crumb(_("Office"))],
            "today": today,
            "total": sum(waiting.total for _source, waiting in found),
            "late_total": sum(waiting.late for _source, waiting in found),
            "counts": [_count(source.title, waiting) for source, waiting in found],
            "groups": [
                group
                for group in (
                    _group("late", _("Overdue"), late, today),
                    _group("soon", _("Due within two weeks"), near, today),
                    _group("waiting", _("Waiting for you"), rest, today),
                )
                if group["lines"]
            ],
        },
    )


def _count(title: Any, waiting: Todos) -> dict[str, Any]:
    return {"title": title, "total": waiting.total, "late": waiting.late, "url": waiting.url}


def _group(name: str, title: str, pairs: list[tuple[Any, Todo]], today: Any) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "left_out": max(0, len(pairs) - MOST_OF_A_GROUP),
        "lines": [
            Line(
                title=todo.title,
                url=todo.url,
                why=todo.why,
                due=todo.due,
                badge=words.term_badge(term(todo.due, today)) if todo.due is not None else None,
                source=source,
            )
            for source, todo in pairs[:MOST_OF_A_GROUP]
        ],
    }
