"""Counting what strangers may ask for, per e-mail address and per internet address."""

from django.db import connection
from django.utils.crypto import salted_hmac

from rione.core import clock

from .rules import Limit, window_of

_COUNT = """
INSERT INTO notices_followattempt AS a (who, window_start, count) VALUES (%s, %s, 1)
ON CONFLICT (who, window_start) DO UPDATE SET count = a.count + 1 RETURNING count
"""


def within(limit: Limit, *, who: str) -> bool:
    """Count once more for somebody, and say whether that is within the limit.

    Only a keyed digest of `who` is stored. One SQL statement, also for rivals at once.
    """
    key = salted_hmac("rione.notices.attempts", who, algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, window_of(clock.now(), limit)])
        row = cursor.fetchone()
    return row is not None and int(row[0]) <= limit.most
