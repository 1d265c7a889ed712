"""Deferring a job in the transaction of what asks for it."""

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from procrastinate.types import JSONValue


def defer_here(task: str, *, queue: str, **arguments: JSONValue) -> int:
    """Defer the task of a name in the current transaction; the job's id. It runs if, and only if,
    the transaction is committed.

    Unlike the task's own `defer`, this holds inside a job as well, where the library works on
    connections of its own. One SQL statement.
    """
    manager = JobManager(DjangoConnector())
    return configure_task(name=task, job_manager=manager, queue=queue).defer(**arguments)
