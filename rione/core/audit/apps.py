from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "rione.core.audit"
    label = "audit"

    def ready(self) -> None:
        from django.core import checks

        from rione.core import selfcheck

        from .outside import check_places
        from .verification import findings

        selfcheck.register("audit", findings)
        checks.register(check_places, "security", deploy=True)
