"""Loaded before pytest-django: compiled texts, one PostgreSQL, one migrated template database.

`DATABASE_URL` names a server that exists; otherwise the private one is started, and stopped at
the end. Migrating takes seconds and copying a migrated database takes tens of milliseconds, so
the migrations run once per state of their files, into a template that test databases copy.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import psycopg
import pytest
from django.conf import settings
from django.utils import translation
from psycopg import sql

from rione.core.design import texts
from rione.core.scope.roles import ensure_roles
from rione.launch.postgres import running

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "rione_tpl_"

_server = ExitStack()


def _template() -> str:
    """The template's name: what the migrations and the locked packages make of it."""
    digest = hashlib.sha256()
    for path in [
        *sorted(ROOT.glob("rione/**/migrations/*.py")),
        ROOT / "requirements/product.lock",
    ]:
        digest.update(path.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


def _prepare_template(url: str) -> str:
    """Create the template if it is not there; older ones are dropped."""
    name = _template()
    parts = dj_database_url.parse(url)
    with psycopg.connect(
        host=parts["HOST"],
        port=parts["PORT"] or None,
        user=parts["USER"],
        password=parts["PASSWORD"] or None,
        dbname=parts["NAME"],
        autocommit=True,
    ) as connection:
        # A server that is not ours may lack the roles; making them takes an administrator.
        ensure_roles(connection)
        # Two runs at once: the second waits and finds the template made.
        connection.execute("SELECT pg_advisory_lock(hashtext('rione test template'))")
        query = sql.SQL("SELECT datname FROM pg_database WHERE datname LIKE {}")
        known = {row[0] for row in connection.execute(query.format(PREFIX + "%"))}
        for old in known - {name}:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
        if name not in known:
            unfinished = name.replace(PREFIX, PREFIX + "new_")
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
            subprocess.run(
                [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
                cwd=ROOT,
                check=True,
                env=os.environ
                | {
                    "DATABASE_URL": urlsplit(url)._replace(path=f"/{unfinished}").geturl(),
                    "DJANGO_SETTINGS_MODULE": "rione.config.settings.test",
                    "PYTHONPATH": str(ROOT),
                },
            )
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(unfinished), sql.Identifier(name)
                )
            )
    return name


if "PYTEST_XDIST_WORKER" not in os.environ:
    texts.compile_all()
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = _server.enter_context(running(instance="test")).url
    os.environ["RIONE_TEST_TEMPLATE"] = _prepare_template(os.environ["DATABASE_URL"])


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Each test begins in the default language, whatever an earlier one left active."""
    translation.activate(settings.LANGUAGE_CODE)


def pytest_unconfigure(config: pytest.Config) -> None:
    if "RIONE_TEST_DOCUMENTS_DIR" not in os.environ:
        shutil.rmtree(settings.RIONE_DOCUMENTS_DIR, ignore_errors=True)
    _server.close()
