"""The money of one operation: from grant to payment, by fund and year, and its accounts."""

from dataclasses import replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rione.core import clock
from rione.core.access import declares
from rione.core.design import formats
from rione.core.design.charts import BarChart, BarRow
from rione.core.design.context import Link
from rione.core.design.figures import Badge, Crumb
from rione.core.design.tables import Cell, Column, DataTable, TableState
from rione.core.identity.access import may
from rione.core.identity.rules.actors import Actor
from rione.core.ledger import queries as ledger
from rione.core.ledger.rules.problems import UnknownAccountError
from rione.core.office.acting import actor_of
from rione.core.office.listing import list_page

from ....access.operations import READERS, thing
from ....lists import money_words as names
from ....lists.money import EXPENSES
from ....models import LegalCommitment, Operation
from ....models.money import COMMITMENT
from ....queries.books import code_of
from ....queries.expenses import expenses_of
from ....queries.money import FundMoney, Grant, OperationMoney, money_of, public_funds
from ....rules import books
from ... import words
from ..operations.views import found
from ..tabs import crumbs, tabs
from .parts import allowed, cards_of, named, table

FIRST = date(2014, 1, 1)


@declares(*READERS)
@never_cache
@require_safe
def operation_money(request: HttpRequest, code: str) -> HttpResponse:
    """What was granted, committed, paid and saved, and what was planned for each year."""
    actor, row = actor_of(request), found(request, code)
    money = money_of(row)
    named(*(bound.payee for bound in money.commitments))
    funds = {code: words.text(name) for code, name in public_funds().items()}
    return render(
        request,
        "programme/office/money/operation.html",
        {
            "crumbs": [*crumbs(row), Crumb(_("Money"))],
            "operation": row,
            "title": _("Money"),
            "tabs": tabs(row, actor, request.path),
            "cards": cards_of(money),
            "by_fund": _funds_chart(money.funds, funds),
            "by_year": _years_chart(money),
            "grants": _grants(money, funds, row, actor),
            "bound": _commitments(money),
            "accounts": _accounts(row, money),
            "actions": _actions(row, actor),
        },
    )


@declares(*READERS)
@require_safe
def operation_expenses(request: HttpRequest, code: str) -> HttpResponseBase:
    """The expenses of one operation."""
    row = found(request, code)
    definition = replace(
        EXPENSES,
        rows=lambda actor: expenses_of(actor).filter(operation=row),
        facets=tuple(facet for facet in EXPENSES.facets if facet.name != "operation"),
        lead=row.title,
    )
    payments = reverse("office:payments") + f"?operation={row.code}"
    return list_page(
        request,
        definition,
        crumbs=crumbs(row),
        actions=[Link(_("Payments of this operation"), payments)],
    )


