"""What makes two requests the same one. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

KEY = re.compile(r"[A-Za-z0-9._:/-]{8,100}", re.ASCII)
"""An idempotency key: a UUID, or any name of that shape."""


def fingerprint(verb: str, arguments: Mapping[str, object]) -> str:
    """SHA-256 of what is asked: equal for equal arguments, whatever their order.

    TypeError on an argument that has no one way to be written down.
    """
    text = json.dumps([verb, plain(arguments)], sort_keys=True, ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: object) -> Any:
    """A value as JSON has it; kinds that JSON lacks are named, so that they never look alike."""
    match value:
        case Enum():
            return plain(value.value)
        case bool() | int() | str() | None:
            return value
        case datetime():
            return {"datetime": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case Decimal():
            return {"decimal": format(value.normalize(), "f")}
        case UUID():
            return {"uuid": str(value)}
        case Mapping():
            return {"mapping": {str(key): plain(item) for key, item in value.items()}}
        case list() | tuple():
            return [plain(item) for item in value]
        case set() | frozenset():
            return {"set": sorted(json.dumps(plain(item), sort_keys=True) for item in value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {type(value).__name__: plain(asdict(value))}
    raise TypeError(f"a {type(value).__name__} is no argument of an operation")
