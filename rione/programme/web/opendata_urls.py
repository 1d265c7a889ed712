"""Files of open data: one address per data set and form, the same in every language."""

from django.urls import path, re_path

from . import opendata

app_name = "opendata"
urlpatterns = [
    path("<slug:name>.csv", opendata.csv_file, name="csv"),
    path("<slug:name>.json", opendata.json_file, name="json"),
    re_path(r"^.*$", opendata.nothing_here, name="nothing"),
]
