"""What waits for somebody in the money and the checks of operations."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Window
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rione.core.documents.public import has_documents
from rione.core.identity.rules.actors import Actor
from rione.core.identity.rules.roles import Role

from ..access.checks import CHECKERS
from ..access.operations import theirs
from ..models import Expense, Finding
from ..rules.expenses import State
from .todo import FIRST, Source, Todo, Todos, counted

WAITS = {
    Role.PROGRAMME_OFFICER.value: State.ENTERED,
    Role.CERTIFIER.value: State.VERIFIED,
}
"""Who goes on with expenses in which state."""


def expenses_waiting(actor: Actor) -> Todos:
    """Expenses to verify for the officer, to certify for the certifier; oldest first, without a
    day by which."""
    state = WAITS.get(actor.role)
    if state is None:
        return Todos()
    rows = (
        Expense.objects.filter(theirs(actor), state=state.value)
        .select_related("operation", "supplier")
        .annotate(todo_total=Window(Count("pk")), has_paper=has_documents("expense"))
        .order_by("entered_at", "pk")[:FIRST]
    )
    found: list[Any] = list(rows)
    why = _("To be verified") if state == State.ENTERED else _("To be certified")
    items = tuple(
        Todo(
            title=_("Expense %(number)s of %(operation)s")
            % {"number": row.document_number, "operation": row.operation.code},
            url=reverse("office:expense", args=[row.pk]),
            due=None,
            why=why
            if row.has_paper
            else _("%(why)s; no document has been handed in") % {"why": why},
            role=actor.role,
        )
        for row in found
    )
    query = urlencode({"state": state.value})
    return Todos(
        found[0].todo_total if found else 0, 0, items, f"{reverse('office:expenses')}?{query}"
    )


def papers_waiting(actor: Actor) -> Todos:
    """Expenses whose document a beneficiary has still to hand in, before they are verified."""
    if actor.role != Role.BENEFICIARY:
        return Todos()
    rows = (
        Expense.objects.filter(theirs(actor), ~has_documents("expense"), state=State.ENTERED.value)
        .select_related("operation")
        .annotate(todo_total=Window(Count("pk")))
        .order_by("entered_at", "pk")[:FIRST]
    )
    found: list[Any] = list(rows)
    items = tuple(
        Todo(
            title=_("Expense %(number)s of %(operation)s")
            % {"number": row.document_number, "operation": row.operation.code},
            url=reverse("documents:new", args=["expense", str(row.pk)]),
            due=None,
            why=_("Hand in the document; without it nobody can verify the expense"),
            role=actor.role,
        )
        for row in found
    )
    return Todos(found[0].todo_total if found else 0, 0, items)


def findings_waiting(actor: Actor) -> Todos:
    """Findings that a beneficiary has to answer by a day, and answers that the office has to
    settle."""
    if actor.role == Role.BENEFICIARY:
        state, why = "open", _("A check found it: answer by the day")
    elif actor.role in CHECKERS:
        state, why = "answered", _("The beneficiary has answered: settle the answer")
    else:
        return Todos()
    rows = Finding.objects.filter(theirs(actor), state=state).select_related("operation")
    found, total, late = counted(rows, "deadline")
    items = tuple(
        Todo(
            title=_("Finding about %(operation)s") % {"operation": row.operation.code},
            url=reverse("office:finding", args=[row.pk]),
            due=row.deadline if state == "open" else None,
            why=why,
            role=actor.role,
        )
        for row in found
    )
    query = urlencode({"standing": state})
    return Todos(
        total, late if state == "open" else 0, items, f"{reverse('office:findings')}?{query}"
    )


WORK = (
    Source("expenses", gettext_lazy("Expenses to go on with"), expenses_waiting),
    Source("papers", gettext_lazy("Documents of expenses to hand in"), papers_waiting),
    Source("findings", gettext_lazy("Findings"), findings_waiting),
)
"""Registered when the programme starts."""
