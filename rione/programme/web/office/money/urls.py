"""Addresses of the office: money."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from . import books, bound, claims, expenses, granting, lists, operation

urlpatterns: list[URLPattern] = [
    path(_("office/expenses/"), lists.expenses, name="expenses"),
    path(_("office/commitments/"), lists.commitments, name="commitments"),
    path(_("office/payments/"), lists.payments, name="payments"),
    path(_("office/payees/"), lists.payees, name="payees"),
    path(_("office/plans/"), lists.plans, name="plans"),
    path(_("office/payment-claims/"), lists.certifications, name="certifications"),
    path(
        _("office/operations/<str:code>/money/"), operation.operation_money, name="operation_money"
    ),
    path(
        _("office/operations/<str:code>/expenses/"),
        operation.operation_expenses,
        name="operation_expenses",
    ),
    path(
        _("office/operations/<str:code>/money/accounts/<path:name>/"),
        operation.account,
        name="operation_account",
    ),
    path(
        _("office/operations/<str:code>/money/grant/"),
        granting.grant_financing,
        name="grant_financing",
    ),
    path(
        _("office/operations/<str:code>/money/saving/"),
        granting.record_saving,
        name="record_saving",
    ),
    path(_("office/operations/<str:code>/money/plan/"), granting.plan_year, name="plan_year"),
    path(_("office/operations/<str:code>/money/payee/"), granting.add_payee, name="add_payee"),
    path(_("office/operations/<str:code>/money/commit/"), granting.commit, name="commit"),
    path(_("office/payees/<uuid:key>/correct/"), granting.correct_payee, name="correct_payee"),
    path(
        _("office/financing/<uuid:key>/undo/"),
        granting.reverse_financing,
        name="reverse_financing",
    ),
    path(_("office/savings/<uuid:key>/undo/"), granting.reverse_saving, name="reverse_saving"),
    path(_("office/commitments/<uuid:key>/"), bound.commitment, name="commitment"),
    path(_("office/commitments/<uuid:key>/pay/"), bound.pay, name="pay"),
    path(_("office/commitments/<uuid:key>/take-back/"), bound.decommit, name="decommit"),
    path(_("office/commitments/<uuid:key>/undo/"), bound.undo_commitment, name="undo_commitment"),
    path(_("office/payments/<uuid:key>/"), bound.payment, name="payment"),
    path(_("office/payments/<uuid:key>/expense/"), bound.enter_expense, name="enter_expense"),
    path(_("office/payments/<uuid:key>/recover/"), bound.recover, name="recover"),
    path(_("office/payments/<uuid:key>/undo/"), bound.undo_payment, name="undo_payment"),
    path(_("office/expenses/<uuid:key>/"), expenses.expense, name="expense"),
    path(
        _("office/expenses/<uuid:key>/verify/"),
        expenses.PAGES["verify_expense"],
        name="verify_expense",
    ),
    path(
        _("office/expenses/<uuid:key>/send-back/"),
        expenses.PAGES["send_back_expense"],
        name="send_back_expense",
    ),
    path(
        _("office/expenses/<uuid:key>/withdraw/"),
        expenses.PAGES["withdraw_expense"],
        name="withdraw_expense",
    ),
    path(
        _("office/expenses/<uuid:key>/take-out/"),
        expenses.PAGES["reverse_certification"],
        name="reverse_certification",
    ),
    path(
        _("office/expenses/<uuid:key>/correct/"),
        expenses.PAGES["correct_expense"],
        name="correct_expense",
    ),
    path(
        _("office/expenses/<uuid:key>/recover/"),
        expenses.PAGES["recover_expense"],
        name="recover_expense",
    ),
    path(
        _("office/expenses/<uuid:key>/undo/"),
        expenses.PAGES["reverse_correction"],
        name="reverse_correction",
    ),
    path(_("office/payment-claims/new/"), claims.open_certification, name="open_certification"),
    path(_("office/payment-claims/<uuid:key>/"), claims.certification, name="certification"),
    path(
        _("office/payment-claims/<uuid:key>/send/"),
        claims.send_certification,
        name="send_certification",
    ),
    path(_("office/books/"), books.trial_balance, name="books"),
    path(_("office/books/years/"), books.years, name="years"),
    path(_("office/books/years/close/"), books.close_year, name="close_year"),
    path(_("office/books/years/reopen/"), books.reopen_year, name="reopen_year"),
]
