"""Addresses of national monitoring."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

urlpatterns = [
    path(_("office/monitoring/"), views.run_list, name="monitoring"),
    path(_("office/monitoring/new/"), views.new_run, name="run_monitoring"),
    path(_("office/monitoring/findings/"), views.finding_list, name="monitoring_findings"),
    path(_("office/monitoring/<uuid:key>/"), views.run, name="monitoring_run"),
    path(_("office/monitoring/<uuid:key>/records.zip"), views.archive, name="monitoring_archive"),
]
