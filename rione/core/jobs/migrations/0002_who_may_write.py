"""Requests read how the checks went; jobs record it and forget old outcomes."""

from django.db import migrations

from rione.core.scope.policies import allow_only


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial"), ("scope", "0001_privileges")]
    operations = [
        allow_only("jobs_selfcheckrun", web="SELECT", worker="SELECT, INSERT, DELETE"),
    ]
