"""Rows of an account are its own; requests add mails and cannot read them, nor addresses.

An account's rows go with it, by the database itself: what the ORM cannot see it could not erase.
"""

from django.db import migrations

from rione.core.scope.policies import Personal, allow_only, protect

ALL = "SELECT, INSERT, UPDATE, DELETE"


def goes_with_its_account(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_account FOREIGN KEY (account_id)"
        " REFERENCES identity_user (id) ON DELETE CASCADE",
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_account",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
        ("identity", "0001_initial"),
        ("scope", "0001_privileges"),
    ]
    operations = [
        goes_with_its_account("notices_notice"),
        goes_with_its_account("notices_preference"),
        goes_with_its_account("notices_delivery"),
        protect("notices_notice", Personal(from_others=True)),
        protect("notices_preference", Personal()),
        allow_only("notices_notice", web="SELECT, INSERT, UPDATE (read_at)", worker=ALL),
        allow_only("notices_preference", web="SELECT, INSERT, UPDATE", worker="SELECT"),
        allow_only("notices_announcement", web="SELECT, INSERT", worker=ALL),
        allow_only(
            "notices_delivery", web="SELECT (state, error, made_at, closed_at), INSERT", worker=ALL
        ),
        allow_only(
            "notices_follower",
            web="SELECT (id, email_digest, language, topic, place, token_digest, asked_at,"
            " confirmed_at, unsubscribed_at), INSERT, UPDATE (language, topic, place,"
            " token_digest, asked_at, confirmed_at, unsubscribed_at)",
            worker=ALL,
        ),
        allow_only("notices_followattempt", web="SELECT, INSERT, UPDATE", worker="SELECT, DELETE"),
    ]
