"""Failed jobs as a list."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from rione.core.design.figures import EmptyState
from rione.core.identity.rules.actors import Actor
from rione.core.office.lists import Facet, Field, OfficeList

from ..queries import failed, known_queues


def rows(actor: Actor) -> QuerySet[Any]:
    """Those that run for the actor's municipality and those that run for none."""
    return failed(actor.municipality)


def queues(actor: Actor) -> dict[str, str]:
    """The queues to choose from."""
    return {name: name for name in known_queues()}


FAILURES = OfficeList(
    name="failed_jobs",
    title=_("Background jobs"),
    lead=_("What the platform does by itself, and what of it did not succeed."),
    noun=lambda count: ngettext("failed job", "failed jobs", count),
    fields=(
        Field("number", _("Number"), heading=True, sortable=False),
        Field("task", _("What is done"), path="task_name"),
        Field("queue", _("Queue"), path="queue_name"),
        Field("at", pgettext_lazy("job", "Failed at"), kind="instant", null=True),
        Field("tries", _("Tries"), kind="number", path="attempts"),
        Field("error", _("Kind of error"), null=True),
    ),
    rows=rows,
    facets=(Facet("queue", choices=queues),),
    search=("task_name__icontains",),
    default="-at",
    link=lambda row: reverse("jobs:job", args=[row.number]),
    empty=EmptyState(_("No job has failed"), _("Whatever fails from now on is shown here.")),
)
