"""The books of a municipality's operations: trial balance, and years that are closed."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rione.core import clock
from rione.core.access import declares
from rione.core.design import formats
from rione.core.design.context import Link
from rione.core.design.figures import Badge, Crumb
from rione.core.design.tables import Cell, Column, DataTable, TableState
from rione.core.ledger import queries as ledger
from rione.core.office.acting import actor_of
from rione.core.office.pages import write_page

from .... import operations as do
from ....access.money import CERTIFIER, OFFICER, READERS_OF_BOOKS
from ....lists import money_words as names
from ....queries.books import UNIT, owner_of
from .forms import YearForm
from .parts import table


def _path() -> list[Crumb]:
    return [Crumb(_("Office"), reverse("office:home")), Crumb(_("Books"), reverse("office:books"))]


@declares(*READERS_OF_BOOKS)
@never_cache
@require_safe
def trial_balance(request: HttpRequest) -> HttpResponse:
    """All accounts of the operations, with what they were debited and credited."""
    actor = actor_of(request)
    year = request.GET.get("year", "")
    until = date(int(year), 12, 31) if year in _years() else None
    begins = f"{actor.municipality}/"
    lines = ledger.trial_balance(UNIT, until, owner=owner_of(actor.municipality))
    columns = (
        Column("account", _("Account"), heading=True),
        Column("operation", _("Operation")),
        Column("debits", _("Debits"), numeric=True),
        Column("credits", _("Credits"), numeric=True),
        Column("balance", _("Debits less credits"), numeric=True),
    )
    state = TableState.from_request(request, columns, per_page=100).clamped(len(lines))
    rows = []
    for line in state.slice(lines):
        code, _slash, name = line.account.removeprefix(begins).partition("/")
        rows.append(
            {
                "account": Cell(
                    names.account_name(name),
                    url=reverse("office:operation_account", args=[code, name]),
                ),
                "operation": code,
                "debits": formats.euro(line.debits),
                "credits": formats.euro(line.credits),
                "balance": formats.euro(line.balance),
            }
        )
    sums = [sum(line.debits for line in lines), sum(line.credits for line in lines)]
    return render(
        request,
        "programme/office/money/books.html",
        {
            "crumbs": [_path()[0], Crumb(_("Books"))],
            "title": _("Books"),
            "years": _years(),
            "year": year if until else "",
            "debits": formats.euro(sums[0]),
            "credits": formats.euro(sums[1]),
            "balanced": sums[0] == sums[1],
            "table": DataTable(
                caption=_("Trial balance"),
                caption_hidden=True,
                columns=columns,
                rows=rows,
                total=len(lines),
                state=state,
                noun=_("accounts"),
                id="trial",
            )
            if lines
            else None,
        },
    )


@declares(*READERS_OF_BOOKS)
@never_cache
@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Which years are closed, who may close or reopen them, and what was done so far."""
    actor = actor_of(request)
    owner = owner_of(actor.municipality)
    history = ledger.closings(owner)
    columns = (
        Column("on", _("Recorded on"), heading=True),
        Column("what", _("Done")),
        Column("from", _("From")),
        Column("to", _("To")),
        Column("reason", _("Reason")),
    )
    rows = [
        {
            "on": formats.moment(event.recorded_at),
            "what": Cell(
                None,
                badge=Badge(_("closed"), "positive")
                if event.action == "close"
                else Badge(_("reopened"), "warning"),
            ),
            "from": formats.iso_date(event.first_day),
            "to": formats.iso_date(event.last_day),
            "reason": event.reason,
        }
        for event in history
    ]
    actions = []
    if actor.role in OFFICER:
        actions.append(Link(_("Close a year"), reverse("office:close_year")))
    if actor.role in CERTIFIER:
        actions.append(Link(_("Reopen a year"), reverse("office:reopen_year")))
    return render(
        request,
        "programme/office/money/years.html",
        {
            "crumbs": [*_path(), Crumb(_("Years"))],
            "title": _("Years of the books"),
            "closed": ledger.closed_ranges(owner),
            "table": table("closings", _("Closings"), columns, rows) if rows else None,
            "actions": actions,
        },
    )


@declares(*OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close_year(request: HttpRequest) -> HttpResponse:
    """Close a year that is over."""
    actor = actor_of(request)
    return write_page(
        request,
        form_class=YearForm,
        initial={"year": clock.today().year - 1},
        do=lambda data: do.close_year(actor=actor, **data),
        title=_("Close a year"),
        lead=_("Nothing more can be dated in it, in any operation, until it is reopened."),
        crumbs=[*_path(), Crumb(_("Years"), reverse("office:years"))],
        submit=_("Close the year"),
        done=_("The year is closed."),
        then=reverse("office:years"),
    )


@declares(*CERTIFIER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reopen_year(request: HttpRequest) -> HttpResponse:
    """Reopen a closed year."""
    actor = actor_of(request)
    return write_page(
        request,
        form_class=YearForm,
        do=lambda data: do.reopen_year(actor=actor, **data),
        title=_("Reopen a year"),
        crumbs=[*_path(), Crumb(_("Years"), reverse("office:years"))],
        submit=_("Reopen the year"),
        done=_("The year is open again."),
        then=reverse("office:years"),
    )


def _years() -> list[str]:
    return [str(year) for year in range(2014, clock.today().year + 1)]
