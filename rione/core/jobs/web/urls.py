"""Addresses of the background jobs, inside `i18n_patterns`."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views

app_name = "jobs"
urlpatterns = [
    path(_("office/jobs/"), views.jobs, name="jobs"),
    path(_("office/jobs/<int:number>/"), views.job, name="job"),
    path(_("office/jobs/<int:number>/retry/"), views.retry, name="retry"),
    path(_("office/jobs/<int:number>/give-up/"), views.give_up, name="give_up"),
]
