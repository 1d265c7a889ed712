from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "rione.programme"
    label = "programme"

    def ready(self) -> None:
        from rione.core import selfcheck, sitemap
        from rione.core.documents import public as documents
        from rione.core.notices.kinds import Link, TopicKind, register_topic
        from rione.core.office.imports.definitions import register_import
        from rione.core.thread.queries import register_kind

        from . import public, queries
        from .lists import imports
        from .lists.datasets import register_datasets
        from .lists.figures import register_figures
        from .operations import money_doors
        from .operations.senders import register_notices, send
        from .operations.telling import register_sender
        from .queries import history_words, todo, todo_work
        from .queries.indexed import public_pages
        from .queries.money_check import check_money
        from .web.office.papers.subjects import subjects

        register_kind("action", public.action_nodes)
        register_kind("indicator", public.indicator_nodes)
        register_topic(
            TopicKind(
                "action",
                title=public.action_title,
                link=lambda code: Link("programme:action", (code,)),
            )
        )
        for source in (*todo.OWN, *todo_work.WORK):
            todo.register_todo(source)
        for subject in subjects():
            documents.register(subject)
        register_notices()
        register_sender(send)
        money_doors.wire()
        register_import(*imports.ALL)
        register_datasets()
        register_figures()
        sitemap.register("programme", public_pages)
        history_words.register_words()
        selfcheck.register("programme", queries.check_programme)
        selfcheck.register("money", check_money)
