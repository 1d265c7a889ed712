"""Counting failed log-ins, and the wait they cost. The decisions are in `rules.limits`."""

from datetime import timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from rione.core import clock

from .models import LoginFailure
from .rules.limits import FORGOTTEN_AFTER, counted_address, remaining


def _account(typed: str) -> str:
    """The account as it is counted: a keyed digest, also of addresses that have no account."""
    return salted_hmac(
        "rione.identity.attempts", typed.strip().lower(), algorithm="sha256"
    ).hexdigest()


def wait_left(*, account: str, address: str) -> timedelta:
    """How long this account has to wait before the next attempt from this address.

    Until the end of the transaction other attempts of the same wait here, so that many at once
    count one after the other. Two SQL.
    """
    with connection.cursor() as cursor:
        key = f"{_account(account)} {counted_address(address)}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    row = (
        LoginFailure.objects.filter(account=_account(account), address=counted_address(address))
        .values_list("failures", "last_at")
        .first()
    )
    return remaining(row[0], row[1], clock.now()) if row else timedelta()


def note_failure(*, account: str, address: str) -> int:
    """Count a failure; how many there were in a row. One SQL, also for rivals at once."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO identity_loginfailure AS f (account, address, failures, last_at)
            VALUES (%s, %s, 1, %s)
            ON CONFLICT (account, address) DO UPDATE SET
                failures = CASE WHEN f.last_at <= %s THEN 1 ELSE f.failures + 1 END,
                last_at = EXCLUDED.last_at
            RETURNING failures
            """,
            [_account(account), counted_address(address), now, now - FORGOTTEN_AFTER],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 1


def forget_failures(*, account: str, address: str) -> None:
    """Begin anew after a success. One SQL."""
    LoginFailure.objects.filter(
        account=_account(account), address=counted_address(address)
    ).delete()


def forget_old_failures() -> int:
    """Delete what no longer counts; how many. For a job once a day. One SQL."""
    old = LoginFailure.objects.filter(last_at__lte=clock.now() - FORGOTTEN_AFTER)
    return old.delete()[0]
