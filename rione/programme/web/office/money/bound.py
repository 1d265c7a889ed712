"""A commitment and a payment: their pages, and what may be done with them."""

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core import clock
from rione.core.access import declares
from rione.core.design import formats
from rione.core.design.figures import Badge, Crumb
from rione.core.design.tables import Cell, Column, DataTable
from rione.core.office.acting import actor_of
from rione.core.office.pages import write_page

from .... import operations as do
from ....access.money import ENTERERS
from ....access.operations import READERS
from ....lists import money_words as names
from ....models import Expense, LegalCommitment, Payment
from ....models.money import COMMITMENT, PAYMENT
from ....queries.books import left_in
from ....queries.money import find_commitment, find_payment, payees_to_choose
from ....rules import books
from ..papers.parts import papers_about
from ..tabs import tabs
from .forms import EnterForm, PayForm, ReasonForm, TakeForm
from .granting import path_to, written
from .parts import allowed, named, table


def commitment_of(request: HttpRequest, key: UUID) -> LegalCommitment:
    """A commitment; 404 unless whoever asks may see it."""
    row = find_commitment(actor_of(request), key)
    if row is None:
        raise Http404
    return row


def payment_of(request: HttpRequest, key: UUID) -> Payment:
    """A payment; 404 unless whoever asks may see it."""
    row = find_payment(actor_of(request), key)
    if row is None:
        raise Http404
    return row


def _commitment_url(key: object) -> str:
    return reverse("office:commitment", args=[key])


def _payment_url(key: object) -> str:
    return reverse("office:payment", args=[key])


def _correcting(payee: UUID) -> tuple[str, str, str]:
    """The form of a payee's name."""
    url = reverse("office:correct_payee", args=[payee])
    return ("correct_payee", _("Correct the name of a payee"), url)


@declares(*READERS)
@never_cache
@require_safe
def commitment(request: HttpRequest, key: UUID) -> HttpResponse:
    """A commitment, or what was taken from one, and what was paid on it."""
    actor, row = actor_of(request), commitment_of(request, key)
    named(row.payee)
    stands, whole = row.undone_at is None, row.kind == COMMITMENT
    paid = Payment.objects.filter(commitment=row).order_by("day", "entered_at") if whole else []
    links = [("reverse_commitment", _("Undo it"), reverse("office:undo_commitment", args=[key]))]
    if whole:
        links = [
            ("pay", _("Record a payment"), reverse("office:pay", args=[key])),
            ("decommit", _("Take back a part"), reverse("office:decommit", args=[key])),
            *links,
        ]
    links.append(_correcting(row.payee_id))
    name = books.committed(row.number)
    return render(
        request,
        "programme/office/money/bound.html",
        {
            "crumbs": [*path_to(row.operation), Crumb(row.number)],
            "operation": row.operation,
            "title": f"{names.COMMITMENTS[row.kind]} {row.number}",
            "tabs": tabs(row.operation, actor, request.path),
            "row": row,
            "amount": formats.euro(row.amount_cents),
            "whole": _commitment_url(row.of_id) if row.of_id else "",
            "left_label": _("Not paid yet"),
            "left": formats.euro(left_in(row.operation, name)) if whole and stands else "",
            "account": reverse("office:operation_account", args=[row.operation.code, name]),
            "actions": allowed(actor, row.operation, links) if stands else [],
            "list_title": _("Payments"),
            "table": _payments(paid),
            "papers": papers_about(actor, "commitment", row),
            "is_commitment": whole,
        },
    )


@declares(*READERS)
@never_cache
@require_safe
def payment(request: HttpRequest, key: UUID) -> HttpResponse:
    """A payment or a recovery, and the expenses that it paid."""
    actor, row = actor_of(request), payment_of(request, key)
    named(row.payee)
    stands, whole = row.undone_at is None, row.kind == PAYMENT
    expenses = (
        Expense.objects.filter(payment=row).order_by("document_day", "entered_at") if whole else []
    )
    links = [("reverse_payment", _("Undo it"), reverse("office:undo_payment", args=[key]))]
    if whole:
        links = [
            ("enter_expense", _("Enter an expense"), reverse("office:enter_expense", args=[key])),
            ("recover_payment", _("Record a recovery"), reverse("office:recover", args=[key])),
            *links,
        ]
    links.append(_correcting(row.payee_id))
    name = books.undeclared(row.number)
    return render(
        request,
        "programme/office/money/bound.html",
        {
            "crumbs": [*path_to(row.operation), Crumb(row.number)],
            "operation": row.operation,
            "title": f"{names.PAYMENTS[row.kind]} {row.number}",
            "tabs": tabs(row.operation, actor, request.path),
            "row": row,
            "amount": formats.euro(row.amount_cents),
            "whole": _payment_url(row.of_id) if row.of_id else "",
            "commitment": row.commitment,
            "left_label": _("In no expense yet"),
            "left": formats.euro(left_in(row.operation, name)) if whole and stands else "",
            "account": reverse("office:operation_account", args=[row.operation.code, name]),
            "actions": allowed(actor, row.operation, links) if stands else [],
            "list_title": _("Expenses"),
            "table": _expenses(expenses),
            "papers": papers_about(actor, "payment", row),
            "is_commitment": False,
        },
    )


