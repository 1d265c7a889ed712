"""A copy of the test database for tests that commit, from many threads or with a wall taken down.

Inside `scratch_database` every connection of this process goes to the copy, which is dropped at
the end; the test database itself is not touched, so nothing has to be emptied afterwards.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, connections
from psycopg import sql
from pytest_django import DjangoDbBlocker


@contextmanager
def scratch_database(name: str = "ledger_scratch") -> Iterator[None]:
    """Point the default connection at a fresh copy of the database it is pointed at now."""
    settings = connections["default"].settings_dict
    original = settings["NAME"]
    copy = f"{name}_{os.getpid()}"
    connections.close_all()
    administration = connection.get_connection_params() | {"dbname": "postgres"}
    administration = {
        key: administration[key]
        for key in ("dbname", "host", "port", "user", "password")
        if key in administration
    }
    with psycopg.connect(**administration, autocommit=True) as admin:
        # Not by force: that would need the right to end an autovacuum worker of the system's, which
        # a plain DROP sends away by itself.
        drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(copy))
        admin.execute(drop)
        # A thread of the live server may outlive its test by the connection that a browser keeps.
        admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = session_user AND state = 'idle'",
            [original],
        )
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(copy), sql.Identifier(original)
            )
        )
        settings["NAME"] = copy
        try:
            yield
        finally:
            connections.close_all()
            settings["NAME"] = original
            admin.execute(drop)


@pytest.fixture
def scratch(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), scratch_database():
        yield
