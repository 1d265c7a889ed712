"""Requests and jobs add to the ledger; what they may change is what postings and floors need.

Balances follow the legs by triggers with the owner's rights. Locking an account takes the right
to change one of its columns.
"""

from django.db import migrations

from rione.core.scope.policies import allow_only

ADDED = "SELECT, INSERT"
ACCOUNTS = "SELECT, INSERT, UPDATE (title, floor)"


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_what_the_database_holds"),
        ("scope", "0001_privileges"),
    ]
    operations = [
        *(
            allow_only(table, web=ADDED, worker=ADDED)
            for table in ("ledger_unit", "ledger_transaction", "ledger_leg", "ledger_periodevent")
        ),
        allow_only("ledger_account", web=ACCOUNTS, worker=ACCOUNTS),
    ]
