"""What the commands share: exit codes, settings, and the database that they work with."""

import contextlib
import os
import sys
from collections.abc import Iterator

from .cluster import documents_of, seals_of
from .postgres import running

DONE, FOUND_PROBLEMS, USAGE, ENVIRONMENT, REFUSED, FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130
SETTINGS = "DJANGO_SETTINGS_MODULE"
DEMO = "rione.config.settings.demo"
PRODUCTION = "rione.config.settings.production"


def complain(sentence: str, code: int) -> int:
    """Say one line on the standard error output."""
    sys.stderr.write(f"rione: {sentence}\n")
    return code


def tell(text: str) -> None:
    """Say a line beside the output."""
    sys.stderr.write(f"{text}\n")


@contextlib.contextmanager
def database() -> Iterator[bool]:
    """Settings and database for this process; True when the database is the private one."""
    private = not os.environ.get("DATABASE_URL")
    os.environ.setdefault(SETTINGS, DEMO if private else PRODUCTION)
    with running("demo", report=tell) as server:
        os.environ["DATABASE_URL"] = server.url
        if server.data:
            seals = seals_of(server.data)
            seals.mkdir(exist_ok=True)
            os.environ.setdefault("RIONE_SEALS_DIR", str(seals))
            documents = documents_of(server.data)
            documents.mkdir(mode=0o700, exist_ok=True)
            os.environ.setdefault("RIONE_DOCUMENTS_DIR", str(documents))
        yield private


@contextlib.contextmanager
def platform() -> Iterator[None]:
    """Django, set up on a database whose schema is up to date if it is the private one."""
    from .prepare import migrate
    from .supervise import interrupt_on_signals

    interrupt_on_signals()
    with database() as private:
        import django

        django.setup()
        if private:
            migrate()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()
