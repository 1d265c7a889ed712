from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "rione.config.pages"
    label = "pages"

    def ready(self) -> None:
        from rione.core import sitemap
        from rione.core.sitemap import Entry

        names = ("about", "accessibility", "privacy")
        entries = tuple(Entry(f"pages:{name}") for name in names)
        sitemap.register("pages", lambda: entries)
