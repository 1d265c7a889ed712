"""`@operation`: one transaction, done once however often it is asked for, known by its verb."""

import json
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import wraps
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from django.db import connection, transaction

from rione.core import clock

from .problems import BadKey, KeyReused
from .rules import KEY, fingerprint

R = TypeVar("R")

_functions: dict[str, Callable[..., Any]] = {}
_inside: ContextVar[str] = ContextVar("rione_operation", default="")

_CLAIM = """
INSERT INTO writes_request (account, key, verb, fingerprint, answer, made_at)
VALUES (%s, %s, %s, %s, '[]', %s) ON CONFLICT (account, key) DO NOTHING RETURNING id
"""
_ANSWER = "UPDATE writes_request SET answer = %s WHERE id = %s"
_FIRST = "SELECT verb, fingerprint, answer FROM writes_request WHERE account = %s AND key = %s"


class Acting(Protocol):
    """Whoever does it; `account` is a UUID or ""."""

    @property
    def account(self) -> str: ...


def operation(verb: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Register a write under its verb.

    The function takes keyword arguments only, among them `actor` and `key`. It runs in one
    transaction. The same account repeating a key with the same arguments gets the first result
    and nothing is done; KeyReused with other arguments. Rivals with one key wait for each other.
    A result is what JSON can hold. What the function raises undoes everything, the key included,
    so that a request that was refused may be repeated. Two SQL statements more than its own.
    """

    def register(function: Callable[..., R]) -> Callable[..., R]:
        if verb in _functions:
            raise ValueError(f"two operations are called {verb}")

        @wraps(function)
        def run(*, actor: Acting, key: str, **arguments: Any) -> R:
            if _inside.get():
                raise RuntimeError(f"{verb} inside {_inside.get()}: share a plain function instead")
            if not KEY.fullmatch(key):
                raise BadKey
            asked = fingerprint(verb, arguments)
            token = _inside.set(verb)
            try:
                with transaction.atomic():
                    claimed = _claim(actor.account, key, verb, asked)
                    if claimed is None:
                        return _first_answer(actor.account, key, verb, asked)
                    result = function(actor=actor, key=key, **arguments)
                    _execute(_ANSWER, [json.dumps([result]), claimed])
            finally:
                _inside.reset(token)
            return result

        _functions[verb] = run
        return run

    return register


def registered() -> Mapping[str, Callable[..., Any]]:
    """All operations by verb, in the order in which contexts registered them."""
    return MappingProxyType(_functions)


def _claim(account: str, key: str, verb: str, asked: str) -> int | None:
    row = _execute(_CLAIM, [account, key, verb, asked, clock.now()])
    return row[0] if row else None


def _first_answer(account: str, key: str, verb: str, asked: str) -> Any:
    row = _execute(_FIRST, [account, key])
    assert row is not None  # noqa: S101 — the key is taken by a row that is committed or our own
    if row[:2] != (verb, asked):
        raise KeyReused
    return json.loads(row[2])[0] if isinstance(row[2], str) else row[2][0]


def _execute(statement: str, values: list[Any]) -> tuple[Any, ...] | None:
    # Plain SQL: this module is imported before models can be.
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() if cursor.description else None
