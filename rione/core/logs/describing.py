"""Turning records and exceptions into what may be written down."""

import enum
import logging
import re
import traceback
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from .context import facts

PACKAGE = Path(__file__).resolve().parents[2]
OURS = "rione"
CODE = re.compile(r"[a-z][a-z0-9_.]{0,79}\Z")
LEFT_OUT = "…"
PHRASES = {status.value: status.phrase for status in HTTPStatus}
LONGEST = 500
DEEPEST = 5
EXTRAS = ("method", "status", "duration_ms", "sql")
"""What the access line adds to its record."""


class Plain(str):
    """A text that we made ourselves and that holds nothing of anybody's."""

    __slots__ = ()


_SHOWN = (int, float, Decimal, date, timedelta, UUID, type(None), Plain)


def describe(error: BaseException) -> list[dict[str, str]]:
    """An exception and what it came from, the last one first: `type`, `place` (file, line and
    function, the innermost of ours if there is one) and, for our own classes alone, `message`."""
    found: list[dict[str, str]] = []
    current: BaseException | None = error
    while current is not None and len(found) < DEEPEST:
        described = {"type": type_of(current), "place": place_of(current)}
        if is_ours(current):
            described["message"] = one_line(str(current))
        found.append(described)
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )
    return found


def is_ours(error: BaseException) -> bool:
    """Whether we chose its words: a class of the product's own."""
    return type(error).__module__.partition(".")[0] == OURS


def type_of(error: BaseException) -> str:
    """The class with its module, without the latter when it is Python's own."""
    kind = type(error)
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )


def place_of(error: BaseException) -> str:
    """Where it was raised: `core/ledger/operations.py:81 post`; "" when it never was."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    for frame in reversed(ours or frames):
        path = Path(frame.filename)
        name = path.relative_to(PACKAGE) if ours else path.name
        return f"{name}:{frame.lineno} {frame.name}"
    return ""


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """A record as what may be written down, in the order in which it is written. Never raises: what
    logging says of a record that cannot be formatted repeats all of it."""
    fields: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
    }
    try:
        fields |= facts_of(record)
    except Exception as error:
        fields |= {
            "message": "a record that cannot be written",
            "error": [{"type": type_of(error)}],
        }
    return fields


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """What is particular to a record."""
    fields: dict[str, Any] = {
        "message": message_of(record),
        **facts(getattr(record, "request", None)),
    }
    job = getattr(record, "job", None)
    if isinstance(job, Mapping) and record.name.startswith("procrastinate"):
        for name, key in (("task", "task_name"), ("job", "id"), ("tries", "attempts")):
            fields[name] = job.get(key)
    for name in EXTRAS:
        if name in record.__dict__:
            fields[name] = record.__dict__[name]
    if record.levelno >= logging.WARNING:
        fields["place"] = f"{record.module}:{record.lineno}"
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        fields["error"] = describe(error)
    return fields


def message_of(record: logging.LogRecord) -> str:
    """The words of a record, without what others put in.

    Ours are templates with arguments. Others make theirs of anything, so that only what surrounds
    the arguments is kept; where there are none, the whole may be made of them.
    """
    status = getattr(record, "status_code", None)
    if status in PHRASES:
        return PHRASES[status]
    action = getattr(record, "action", None)
    if record.name.startswith("procrastinate"):
        return shown(action) if isinstance(action, str) else LEFT_OUT
    template = record.msg
    if isinstance(template, BaseException):
        return type_of(template)
    ours = record.name.partition(".")[0] == OURS
    if not isinstance(template, str) or not (ours or record.args):
        return LEFT_OUT
    try:
        return one_line(template % shown_arguments(record.args) if record.args else template)
    except (TypeError, ValueError, KeyError):
        return one_line(template)


def shown_arguments(arguments: Any) -> Any:
    """The arguments of a template, each as far as it may be shown."""
    if isinstance(arguments, Mapping):
        return {name: shown(value) for name, value in arguments.items()}
    return tuple(shown(value) for value in arguments)


def shown(value: Any) -> Any:
    """A number, day, code or text of ours as it is; an exception like `describe`; else “…”."""
    if isinstance(value, BaseException):
        return f"{type_of(value)}: {one_line(str(value))}" if is_ours(value) else type_of(value)
    if isinstance(value, enum.Enum):
        return shown(value.value)
    if isinstance(value, _SHOWN):
        return value
    if isinstance(value, str) and CODE.match(value):
        return value
    return LEFT_OUT


def one_line(text: str) -> str:
    """A text without line breaks and control characters, and not without end."""
    return "".join(c if c.isprintable() else " " for c in text[:LONGEST])
