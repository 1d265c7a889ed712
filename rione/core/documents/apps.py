from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "rione.core.documents"
    label = "documents"

    def ready(self) -> None:
        from django.core import checks

        from rione.core import selfcheck

        from .checks import contents_agree, settings_are_whole

        selfcheck.register("documents", contents_agree)
        checks.register(settings_are_whole, "security", deploy=True)
