from django.apps import AppConfig
from django.core.checks import Tags, register


class ScopeConfig(AppConfig):
    name = "rione.core.scope"
    label = "scope"

    def ready(self) -> None:
        from .checks import login_obeys_policies, roles_exist

        register(login_obeys_policies, Tags.database)
        register(roles_exist, Tags.database)
