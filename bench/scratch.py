"""A database of its own for a bench, with the programme multiplied in it."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FACTS = ROOT / "data" / "milano"


@contextmanager
def scratch_platform() -> Iterator[None]:
    """Django set up on a scratch database that is dropped afterwards."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "rione.config.settings.test"
    from rione.launch.postgres import running

    with running(instance="bench") as server:
        os.environ["DATABASE_URL"] = server.url
        import django

        django.setup()
        from django.db import connection

        from rione.core.design import texts

        texts.compile_all()
        own = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(own, verbosity=0)


def backend() -> int:
    """The process that serves this connection in the database."""
    from django.db import connection

    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def analyze() -> None:
    """Let the planner know the tables, as autovacuum does on a running server."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def server(middleware: bool = True) -> Callable[[Any], Any]:
    """Django's own request handler, with all of the project's middleware or with none."""
    from django.conf import settings
    from django.core.handlers.base import BaseHandler
    from django.test.utils import override_settings

    handler = BaseHandler()
    with override_settings(MIDDLEWARE=settings.MIDDLEWARE if middleware else []):
        handler.load_middleware()
    return handler.get_response


def captured(work: Callable[[], object]) -> list[tuple[str, Any]]:
    """The SQL statements that a piece of work sends, with their parameters."""
    from django.db import connection

    found: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return found


def replay(statements: list[tuple[str, Any]]) -> list[list[tuple[Any, ...]]]:
    """Send the same statements and fetch every row, with nothing made of them."""
    from django.db import connection

    answers = []
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            answers.append(cursor.fetchall() if cursor.description else [])
    return answers
