from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "rione.core.office"
    label = "office"