@written
def decommit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take back a part of a commitment."""
    actor, row = actor_of(request), commitment_of(request, key)
    return write_page(
        request,
        form_class=TakeForm,
        form_kwargs={"left": left_in(row.operation, books.committed(row.number))},
        initial={"day": clock.today()},
        do=lambda data: do.decommit(actor=actor, commitment=key, **data),
        title=_("Take back a part"),
        crumbs=[*path_to(row.operation), Crumb(row.number, _commitment_url(key))],
        done=_("The money is available again."),
        then=_commitment_url(key),
    )


@written
def undo_commitment(request: HttpRequest, key: UUID) -> HttpResponse:
    """Undo a commitment on which nothing was paid."""
    actor, row = actor_of(request), commitment_of(request, key)
    return write_page(
        request,
        form_class=ReasonForm,
        do=lambda data: do.reverse_commitment(actor=actor, commitment=key, **data),
        title=_("Undo the commitment"),
        lead=_("It stays in the books with its reversal, and counts no more."),
        crumbs=[*path_to(row.operation), Crumb(row.number, _commitment_url(key))],
        submit=_("Undo it"),
        done=_("It is undone."),
        then=_commitment_url(key),
    )


@written
def pay(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record a payment on a commitment."""
    actor, row = actor_of(request), commitment_of(request, key)
    return write_page(
        request,
        form_class=PayForm,
        form_kwargs={
            "payees": payees_to_choose(row.operation),
            "left": left_in(row.operation, books.committed(row.number)),
        },
        initial={"day": clock.today()},
        do=lambda data: do.pay(
            actor=actor, commitment=key, **data | {"payee": _id_or_none(data["payee"])}
        ),
        title=_("Record a payment"),
        crumbs=[*path_to(row.operation), Crumb(row.number, _commitment_url(key))],
        done=_("The payment is recorded."),
        then=_payment_url,
    )


@written
def recover(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record what a payee gave back."""
    actor, row = actor_of(request), payment_of(request, key)
    return write_page(
        request,
        form_class=TakeForm,
        form_kwargs={"left": left_in(row.operation, books.undeclared(row.number))},
        initial={"day": clock.today()},
        do=lambda data: do.recover_payment(actor=actor, payment=key, **data),
        title=_("Record a recovery"),
        lead=_("What is given back is committed again, until it is taken back."),
        crumbs=[*path_to(row.operation), Crumb(row.number, _payment_url(key))],
        done=_("The recovery is recorded."),
        then=_payment_url(key),
    )


@written
def undo_payment(request: HttpRequest, key: UUID) -> HttpResponse:
    """Undo a payment that is in no expense."""
    actor, row = actor_of(request), payment_of(request, key)
    return write_page(
        request,
        form_class=ReasonForm,
        do=lambda data: do.reverse_payment(actor=actor, payment=key, **data),
        title=_("Undo the payment"),
        lead=_("It stays in the books with its reversal, and counts no more."),
        crumbs=[*path_to(row.operation), Crumb(row.number, _payment_url(key))],
        submit=_("Undo it"),
        done=_("It is undone."),
        then=_payment_url(key),
    )


@declares(*ENTERERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_expense(request: HttpRequest, key: UUID) -> HttpResponse:
    """Enter an expense that a payment has paid."""
    actor, row = actor_of(request), payment_of(request, key)
    return write_page(
        request,
        form_class=EnterForm,
        form_kwargs={
            "payees": payees_to_choose(row.operation),
            "left": left_in(row.operation, books.undeclared(row.number)),
        },
        initial={"document_day": row.day},
        do=lambda data: do.enter_expense(
            actor=actor, payment=key, **data | {"supplier": _id_or_none(data["supplier"])}
        ),
        title=_("Enter an expense"),
        crumbs=[*path_to(row.operation), Crumb(row.number, _payment_url(key))],
        done=_("The expense is entered; somebody else verifies it."),
        then=lambda made: reverse("office:expense", args=[made]),
    )


def _id_or_none(text: str) -> UUID | None:
    return UUID(text) if text else None


def _payments(rows: Iterable[Payment]) -> DataTable | None:
    entries = [
        {
            "number": Cell(row.number, url=_payment_url(row.pk)),
            "kind": names.PAYMENTS[row.kind],
            "day": formats.iso_date(row.day),
            "amount": Cell(
                formats.euro(row.amount_cents if row.kind == PAYMENT else -row.amount_cents),
                badge=Badge(_("undone")) if row.undone_at else None,
            ),
        }
        for row in rows
    ]
    columns = (
        Column("number", _("Number"), heading=True),
        Column("kind", _("Kind")),
        Column("day", _("Date")),
        Column("amount", _("Amount"), numeric=True),
    )
    return table("payments", _("Payments"), columns, entries) if entries else None


def _expenses(rows: Iterable[Expense]) -> DataTable | None:
    entries = [
        {
            "number": Cell(row.document_number, url=reverse("office:expense", args=[row.pk])),
            "day": formats.iso_date(row.document_day),
            "declared": formats.euro(row.declared_cents),
            "state": Cell(None, badge=Badge(str(names.STATES[row.state]), names.TONES[row.state])),
        }
        for row in rows
    ]
    columns = (
        Column("number", _("Document"), heading=True),
        Column("day", _("Date")),
        Column("declared", _("Declared"), numeric=True),
        Column("state", _("State")),
    )
    return table("expenses", _("Expenses"), columns, entries) if entries else None
