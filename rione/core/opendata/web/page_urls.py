"""Pages of open data, inside `i18n_patterns`."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import pages

app_name = "open_data"
urlpatterns = [
    path(_("open-data/"), pages.datasets, name="datasets"),
    path(_("open-data/<slug:name>/"), pages.dataset, name="dataset"),
]
