"""One writer at a time: a second load or decision waits, then sees what the first one did."""

from django.db import connection

WRITERS = 0x52494F4E45  # any fixed number


def take_turn() -> None:
    """Wait for the lock; it is held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])
