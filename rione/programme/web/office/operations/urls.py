"""Addresses of operations."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

urlpatterns = [
    path(_("office/operations/"), views.operation_list, name="operations"),
    path(_("office/operations/new/"), views.open_one, name="open_operation"),
    path(_("office/operations/<str:code>/"), views.operation, name="operation"),
    path(_("office/operations/<str:code>/change/"), views.change, name="change_operation"),
]
