"""Our own register: numbers without gaps, from 1 on for each municipality and year."""

from django.db import connection

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_NEXT = """
SELECT coalesce(max(number), 0) + 1 FROM documents_registerentry
 WHERE municipality = %s AND year = %s
"""


def lock(municipality: str, year: int) -> None:
    """Wait for whoever takes a number in the same municipality and year; held to the commit."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"rione register {municipality} {year}"])


def next_number(municipality: str, year: int) -> int:
    """The number that follows, for an entry in this same transaction. Two SQL statements.

    Whoever asks next waits until this transaction ends, and gets the same number if it is
    undone: so there are neither gaps nor doubles. The tables hold both by themselves.
    """
    lock(municipality, year)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [municipality, year])
        row = cursor.fetchone()
    return int(row[0]) if row else 1
