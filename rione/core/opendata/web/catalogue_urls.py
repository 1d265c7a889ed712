"""The catalogue of open data, at the root where harvesters look for it."""

from django.urls import path

from . import catalogue

app_name = "opendata_catalogue"
urlpatterns = [
    path("catalog.ttl", catalogue.turtle, name="turtle"),
    path("catalog.jsonld", catalogue.json_ld, name="jsonld"),
]
