"""Pages of the background jobs, for administrators: how the platform runs, and what failed."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rione.core.access import declares
from rione.core.design import formats
from rione.core.design.figures import Badge, Crumb
from rione.core.design.tables import Cell, Column, DataTable
from rione.core.identity.access import may
from rione.core.identity.rules.roles import Role
from rione.core.office.acting import actor_of
from rione.core.office.listing import list_page
from rione.core.office.pages import do_now

from ..access import job_thing
from ..operations import give_up_job, retry_job
from ..queries import FAILED, JobShape, periodic, queues, workers
from ..queries import job as find_job
from .lists import FAILURES

MOST_NUMBER = 2**63 - 1
STATES = {
    "todo": pgettext_lazy("job", "waiting"),
    "doing": pgettext_lazy("job", "in hand"),
    "succeeded": pgettext_lazy("job", "done"),
    "failed": pgettext_lazy("job", "failed"),
    "cancelled": pgettext_lazy("job", "given up"),
    "aborted": pgettext_lazy("job", "overtaken by an equal one"),
}
QUEUE_COLUMNS = (
    Column("name", gettext_lazy("Queue"), heading=True),
    Column("waiting", gettext_lazy("Waiting"), numeric=True),
    Column("oldest", gettext_lazy("The oldest since")),
    Column("later", gettext_lazy("Due later"), numeric=True),
    Column("running", gettext_lazy("In hand"), numeric=True),
    Column("failed", gettext_lazy("Failed"), numeric=True),
)
WORKER_COLUMNS = (
    Column("id", gettext_lazy("Worker"), heading=True),
    Column("heartbeat", gettext_lazy("Last sign of life")),
    Column("running", gettext_lazy("Jobs in hand"), numeric=True),
)
PERIODIC_COLUMNS = (
    Column("task", gettext_lazy("What is done"), heading=True),
    Column("cron", gettext_lazy("When (cron)")),
    Column("last", gettext_lazy("Last time")),
    Column("state", gettext_lazy("Outcome")),
)


@declares(Role.ADMINISTRATOR)
@never_cache
@require_safe
def jobs(request: HttpRequest) -> HttpResponseBase:
    """Queues, failures, workers and jobs that run by the clock."""
    return list_page(
        request,
        FAILURES,
        template="jobs/jobs.html",
        context={
            "queues": queue_table(),
            "workers": worker_table(),
            "periodic": periodic_table(),
        },
    )


def queue_table() -> DataTable:
    rows = [
        {
            "name": shape.name,
            "waiting": shape.waiting,
            "oldest": formats.moment(shape.oldest) if shape.oldest else None,
            "later": shape.later,
            "running": shape.running,
            "failed": shape.failed,
        }
        for shape in queues()
    ]
    noun = ngettext("queue", "queues", len(rows))
    return DataTable(_("Queues"), QUEUE_COLUMNS, rows, noun=noun, caption_hidden=True, id="queues")


def worker_table() -> DataTable:
    rows = [
        {
            "id": str(shape.id),
            "heartbeat": Cell(
                formats.moment(shape.heartbeat),
                badge=Badge(_("not heard of"), "negative") if shape.late else None,
            ),
            "running": shape.running,
        }
        for shape in workers()
    ]
    return DataTable(
        _("Workers"),
        WORKER_COLUMNS,
        rows,
        noun=ngettext("worker", "workers", len(rows)),
        caption_hidden=True,
        empty_title=_("No worker is running"),
        empty_text=_("Nothing is done until one is started: see the handbook of operations."),
        id="workers",
    )


def periodic_table() -> DataTable:
    rows = [
        {
            "task": shape.task,
            "cron": shape.cron,
            "last": formats.moment(shape.last) if shape.last else None,
            "state": STATES.get(shape.state),
        }
        for shape in periodic()
    ]
    noun = pgettext("job", "by the clock")
    return DataTable(
        _("Jobs by the clock"),
        PERIODIC_COLUMNS,
        rows,
        noun=noun,
        caption_hidden=True,
        id="periodic",
    )


def _found(request: HttpRequest, number: int) -> JobShape:
    """A job that the actor looks after; 404 for all others, also those of other municipalities."""
    found = find_job(number, actor_of(request).municipality) if number <= MOST_NUMBER else None
    if found is None:
        raise Http404
    return found


@declares(Role.ADMINISTRATOR)
@never_cache
@require_safe
def job(request: HttpRequest, number: int) -> HttpResponse:
    """One job: where it stands, how it failed, and what can be done."""
    found = _found(request, number)
    actor = actor_of(request)
    thing = job_thing(actor, found.municipality)
    is_failed = found.state == FAILED
    return render(
        request,
        "jobs/job.html",
        {
            "crumbs": [Crumb(_("Background jobs"), reverse("jobs:jobs")), Crumb(str(number))],
            "job": found,
            "number": str(number),
            "state": Badge(str(STATES.get(found.state, found.state)), "negative")
            if is_failed
            else Badge(str(STATES.get(found.state, found.state))),
            "may_retry": is_failed and bool(may(actor, "retry_job", thing)),
            "may_give_up": is_failed and bool(may(actor, "give_up_job", thing)),
            "failures": [(formats.moment(failure.at), failure) for failure in found.failures],
        },
    )


@declares(Role.ADMINISTRATOR)
@require_POST
def retry(request: HttpRequest, number: int) -> HttpResponse:
    """Put it back in its queue."""
    return _decide(request, number, retry_job, _("The job is waiting to be done again."))


@declares(Role.ADMINISTRATOR)
@require_POST
def give_up(request: HttpRequest, number: int) -> HttpResponse:
    """Do it no more."""
    return _decide(request, number, give_up_job, _("The job has been given up."))


def _decide(
    request: HttpRequest, number: int, operation: Callable[..., Any], done: str
) -> HttpResponse:
    _found(request, number)
    actor = actor_of(request)
    return do_now(
        request,
        do=lambda key: operation(actor=actor, key=key, job=number),
        done=done,
        then=reverse("jobs:jobs"),
        back=reverse("jobs:job", args=[number]),
    )
