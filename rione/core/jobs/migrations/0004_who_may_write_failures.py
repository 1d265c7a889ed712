"""Requests read how jobs failed; jobs record it and forget old failures."""

from django.db import migrations

from rione.core.scope.policies import allow_only


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_failures"), ("scope", "0001_privileges")]
    operations = [
        allow_only("jobs_jobfailure", web="SELECT", worker="SELECT, INSERT, DELETE"),
    ]
