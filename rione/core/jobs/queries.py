"""How the worker, its queues and its checks are doing. Never an argument of a job."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from rione.core import clock

from .models import JobFailure, SelfcheckRun

# The worker writes its heartbeat every ten seconds.
LATE_AFTER = timedelta(seconds=60)
FAILED = "failed"

_QUEUES = """
SELECT job.queue_name,
    count(*) FILTER (WHERE job.status = 'todo' AND coalesce(job.scheduled_at, %(now)s) <= %(now)s),
    count(*) FILTER (WHERE job.status = 'todo' AND job.scheduled_at > %(now)s),
    count(*) FILTER (WHERE job.status = 'doing'),
    count(*) FILTER (WHERE job.status = 'failed'),
    min(coalesce(job.scheduled_at, deferred.at)) FILTER (
        WHERE job.status = 'todo' AND coalesce(job.scheduled_at, %(now)s) <= %(now)s
    )
FROM jobs_queued job
LEFT JOIN procrastinate_events deferred ON deferred.job_id = job.id AND deferred.type = 'deferred'
WHERE job.status IN ('todo', 'doing', 'failed')
GROUP BY job.queue_name
"""
_WORKERS = """
SELECT worker.id, worker.last_heartbeat, count(job.id)
FROM procrastinate_workers worker
LEFT JOIN jobs_queued job ON job.worker_id = worker.id AND job.status = 'doing'
GROUP BY worker.id ORDER BY worker.last_heartbeat DESC
"""
_PERIODIC = """
SELECT DISTINCT ON (last.task_name, last.periodic_id)
    last.task_name, last.periodic_id, last.defer_timestamp, job.status::text
FROM procrastinate_periodic_defers last
LEFT JOIN jobs_queued job ON job.id = last.job_id
ORDER BY last.task_name, last.periodic_id, last.defer_timestamp DESC
"""


@dataclass(frozen=True)
class Health:
    """`worker` is ok, late or absent; `selfcheck` is ok, failed or never."""

    worker: str
    selfcheck: str
    selfcheck_at: datetime | None


@dataclass(frozen=True, slots=True)
class QueueShape:
    """Jobs of a queue: due, due later, in hand, failed; `oldest` is since when one has been due."""

    name: str
    waiting: int = 0
    later: int = 0
    running: int = 0
    failed: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class WorkerShape:
    """A lane of a worker process, and how many jobs it has in hand."""

    id: int
    heartbeat: datetime
    running: int

    @property
    def late(self) -> bool:
        """Whether it has not been heard of for a minute."""
        return clock.now() - self.heartbeat >= LATE_AFTER


@dataclass(frozen=True, slots=True)
class PeriodicShape:
    """A job that runs by the clock: `cron` says when; `state` is that of the last one, "" when it
    is forgotten."""

    task: str
    cron: str
    last: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class FailureShape:
    """One try that ended badly."""

    at: datetime
    attempt: int
    error: str
    place: str


@dataclass(frozen=True, slots=True)
class JobShape:
    """A job without its arguments; `municipality` is the one it runs for, "" when none."""

    id: int
    task: str
    queue: str
    state: str
    tries: int
    municipality: str
    failures: tuple[FailureShape, ...]


def _rows(query: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def health() -> Health:
    """The state of the worker and of the last self-check. Two SQL statements."""
    ((beat,),) = _rows("SELECT max(last_heartbeat) FROM procrastinate_workers")
    worker = "absent"
    if beat is not None:
        worker = "ok" if clock.now() - beat < LATE_AFTER else "late"
    run = SelfcheckRun.objects.order_by("-ran_at").only("ok", "ran_at").first()
    if run is None:
        return Health(worker, "never", None)
    return Health(worker, "ok" if run.ok else "failed", run.ran_at)


def queues() -> tuple[QueueShape, ...]:
    """All queues by name, also those that hold nothing. One SQL statement."""
    found = {name: QueueShape(name) for name in known_queues()}
    for row in _rows(_QUEUES, {"now": clock.now()}):
        found[row[0]] = QueueShape(*row)
    return tuple(found[name] for name in sorted(found))


def known_queues() -> Iterable[str]:
    """The queues that tasks of ours go to."""
    return sorted({task.queue for name, task in app.tasks.items() if name.startswith("rione.")})


def workers() -> tuple[WorkerShape, ...]:
    """All lanes that are registered, the one heard of last first. One SQL statement."""
    return tuple(WorkerShape(*row) for row in _rows(_WORKERS))


def periodic() -> tuple[PeriodicShape, ...]:
    """All jobs that run by the clock, by task. One SQL statement."""
    last = {(row[0], row[1]): row[2:] for row in _rows(_PERIODIC)}
    found = []
    for (task, periodic_id), entry in sorted(app.periodic_registry.periodic_tasks.items()):
        moment, state = last.get((task, periodic_id), (None, None))
        at = datetime.fromtimestamp(moment, UTC) if moment is not None else None
        found.append(PeriodicShape(task, entry.cron, at, state or ""))
    return tuple(found)


def jobs_of(municipality: str) -> QuerySet[ProcrastinateJob]:
    """Jobs that run for a municipality or for none; all of them for "" (the whole platform)."""
    rows: QuerySet[ProcrastinateJob] = ProcrastinateJob.objects.all()
    if not municipality:
        return rows
    return rows.filter(
        Q(args__scope__municipality__isnull=True)
        | Q(args__scope__municipality__in=["", municipality])
    )


def failed(municipality: str) -> QuerySet[ProcrastinateJob]:
    """The failed ones among `jobs_of`, with `number` (the id as text), `at` and `error`."""
    last = JobFailure.objects.filter(job=OuterRef("pk")).order_by("-at")
    ended = ProcrastinateEvent.objects.filter(job=OuterRef("pk"), type=FAILED).order_by("-at")
    return (
        jobs_of(municipality)
        .filter(status=FAILED)
        .annotate(
            number=Cast("id", CharField()),
            at=Subquery(ended.values("at")[:1]),
            error=Subquery(last.values("error")[:1]),
        )
    )


def job(number: int, municipality: str) -> JobShape | None:
    """One of `jobs_of` with its failures, newest first; None when there is none. Two SQL."""
    row = (
        jobs_of(municipality)
        .filter(pk=number)
        .values_list(
            "id", "task_name", "queue_name", "status", "attempts", "args__scope__municipality"
        )
        .first()
    )
    if row is None:
        return None
    failures = JobFailure.objects.filter(job=number).order_by("-at", "-pk")
    return JobShape(
        *row[:5],
        municipality=row[5] or "",
        failures=tuple(
            FailureShape(*values)
            for values in failures.values_list("at", "attempt", "error", "place")[:50]
        ),
    )
