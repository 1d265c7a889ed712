from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    name = "rione.core.opendata"
    label = "opendata"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the check of the data sets)
