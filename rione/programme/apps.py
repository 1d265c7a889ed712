from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "rione.programme"
    label = "programme"

    def ready(self) -> None:
        from rione.core import selfcheck
        from rione.core.notices.kinds import Link, TopicKind, register_topic
        from rione.core.thread.queries import register_kind

        from . import public, queries

        register_kind("action", public.action_nodes)
        register_kind("indicator", public.indicator_nodes)
        register_topic(
            TopicKind(
                "action",
                title=public.action_title,
                link=lambda code: Link("programme:action", (code,)),
            )
        )
        selfcheck.register("programme", queries.check_programme)
