from django.apps import AppConfig
from django.core.checks import register


class IdentityConfig(AppConfig):
    name = "rione.core.identity"
    label = "identity"

    def ready(self) -> None:
        from .checks import switcher_is_the_demos

        register(switcher_is_the_demos)
