from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "rione.programme"
    label = "programme"

    def ready(self) -> None:
        from rione.core import selfcheck
        from rione.core.notices.kinds import Link, TopicKind, register_topic
        from rione.core.thread.queries import register_kind

        from . import public, queries
        from .queries import history, todo
        from .queries.money_check import check_money

        register_kind("action", public.action_nodes)
        register_kind("indicator", public.indicator_nodes)
        register_topic(
            TopicKind(
                "action",
                title=public.action_title,
                link=lambda code: Link("programme:action", (code,)),
            )
        )
        for source in todo.OWN:
            todo.register_todo(source)
        history.register_desk()
        selfcheck.register("programme", queries.check_programme)
        selfcheck.register("money", check_money)