@declares(*READERS)
@never_cache
@require_safe
def account(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """The statement of one account, line by line."""
    row = found(request, code)
    if not books.is_account(name):
        raise Http404
    columns = (
        Column("at", _("Date"), heading=True),
        Column("about", _("Entry")),
        Column("debit", _("Debit"), numeric=True),
        Column("credit", _("Credit"), numeric=True),
        Column("balance", _("Balance"), numeric=True),
    )
    state = TableState.from_request(request, columns, per_page=ledger.LINES_A_PAGE)
    until = max(clock.today(), FIRST)
    try:
        statement = ledger.statement(code_of(row, name), FIRST, until, state.page)
        if state.page > statement.page_count:
            state = state.clamped(statement.line_count)
            statement = ledger.statement(code_of(row, name), FIRST, until, state.page)
    except UnknownAccountError:
        raise Http404 from None
    lines = [
        {
            "at": formats.iso_date(line.at),
            "about": Cell(line.transaction, note=_("reversal") if line.is_reversal else ""),
            "debit": formats.euro(line.debit) if line.debit else None,
            "credit": formats.euro(line.credit) if line.credit else None,
            "balance": formats.euro(line.balance),
        }
        for line in statement.lines
    ]
    title = names.account_name(name)
    return render(
        request,
        "programme/office/money/account.html",
        {
            "crumbs": [
                *crumbs(row),
                Crumb(_("Money"), reverse("office:operation_money", args=[row.code])),
                Crumb(title),
            ],
            "operation": row,
            "title": title,
            "code": statement.account.code,
            "balance": formats.euro(statement.account.balance),
            "table": DataTable(
                caption=title,
                caption_hidden=True,
                columns=columns,
                rows=lines,
                total=statement.line_count,
                state=state,
                noun=_("lines"),
                id="statement",
            ),
        },
    )


def _actions(row: Operation, actor: Actor) -> list[Link]:
    return allowed(
        actor,
        row,
        [
            ("grant_financing", _("Grant financing"), _url("grant_financing", row)),
            ("record_saving", _("Record a saving"), _url("record_saving", row)),
            ("add_payee", _("Add a payee"), _url("add_payee", row)),
            ("commit", _("Commit money"), _url("commit", row)),
            ("plan_year", _("Plan a year"), _url("plan_year", row)),
        ],
    )


def _url(name: str, row: Operation) -> str:
    return reverse(f"office:{name}", args=[row.code])


def _funds_chart(funds: tuple[FundMoney, ...], called: dict[str, str]) -> BarChart | None:
    if not funds:
        return None
    return BarChart(
        _("Financing by fund"),
        "euro",
        (_("Available to the operation"), _("Saved")),
        tuple(BarRow(called.get(fund.fund, fund.fund), (fund.left, fund.saved)) for fund in funds),
        key="funds",
        row_heading=_("Fund"),
    )


def _years_chart(money: OperationMoney) -> BarChart | None:
    if not money.years:
        return None
    return BarChart(
        _("Planned and paid by year"),
        "euro",
        (_("Planned"), _("Paid")),
        # In a year more may have come back than was paid: bars have no place for it.
        tuple(BarRow(str(year.year), (year.planned, max(year.paid, 0))) for year in money.years),
        mode="grouped",
        key="years",
        row_heading=_("Year"),
    )


def _grants(
    money: OperationMoney, funds: dict[str, str], row: Operation, actor: Actor
) -> DataTable | None:
    about = thing(row)
    may_undo = {
        saving: bool(may(actor, verb, about))
        for saving, verb in ((False, "reverse_financing"), (True, "reverse_saving"))
    }
    rows = [
        {
            "kind": Cell(_("Saving") if one.saving else _("Grant"), note=one.decision),
            "fund": funds.get(one.fund, one.fund),
            "day": formats.iso_date(one.day),
            "amount": formats.euro(-one.cents if one.saving else one.cents),
            "state": _state(one, may_undo=may_undo[one.saving]),
        }
        for one in money.grants
    ]
    if not rows:
        return None
    columns = (
        Column("kind", _("Entry"), heading=True),
        Column("fund", _("Fund")),
        Column("day", _("Date")),
        Column("amount", _("Amount"), numeric=True),
        Column("state", _("Undo")),
    )
    return table("grants", _("Grants and savings"), columns, rows)


def _state(grant: Grant, *, may_undo: bool) -> Cell | None:
    if grant.undone:
        return Cell(None, badge=Badge(_("undone"), "neutral"), note=grant.undone_why)
    name = "office:reverse_saving" if grant.saving else "office:reverse_financing"
    return Cell(_("Undo"), url=reverse(name, args=[grant.id])) if may_undo else None


def _commitments(money: OperationMoney) -> DataTable | None:
    rows = [
        {
            "number": Cell(entry.number, url=reverse("office:commitment", args=[entry.pk])),
            "kind": names.COMMITMENTS[entry.kind],
            "payee": entry.payee.name,
            "day": formats.iso_date(entry.day),
            "amount": formats.euro(_amount(entry)),
            "unpaid": formats.euro(money.held(books.committed(entry.number)))
            if entry.kind == COMMITMENT and entry.undone_at is None
            else None,
        }
        for entry in money.commitments
    ]
    columns = (
        Column("number", _("Number"), heading=True),
        Column("kind", _("Kind")),
        Column("payee", _("Payee")),
        Column("day", _("Date")),
        Column("amount", _("Amount"), numeric=True),
        Column("unpaid", _("Not paid"), numeric=True),
    )
    return table("bound", _("Commitments"), columns, rows) if rows else None


def _amount(entry: LegalCommitment) -> int:
    if entry.undone_at is not None:
        return 0
    return entry.amount_cents if entry.kind == COMMITMENT else -entry.amount_cents


def _accounts(row: Operation, money: OperationMoney) -> DataTable | None:
    rows = [
        {
            "name": Cell(
                names.account_name(name),
                url=reverse("office:operation_account", args=[row.code, name]),
            ),
            "balance": formats.euro(view.balance),
        }
        for name, view in money.accounts.items()
    ]
    columns = (
        Column("name", _("Account"), heading=True),
        Column("balance", _("Balance"), numeric=True),
    )
    return table("accounts", _("Accounts"), columns, rows) if rows else None
