"""Addresses of the papers of an operation."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

urlpatterns = [
    path(
        _("office/operations/<str:code>/documents/"),
        views.operation_documents,
        name="operation_documents",
    ),
    path(
        _("office/operations/<str:code>/documents.zip"),
        views.operation_documents_zip,
        name="operation_documents_zip",
    ),
]
