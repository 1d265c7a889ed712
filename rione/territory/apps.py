from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "rione.territory"
    label = "territory"

    def ready(self) -> None:
        from rione.core import selfcheck, sitemap
        from rione.core.thread.queries import register_kind

        from . import public, queries

        register_kind("site", public.site_nodes)
        register_kind("space", public.space_nodes)
        sitemap.register("territory", queries.public_pages)
        selfcheck.register("territory", queries.check_tree)
