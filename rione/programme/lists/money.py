"""The lists of money: expenses, commitments, payments, payees, plans, payment claims."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from rione.core.design import formats
from rione.core.design.figures import EmptyState
from rione.core.identity.rules.actors import Actor
from rione.core.office.lists import Facet, Field, OfficeList

from ..queries.expenses import certifications_of, expenses_of, financed_by
from ..queries.money import commitments_of, payees_of, payments_of, plans_of, public_funds
from ..queries.operations import codes_of
from . import money_words as words

YEARS = {str(year): str(year) for year in range(2014, 2030)}
CURRENT = {"True": _("in force"), "False": _("replaced")}
ID = Field("id", "", kind="id", shown=False, sortable=False)
OPERATION = Field("operation", _("Operation"), path="operation__code")
OF_OPERATION = Facet("operation", _("Operation"), path="operation__code", choices=codes_of)


def _funds(actor: Actor) -> dict[str, str]:
    """The public funds by code. One SQL."""
    return {code: text.of(formats.language()) for code, text in public_funds().items()}


EXPENSES = OfficeList(
    name="expenses",
    title=_("Expenses"),
    lead=_("What was declared, what was accepted and cut, and what is certified."),
    noun=lambda count: ngettext("expense", "expenses", count),
    fields=(
        Field("number", _("Document"), path="document_number", heading=True),
        OPERATION,
        Field("kind", _("Kind"), "choice", "document_kind", choices=words.DOCUMENTS, shown=False),
        Field("day", _("Date"), "date", "document_day", secondary=True),
        Field("declared_cents", _("Declared"), "money"),
        Field("accepted_cents", pgettext_lazy("amount", "Accepted"), "money", null=True),
        Field("certified_cents", _("Certified, net"), "money", "remaining_cents"),
        Field("state", _("State"), "choice", choices=words.STATES, tones=words.TONES),
        Field("entered", _("Entered on"), "instant", "entered_at", secondary=True),
        ID,
    ),
    rows=expenses_of,
    facets=(
        Facet("state"),
        OF_OPERATION,
        Facet("fund", _("Fund of the operation"), choices=_funds, where=financed_by),
        Facet("year", _("Year"), "document_day__year", YEARS),
    ),
    search=("document_number__icontains",),
    default="-entered",
    link=lambda row: reverse("office:expense", args=[row.id]),
    empty=EmptyState(
        _("No expenses yet"),
        _("An expense is entered from the page of the payment that paid it."),
    ),
)
COMMITMENTS = OfficeList(
    name="commitments",
    title=_("Commitments"),
    lead=_("Contracts and acts that bind public money, and what was taken from them."),
    noun=lambda count: ngettext("commitment", "commitments", count),
    fields=(
        Field("number", _("Number"), heading=True),
        Field("kind", _("Kind"), "choice", choices=words.COMMITMENTS),
        OPERATION,
        Field("day", _("Date"), "date"),
        Field("payee", _("Payee"), path="payee__name", secondary=True),
        Field("amount_cents", _("Amount"), "money", "signed_cents"),
        Field("undone", _("Undone on"), "instant", "undone_at", null=True, secondary=True),
        ID,
    ),
    rows=commitments_of,
    facets=(Facet("kind"), OF_OPERATION, Facet("year", _("Year"), "day__year", YEARS)),
    search=("number__icontains", "reason__icontains"),
    default="-day",
    link=lambda row: reverse("office:commitment", args=[row.id]),
    empty=EmptyState(
        _("No commitments yet"), _("Money is committed from the money page of an operation.")
    ),
    reads="list_commitments",
)
PAYMENTS = OfficeList(
    name="payments",
    title=_("Payments"),
    lead=_("What was paid on commitments, and what payees gave back."),
    noun=lambda count: ngettext("payment", "payments", count),
    fields=(
        Field("number", _("Number"), heading=True),
        Field("kind", _("Kind"), "choice", choices=words.PAYMENTS),
        OPERATION,
        Field("commitment", _("Commitment"), path="commitment__number", secondary=True),
        Field("day", _("Date"), "date"),
        Field("payee", _("Payee"), path="payee__name", secondary=True),
        Field("amount_cents", _("Amount"), "money", "signed_cents"),
        Field("undone", _("Undone on"), "instant", "undone_at", null=True, secondary=True),
        ID,
    ),
    rows=payments_of,
    facets=(Facet("kind"), OF_OPERATION, Facet("year", _("Year"), "day__year", YEARS)),
    search=("number__icontains",),
    default="-day",
    link=lambda row: reverse("office:payment", args=[row.id]),
    empty=EmptyState(
        _("No payments yet"), _("A payment is recorded from the page of its commitment.")
    ),
    reads="list_payments",
)
PAYEES = OfficeList(
    name="payees",
    title=_("Payees"),
    lead=_("Who is paid in each operation."),
    noun=lambda count: ngettext("payee", "payees", count),
    fields=(
        Field("name", _("Name"), heading=True),
        Field("kind", _("Kind"), "choice", choices=words.PAYEES),
        Field("tax_code", _("Tax code")),
        OPERATION,
        ID,
    ),
    rows=payees_of,
    facets=(Facet("kind"), OF_OPERATION),
    search=("name__icontains", "tax_code__icontains"),
    default="name",
    empty=EmptyState(
        _("No payees yet"), _("Payees are added from the money page of an operation.")
    ),
    reads="list_payees",
)
PLANS = OfficeList(
    name="plans",
    title=_("Plans by year"),
    lead=_("What each operation means to spend in a year; a revision keeps what it replaces."),
    noun=lambda count: ngettext("plan", "plans", count),
    fields=(
        Field("operation", _("Operation"), path="operation__code", heading=True),
        Field("year", _("Year"), "number"),
        Field("version", _("Version"), "number"),
        Field("amount_cents", _("Planned"), "money"),
        Field("current", _("In force"), "yesno", "is_current"),
        Field("reason", _("Reason"), secondary=True),
        Field("entered", _("Entered on"), "instant", "entered_at", secondary=True),
        ID,
    ),
    rows=plans_of,
    facets=(
        OF_OPERATION,
        Facet("year", _("Year"), "year", YEARS),
        Facet("current", _("In force"), "is_current", CURRENT),
    ),
    default="operation",
    link=lambda row: reverse("office:operation_money", args=[row.operation]),
    empty=EmptyState(
        _("No plans yet"), _("A year is planned from the money page of an operation.")
    ),
)
CERTIFICATIONS = OfficeList(
    name="certifications",
    title=_("Payment claims"),
    lead=_("Expenses that are certified together and sent as one claim."),
    noun=lambda count: ngettext("payment claim", "payment claims", count),
    fields=(
        Field("number", _("Number"), heading=True),
        Field("first_day", _("From"), "date", secondary=True),
        Field("last_day", _("To"), "date", secondary=True),
        Field("day", _("Date"), "date"),
        Field("total_cents", _("Total"), "money"),
        Field("state", _("State"), "choice", choices=words.CLAIMS, tones=words.CLAIM_TONES),
        ID,
    ),
    rows=certifications_of,
    facets=(Facet("state"), Facet("year", _("Year"), "day__year", YEARS)),
    search=("number__icontains",),
    default="-day",
    link=lambda row: reverse("office:certification", args=[row.id]),
    empty=EmptyState(
        _("No payment claims yet"), _("A certifier opens a claim and certifies expenses in it.")
    ),
)
