"""Requests defer jobs through the queue's own function, and see those of their municipality.

A job says in its arguments whose it is (`scope`, see core/scope). Administrators see, retry and
give up those of their municipality and of none; that a row of the queue is there, without what it
is about, is known to all who watch the platform (`jobs_queued`). What a self-check found names rows
of every municipality, and is for jobs. The owner, as whom the demo's worker logs in, is not bound.
"""

from django.db import migrations

from rione.core.scope.policies import MUNICIPALITY, allow_only

ALL = "SELECT, INSERT, UPDATE, DELETE"
DEFER = "procrastinate_defer_jobs_v1(procrastinate_job_to_defer_v1[])"
PLACE = "coalesce(args -> 'scope' ->> 'municipality', '')"
OURS = (
    f"{PLACE} = {MUNICIPALITY} OR ({PLACE} = '' AND {MUNICIPALITY} IS NOT NULL)"
    " OR (SELECT identity_acts_for_all())"
)
FORWARD = f"""
ALTER FUNCTION {DEFER} SECURITY DEFINER SET search_path = public, pg_temp;
REVOKE EXECUTE ON FUNCTION {DEFER} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {DEFER} TO rione_web, rione_worker;

ALTER TABLE procrastinate_jobs ENABLE ROW LEVEL SECURITY;
CREATE POLICY procrastinate_jobs_read ON procrastinate_jobs FOR SELECT TO rione_web USING ({OURS});
CREATE POLICY procrastinate_jobs_change ON procrastinate_jobs FOR UPDATE TO rione_web
    USING ({OURS}) WITH CHECK ({OURS});
CREATE POLICY procrastinate_jobs_work ON procrastinate_jobs TO rione_worker
    USING (true) WITH CHECK (true);

CREATE VIEW jobs_queued AS
    SELECT id, queue_name, status, scheduled_at, worker_id FROM procrastinate_jobs;
"""
BACKWARD = f"""
DROP VIEW jobs_queued;
DROP POLICY procrastinate_jobs_work ON procrastinate_jobs;
DROP POLICY procrastinate_jobs_change ON procrastinate_jobs;
DROP POLICY procrastinate_jobs_read ON procrastinate_jobs;
ALTER TABLE procrastinate_jobs DISABLE ROW LEVEL SECURITY;
GRANT EXECUTE ON FUNCTION {DEFER} TO PUBLIC;
ALTER FUNCTION {DEFER} SECURITY INVOKER RESET search_path;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_whose_rows_exist"),
        ("jobs", "0004_who_may_write_failures"),
        ("scope", "0001_privileges"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        allow_only("jobs_queued", web="SELECT", worker="SELECT"),
        allow_only(
            "procrastinate_jobs",
            web="SELECT, UPDATE (status, attempts, scheduled_at, priority, queue_name, lock)",
            worker=ALL,
        ),
        allow_only("procrastinate_events", web="SELECT, INSERT (job_id, type, at)", worker=ALL),
        allow_only("procrastinate_periodic_defers", web="SELECT", worker=ALL),
        allow_only("procrastinate_workers", web="SELECT", worker=ALL),
        allow_only(
            "jobs_selfcheckrun", web="SELECT (id, ran_at, ok)", worker="SELECT, INSERT, DELETE"
        ),
    ]
