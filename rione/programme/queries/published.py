"""What everybody may know of the office's work, across municipalities.

Rows of operations exist for few; the functions of migration 0060 give out the columns that are
published, in the order of municipality and code. Amounts in cents, `demonstration` as it is.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from django.db import connection

CHUNK = 500
Part = Literal["operations", "financing", "payments", "procurements"]


def published(part: Part) -> Iterator[dict[str, Any]]:
    """The rows of a part, read in chunks while they are used. One SQL statement."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT * FROM programme_published_{part}()")  # noqa: S608 — a constant
        names = [column.name for column in cursor.description]
        while found := cursor.fetchmany(CHUNK):
            for row in found:
                yield dict(zip(names, row, strict=True))


def published_mark() -> tuple[str, datetime | None]:
    """What changes with every write of an office; when the last was, or the last load. One SQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark, changed_at FROM programme_published_mark()")
        mark, at = cursor.fetchone()
    return mark, at
