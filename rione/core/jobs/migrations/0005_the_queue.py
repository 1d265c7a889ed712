"""Requests put jobs on the queue and read none; what is found wrong is for jobs to read.

A job's arguments are references of its municipality. Of the workers requests know when one was
last seen, and of the self-checks how the last one went: the status page says no more.
"""

from django.db import migrations

from rione.core.scope.policies import allow_only

ALL = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0004_who_may_write_failures"),
        ("scope", "0001_privileges"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        allow_only(
            "procrastinate_jobs",
            web="SELECT (id), INSERT (queue_name, task_name, priority, lock, queueing_lock, args,"
            " scheduled_at)",
            worker=ALL,
        ),
        allow_only("procrastinate_events", web="INSERT (job_id, type, at)", worker=ALL),
        allow_only("procrastinate_periodic_defers", worker=ALL),
        allow_only("procrastinate_workers", web="SELECT (last_heartbeat)", worker=ALL),
        allow_only(
            "jobs_selfcheckrun", web="SELECT (id, ran_at, ok)", worker="SELECT, INSERT, DELETE"
        ),
    ]
