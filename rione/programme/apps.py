from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "rione.programme"
    label = "programme"

    def ready(self) -> None:
        from rione.core import selfcheck
        from rione.core.thread.queries import register_kind

        from . import public, queries
        from .queries import history, todo

        register_kind("action", public.action_nodes)
        register_kind("indicator", public.indicator_nodes)
        for source in todo.OWN:
            todo.register_todo(source)
        history.register_desk()
        selfcheck.register("programme", queries.check_programme)
