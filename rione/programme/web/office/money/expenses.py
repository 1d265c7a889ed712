"""One expense: what it is, what happened to it, and the steps that may follow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core.access import declares
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import Badge, Crumb, TimelineEntry
from rione.core.identity.access import may
from rione.core.identity.rules.actors import Actor
from rione.core.office.acting import actor_of
from rione.core.office.forms import KeyedForm
from rione.core.office.pages import write_page

from .... import operations as do
from ....access.money import CERTIFIER, CORRECTORS, ENTERERS, OFFICER
from ....access.operations import READERS, thing
from ....lists import money_words as names
from ....models import Expense
from ....queries.expenses import Happened, find_expense, history_of
from ....rules.expenses import State
from ..papers.parts import papers_about
from ..tabs import crumbs, tabs
from .forms import CorrectForm, ReasonForm, VerifyForm
from .parts import named

OPEN = (State.CERTIFIED.value, State.CORRECTED.value)


@dataclass(frozen=True)
class StepPage:
    """A step that people take on a page: in which states, with which form, by which operation.

    `unless`: the columns of those who may not take it, because they have done what is decided.
    """

    verb: str
    states: tuple[str, ...]
    roles: tuple[str, ...]
    title: Any
    done: Any
    form: type[KeyedForm]
    act: Callable[..., Any]
    lead: Any = ""
    unless: tuple[str, ...] = ()


STEPS = (
    StepPage(
        "verify_expense",
        ("entered",),
        OFFICER,
        gettext_lazy("Verify the expense"),
        gettext_lazy("The expense is verified."),
        VerifyForm,
        do.verify_expense,
        gettext_lazy("Accept all of it, a part of it with the reason, or with zero reject it."),
        ("entered_by",),
    ),
    StepPage(
        "correct_expense",
        OPEN,
        CORRECTORS,
        gettext_lazy("Correct the expense"),
        gettext_lazy("The correction is recorded."),
        CorrectForm,
        do.correct_expense,
        gettext_lazy("The amount is taken from what is certified."),
        ("certified_by",),
    ),
    StepPage(
        "recover_expense",
        OPEN,
        CORRECTORS,
        gettext_lazy("Recover the expense"),
        gettext_lazy("The recovery is recorded."),
        ReasonForm,
        do.recover_expense,
        gettext_lazy("All that is left of what is certified is taken."),
        ("certified_by",),
    ),
    StepPage(
        "send_back_expense",
        ("verified", "rejected"),
        CORRECTORS,
        gettext_lazy("Send it back to be verified"),
        gettext_lazy("The expense waits to be verified again."),
        ReasonForm,
        do.send_back_expense,
    ),
    StepPage(
        "reverse_certification",
        ("certified",),
        CERTIFIER,
        gettext_lazy("Take it out of the payment claim"),
        gettext_lazy("The expense waits to be certified again."),
        ReasonForm,
        do.reverse_certification,
        gettext_lazy("This is possible until the claim is sent."),
    ),
    StepPage(
        "reverse_correction",
        ("corrected", "recovered"),
        CORRECTORS,
        gettext_lazy("Undo the last correction or recovery"),
        gettext_lazy("It is undone."),
        ReasonForm,
        do.reverse_correction,
    ),
    StepPage(
        "withdraw_expense",
        ("entered",),
        ENTERERS,
        gettext_lazy("Withdraw the expense"),
        gettext_lazy("The expense is withdrawn."),
        ReasonForm,
        do.withdraw_expense,
        gettext_lazy("It counts no more; the document may be entered again."),
    ),
)


def expense_of(request: HttpRequest, key: UUID) -> Expense:
    """An expense; 404 unless whoever asks may see it."""
    row = find_expense(actor_of(request), key)
    if row is None:
        raise Http404
    return row


def url_of(key: object) -> str:
    """The page of an expense."""
    return reverse("office:expense", args=[key])


@declares(*READERS)
@never_cache
@require_safe
def expense(request: HttpRequest, key: UUID) -> HttpResponse:
    """One expense with its amounts, its history and what may be done next."""
    actor, row = actor_of(request), expense_of(request, key)
    named(row.supplier)
    return render(
        request,
        "programme/office/money/expense.html",
        {
            "crumbs": [*_path(row), Crumb(row.document_number)],
            "operation": row.operation,
            "title": _("Expense %(number)s") % {"number": row.document_number},
            "tabs": tabs(row.operation, actor, request.path),
            "expense": row,
            "kind": names.DOCUMENTS[row.document_kind],
            "badge": Badge(str(names.STATES[row.state]), names.TONES[row.state]),
            "amounts": _amounts(row),
            "history": [_entry(event) for event in history_of(row)],
            "papers": papers_about(actor, "expense", row),
            "actions": _steps(actor, row),
            "others": _others(actor, row),
        },
    )


def step_page(step: StepPage) -> Callable[..., HttpResponse]:
    """The view with the form of a step."""

    @declares(*step.roles)
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, key: UUID) -> HttpResponse:
        actor, row = actor_of(request), expense_of(request, key)
        return write_page(
            request,
            form_class=step.form,
            form_kwargs=_limits(step, row),
            initial={"accepted_cents": row.declared_cents},
            do=lambda data: step.act(actor=actor, expense=key, **data),
            title=str(step.title),
            lead=" ".join(filter(None, (str(step.lead), _missing(actor, step, row)))),
            crumbs=[*_path(row), Crumb(row.document_number, url_of(key))],
            submit=str(step.title),
            done=str(step.done),
            then=url_of(key),
        )

    view.__doc__ = f"The form of {step.verb}."
    return view


PAGES = {step.verb: step_page(step) for step in STEPS}


def _missing(actor: Actor, step: StepPage, row: Expense) -> str:
    """What whoever verifies should know: that nobody handed in the document. One SQL."""
    if step.verb != "verify_expense" or papers_about(actor, "expense", row).documents:
        return ""
    return _("No document has been handed in for this expense: ask for it, or add it first.")


def _limits(step: StepPage, row: Expense) -> dict[str, int]:
    if step.form is VerifyForm:
        return {"left": row.declared_cents}
    if step.form is CorrectForm:
        return {"left": row.remaining_cents}  # type: ignore[attr-defined]
    return {}


def _path(row: Expense) -> list[Crumb]:
    return [
        *crumbs(row.operation),
        Crumb(_("Expenses"), reverse("office:operation_expenses", args=[row.operation.code])),
    ]


def _amounts(row: Expense) -> list[tuple[str, str]]:
    """Label and amount of what has been said so far."""
    remaining = row.remaining_cents  # type: ignore[attr-defined]
    said = [
        (_("Declared"), row.declared_cents),
        (_("Accepted amount"), row.accepted_cents),
        (_("Certified"), row.certified_cents),
        (_("Corrected"), row.corrected_cents or None),
        (_("Recovered"), row.recovered_cents or None),
        (_("Certified, net"), remaining if row.certified_cents is not None else None),
    ]
    return [(label, formats.euro(cents)) for label, cents in said if cents is not None]


def _entry(event: Happened) -> TimelineEntry:
    figures = event.figures
    text = _("Declared %(declared)s") % {"declared": formats.euro(figures.declared)}
    if figures.accepted is not None:
        text += " · " + _("accepted %(amount)s") % {"amount": formats.euro(figures.accepted)}
    if figures.certified is not None:
        text += " · " + _("certified, net %(amount)s") % {"amount": formats.euro(figures.remaining)}
    return TimelineEntry(
        localtime(event.at).date().isoformat(),
        str(names.STEPS[event.step]),
        text=text,
        badge=Badge(_("undone"), "neutral") if event.undone else None,
        actor=event.who,
        wording=event.reason,
        lang="it",
    )


def _steps(actor: Actor, row: Expense) -> list[Link]:
    """The steps that this person may take now."""
    return [
        Link(step.title, reverse(f"office:{step.verb}", args=[row.pk]))
        for step in STEPS
        if _possible(actor, row, step) and not _own(actor, row, step)
    ]


def _others(actor: Actor, row: Expense) -> list[Any]:
    """The steps that somebody else has to take, because this person did what is decided about."""
    return [step.title for step in STEPS if _possible(actor, row, step) and _own(actor, row, step)]


def _possible(actor: Actor, row: Expense, step: StepPage) -> bool:
    if row.state not in step.states or not may(actor, step.verb, thing(row.operation)):
        return False
    sent = row.certification is not None and row.certification.state == "sent"
    return not (step.verb == "reverse_certification" and sent)


def _own(actor: Actor, row: Expense, step: StepPage) -> bool:
    return any(str(getattr(row, column)) == actor.account for column in step.unless)
