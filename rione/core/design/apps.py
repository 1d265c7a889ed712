"""The app `design`: base template, components, formats and error pages."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "rione.core.design"
    label = "design"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the check of the navigation)
