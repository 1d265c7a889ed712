from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    name = "rione.core.opendata"
    label = "opendata"

    def ready(self) -> None:
        from rione.core import sitemap

        from . import checks  # noqa: F401  (registers the check of the data sets)
        from .linked import public_pages

        sitemap.register("opendata", public_pages)
