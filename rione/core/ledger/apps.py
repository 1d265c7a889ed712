from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "rione.core.ledger"
    label = "ledger"

    def ready(self) -> None:
        from rione.core import selfcheck

        from . import checks

        selfcheck.register("ledger", checks.all_sums_agree)
