"""The two forms of a record: a line of JSON for machines, a line for people."""

import json
import logging

from pythonjsonlogger.json import JsonFormatter

from .describing import fields_of


class JsonLine(JsonFormatter):
    """One JSON object per record, its members those of `fields_of`."""

    def format(self, record: logging.LogRecord) -> str:
        return self.serialize_log_record(fields_of(record))


class PlainLine(logging.Formatter):
    """Time, level, logger and message, then the rest as `name=value`.

    With `whole`, for developers, the message and the traceback are Python's own.
    """

    def __init__(self, *, whole: bool = False) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")
        self.whole = whole

    def format(self, record: logging.LogRecord) -> str:
        if self.whole:
            return super().format(record)
        fields = fields_of(record)
        head = f"{fields.pop('time')} {fields.pop('level')} {fields.pop('logger')}"
        words = [f"{head}: {fields.pop('message')}"]
        for name, value in fields.items():
            if value != "":
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                words.append(f"{name}={text}")
        return " ".join(words)
