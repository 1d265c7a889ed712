"""Two tabs of an operation: its procurements, and its checks with what followed."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rione.core.access import declares
from rione.core.design.context import Link
from rione.core.design.figures import Crumb
from rione.core.identity.rules.actors import Actor
from rione.core.office.acting import actor_of

from ....access.checks import CHECKERS, OFFICER, READERS, STAFF
from ....lists.checks import CHECKS, FINDINGS, IRREGULARITIES, RECOVERIES
from ....lists.procurements import CONTRACTS, PROCUREMENTS
from ....models import Operation
from ..operations.views import found
from ..tabs import crumbs, tabs
from .case import Section, part_of_list


def _page(
    request: HttpRequest, row: Operation, title: str, sections: Sequence[Section]
) -> HttpResponse:
    context: dict[str, Any] = {
        "crumbs": [*crumbs(row), Crumb(title)],
        "operation": row,
        "title": title,
        "tabs": tabs(row, actor_of(request), request.path),
        "sections": sections,
    }
    return render(request, "programme/office/checks/operation_part.html", context)


def _link(label: str, name: str, row: Operation) -> Link:
    return Link(label, reverse(name, args=[row.code]))


@declares(*READERS)
@require_safe
def operation_procurements(request: HttpRequest, code: str) -> HttpResponse:
    """The procedures and contracts of an operation. Three SQL statements."""
    actor, row = actor_of(request), found(request, code)
    opening = [_link(_("Open a procedure"), "office:open_procedure", row)]
    sections = (
        Section(
            "procedures",
            _("Award procedures"),
            table=part_of_list(PROCUREMENTS, actor, operation=row),
            actions=opening if actor.role in OFFICER else (),
            empty=_("No procedure yet."),
        ),
        Section(
            "contracts-of",
            _("Contracts"),
            table=part_of_list(CONTRACTS, actor, operation=row),
            empty=_("No contract yet."),
        ),
    )
    return _page(request, row, _("Procurements"), sections)


@declares(*READERS)
@require_safe
def operation_checks(request: HttpRequest, code: str) -> HttpResponse:
    """The findings and recoveries of an operation, and for the office its checks and
    irregularities. Three SQL statements, six for the office."""
    actor, row = actor_of(request), found(request, code)
    sections = [
        Section(
            "findings-of",
            _("Findings"),
            table=part_of_list(FINDINGS, actor, operation=row),
            empty=_("No findings."),
        ),
        Section(
            "recoveries-of",
            _("Recoveries"),
            table=part_of_list(RECOVERIES, actor, operation=row),
            empty=_("Nothing is asked back."),
        ),
    ]
    if actor.role in STAFF:
        sections = [_checks(actor, row), sections[0], _irregularities(actor, row), sections[1]]
    return _page(request, row, _("Checks"), sections)


def _checks(actor: Actor, row: Operation) -> Section:
    begin = [_link(_("Begin a check"), "office:begin_check", row)]
    return Section(
        "checks-of",
        _("Checks"),
        table=part_of_list(CHECKS, actor, operation=row),
        actions=begin if actor.role in CHECKERS else (),
        empty=_("It was not checked yet."),
    )


def _irregularities(actor: Actor, row: Operation) -> Section:
    return Section(
        "irregularities-of",
        _("Irregularities"),
        table=part_of_list(IRREGULARITIES, actor, operation=row),
        actions=[_link(_("Report an irregularity"), "office:report_irregularity", row)],
        empty=_("None is known."),
    )
