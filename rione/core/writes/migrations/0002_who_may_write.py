"""Requests and jobs keep the answer they gave once; only jobs forget."""

from django.db import migrations

from rione.core.scope.policies import allow_only

KEPT = "SELECT, INSERT, UPDATE (answer)"


class Migration(migrations.Migration):
    dependencies = [("writes", "0001_initial"), ("scope", "0001_privileges")]
    operations = [allow_only("writes_request", web=KEPT, worker=f"{KEPT}, DELETE")]
