from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "rione.config.pages"
    label = "pages"
