"""Requests read the thread; links are stated by whoever loads or, for a context, by its jobs."""

from django.db import migrations

from rione.core.scope.policies import allow_only


class Migration(migrations.Migration):
    dependencies = [("thread", "0001_initial"), ("scope", "0001_privileges")]
    operations = [
        allow_only("thread_link", web="SELECT", worker="SELECT, INSERT, UPDATE (retired_at)"),
    ]
