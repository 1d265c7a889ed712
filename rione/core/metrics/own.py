"""The core's own gauges: the queue, the audit trail, the self-check, the database."""

from typing import Any

from django.db import connection

from .gauges import Gauge, Values

_JOBS = "SELECT queue_name, status::text, count(*) FROM jobs_queued GROUP BY 1, 2 ORDER BY 1, 2"
_OLDEST = """
SELECT j.queue_name, extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at)))
FROM jobs_queued j
JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
WHERE j.status = 'todo' AND coalesce(j.scheduled_at, e.at) <= now() GROUP BY 1 ORDER BY 1
"""
_HEARTBEAT = "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
_UNSEALED = "SELECT count(*) FROM audit_unsealed"
_SEAL = """
SELECT extract(epoch FROM clock_timestamp() - sealed_at) FROM audit_seal ORDER BY id DESC LIMIT 1
"""
_SELFCHECK = (
    "SELECT CASE WHEN ok THEN 1 ELSE 0 END FROM jobs_selfcheckrun ORDER BY ran_at DESC LIMIT 1"
)
_SELFCHECK_AGE = """
SELECT extract(epoch FROM now() - ran_at) FROM jobs_selfcheckrun ORDER BY ran_at DESC LIMIT 1
"""
_SIZE = "SELECT pg_database_size(current_database())"
_CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
_LIMIT = "SELECT setting FROM pg_settings WHERE name = 'max_connections'"


def _rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def _figure(name: str, text: str, query: str, table: str = "") -> Gauge:
    """One figure; none while the query gives no row or null."""

    def read() -> Values:
        return [((), float(value)) for (value,) in _rows(query) if value is not None]

    return Gauge(name, text, read, table=table)


def _jobs() -> Values:
    return [((queue, status), float(count)) for queue, status, count in _rows(_JOBS)]


def _oldest() -> Values:
    return [((queue,), float(age)) for queue, age in _rows(_OLDEST)]


OWN = (
    Gauge(
        "rione_jobs",
        "Jobs by queue and state.",
        _jobs,
        ("queue", "state"),
        "jobs_queued",
    ),
    Gauge(
        "rione_job_oldest_waiting_seconds",
        "How long the oldest job that is due has waited.",
        _oldest,
        ("queue",),
        "jobs_queued",
    ),
    _figure(
        "rione_worker_heartbeat_age_seconds",
        "Since the newest heartbeat of a worker.",
        _HEARTBEAT,
        "procrastinate_workers",
    ),
    _figure(
        "rione_audit_unsealed_entries",
        "Audit entries that wait for a seal.",
        _UNSEALED,
        "audit_unsealed",
    ),
    _figure(
        "rione_audit_seal_age_seconds",
        "Since the newest seal; grows while nothing is recorded.",
        _SEAL,
        "audit_seal",
    ),
    _figure(
        "rione_selfcheck_ok",
        "1 when the last self-check found nothing wrong, else 0.",
        _SELFCHECK,
        "jobs_selfcheckrun",
    ),
    _figure(
        "rione_selfcheck_age_seconds",
        "Since the last self-check.",
        _SELFCHECK_AGE,
        "jobs_selfcheckrun",
    ),
    _figure("rione_database_size_bytes", "What the database takes on the disk.", _SIZE),
    _figure("rione_database_connections", "Connections to the database.", _CONNECTIONS),
    _figure("rione_database_connections_limit", "Connections that the server takes.", _LIMIT),
)
