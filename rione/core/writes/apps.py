from django.apps import AppConfig


class WritesConfig(AppConfig):
    name = "rione.core.writes"
    label = "writes"
