"""Forms of an operation's money: financing, savings, plans, payees, commitments."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rione.core import clock
from rione.core.access import declares
from rione.core.design.figures import Crumb
from rione.core.office.acting import actor_of
from rione.core.office.pages import write_page

from .... import operations as do
from ....access.operations import OFFICER, theirs
from ....models import FinancingLine, Operation, Saving
from ....queries.books import left_in
from ....queries.casework import history_of
from ....queries.money import money_of, payees_of, payees_to_choose, public_funds
from ....rules import books
from ... import words
from ..checks.case import history
from ..operations.views import found
from ..tabs import crumbs
from .forms import CommitForm, CorrectPayeeForm, GrantForm, PayeeForm, PlanForm, ReasonForm
from .parts import named

View = Callable[..., HttpResponse]


def written(view: View) -> View:
    """A form for programme officers, kept by no cache."""
    methods = require_http_methods(["GET", "HEAD", "POST"])
    return declares(*OFFICER)(never_cache(methods(view)))


def path_to(row: Operation) -> list[Crumb]:
    """The path to the money of an operation."""
    return [*crumbs(row), Crumb(_("Money"), back_to(row))]


def back_to(row: Operation) -> str:
    """The page of an operation's money."""
    return reverse("office:operation_money", args=[row.code])


@written
def grant_financing(request: HttpRequest, code: str) -> HttpResponse:
    """Grant money of a fund."""
    actor, row = actor_of(request), found(request, code)
    return write_page(
        request,
        form_class=GrantForm,
        form_kwargs={"funds": [(key, words.text(name)) for key, name in public_funds().items()]},
        initial={"day": clock.today()},
        do=lambda data: do.grant_financing(actor=actor, operation=row.pk, **data),
        title=_("Grant financing"),
        crumbs=path_to(row),
        done=_("The financing is granted."),
        then=back_to(row),
    )


@written
def record_saving(request: HttpRequest, code: str) -> HttpResponse:
    """Record what of a fund's money is not needed."""
    actor, row = actor_of(request), found(request, code)
    called, money = public_funds(), money_of(row)
    return write_page(
        request,
        form_class=GrantForm,
        form_kwargs={
            "funds": [(one.fund, words.text(called.get(one.fund))) for one in money.funds],
            "left": money.available,
        },
        initial={"day": clock.today()},
        do=lambda data: do.record_saving(actor=actor, operation=row.pk, **data),
        title=_("Record a saving"),
        lead=_("What is saved is no longer there to be committed."),
        crumbs=path_to(row),
        done=_("The saving is recorded."),
        then=back_to(row),
    )


@written
def plan_year(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a year, or revise its plan."""
    actor, row = actor_of(request), found(request, code)
    return write_page(
        request,
        form_class=PlanForm,
        initial={"year": clock.today().year},
        do=lambda data: do.plan_year(actor=actor, operation=row.pk, **data),
        title=_("Plan a year"),
        lead=_("A plan that exists is replaced and kept."),
        crumbs=path_to(row),
        done=_("The year is planned."),
        then=back_to(row),
    )


@written
def add_payee(request: HttpRequest, code: str) -> HttpResponse:
    """Add somebody who is paid."""
    actor, row = actor_of(request), found(request, code)
    return write_page(
        request,
        form_class=PayeeForm,
        do=lambda data: do.add_payee(actor=actor, operation=row.pk, **data),
        title=_("Add a payee"),
        crumbs=path_to(row),
        done=_("The payee is added."),
        then=back_to(row),
    )


@written
def correct_payee(request: HttpRequest, key: UUID) -> HttpResponse:
    """Correct the name of a payee; what it was is listed below the form."""
    actor = actor_of(request)
    payee = payees_of(actor).select_related("operation").filter(pk=key).first()
    if payee is None:
        raise Http404
    named(payee)
    return write_page(
        request,
        form_class=CorrectPayeeForm,
        initial={"name": payee.name},
        do=lambda data: do.correct_payee(actor=actor, payee=key, **data),
        title=_("Correct the name of a payee"),
        lead=_("Kind and tax code stay. For another code add another payee."),
        crumbs=path_to(payee.operation),
        done=_("The name is corrected."),
        then=reverse("office:payees"),
        template="programme/office/money/payee.html",
        context={"history": history(history_of(key), actor)},
    )


@written
def commit(request: HttpRequest, code: str) -> HttpResponse:
    """Commit money."""
    actor, row = actor_of(request), found(request, code)
    payees = payees_to_choose(row)
    return write_page(
        request,
        form_class=CommitForm,
        form_kwargs={"payees": payees, "left": left_in(row, books.AVAILABLE)},
        initial={"day": clock.today()},
        do=lambda data: do.commit(
            actor=actor, operation=row.pk, **data | {"payee": UUID(data["payee"])}
        ),
        title=_("Commit money"),
        lead="" if payees else _("Add the payee first: a commitment is made to somebody."),
        crumbs=path_to(row),
        done=_("The money is committed."),
        then=lambda key: reverse("office:commitment", args=[key]),
    )


@written
def reverse_financing(request: HttpRequest, key: UUID) -> HttpResponse:
    """Undo a grant."""
    return _undo(
        request, FinancingLine, key, _("Undo the grant"),
        lambda actor, data: do.reverse_financing(actor=actor, financing=key, **data),
    )  # fmt: skip


@written
def reverse_saving(request: HttpRequest, key: UUID) -> HttpResponse:
    """Undo a saving."""
    return _undo(
        request, Saving, key, _("Undo the saving"),
        lambda actor, data: do.reverse_saving(actor=actor, saving=key, **data),
    )  # fmt: skip


def _undo(
    request: HttpRequest,
    model: type[FinancingLine] | type[Saving],
    key: UUID,
    title: str,
    act: Callable[[Any, dict[str, Any]], Any],
) -> HttpResponse:
    actor = actor_of(request)
    entry = model.objects.filter(theirs(actor), pk=key).select_related("operation").first()
    if entry is None:
        raise Http404
    return write_page(
        request,
        form_class=ReasonForm,
        do=lambda data: act(actor, data),
        title=title,
        lead=_("It stays in the books with its reversal, and counts no more."),
        crumbs=path_to(entry.operation),
        submit=_("Undo it"),
        done=_("It is undone."),
        then=back_to(entry.operation),
    )
