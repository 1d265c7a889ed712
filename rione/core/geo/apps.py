from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "rione.core.geo"
    label = "geo"
