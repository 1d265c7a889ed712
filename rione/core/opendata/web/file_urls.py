"""Files of open data: one address per data set and form, the same in every language."""

from django.urls import path, re_path

from . import catalogue, files

app_name = "opendata"
urlpatterns = [
    path("datapackage.json", files.package, name="package"),
    path("all.zip", files.archive, name="archive"),
    re_path(r"^(?P<name>[a-z0-9-]+)\.(?P<suffix>[a-z0-9]+)$", files.data_file, name="file"),
    path("<slug:name>", catalogue.named, name="dataset"),
    re_path(r"^.*$", files.nothing_here, name="nothing"),
]
