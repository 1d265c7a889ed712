"""Addresses of the register: statements, disagreements, indicators, documents, every change."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import conflicts, documents, history, indicators, statements

urlpatterns = [
    path(_("office/statements/"), statements.statement_list, name="statements"),
    path(_("office/statements/new/"), statements.add_statement, name="add_statement"),
    path(_("office/statements/<int:number>/"), statements.statement, name="statement"),
    path(
        _("office/statements/<int:number>/retire/"),
        statements.retire_statement,
        name="retire_statement",
    ),
    path(_("office/states/new/"), statements.move_state, name="move_state"),
    path(_("office/disagreements/"), conflicts.conflict_list, name="conflicts"),
    path(_("office/disagreements/<path:key>/"), conflicts.conflict, name="conflict"),
    path(_("office/indicators/"), indicators.indicator_list, name="indicators"),
    path(_("office/indicators/new/"), indicators.add_value, name="add_indicator_value"),
    path(_("office/source-documents/"), documents.document_list, name="documents"),
    path(_("office/source-documents/new/"), documents.add_document, name="add_document"),
    path(_("office/register/"), history.register, name="register"),
    path(
        _("office/register/<str:kind>/<str:subject>/"),
        history.subject_history,
        name="subject_history",
    ),
]
