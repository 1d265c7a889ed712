from django.apps import AppConfig
from django.core.checks import register


class OfficeConfig(AppConfig):
    name = "rione.core.office"
    label = "office"

    def ready(self) -> None:
        from .checks import menu_leads_somewhere
        from .imports import access  # noqa: F401 — its verbs are known before any request

        register(menu_leads_somewhere)
