"""Projects: the card of each in the list, and the page of one."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rione.core.design import formats
from rione.core.design.figures import Crumb
from rione.core.design.tables import DataTable

from ..queries.shapes import ActionRef, ProjectDetail, ProjectLine, ProjectRef
from . import disagreements, listing, maps, money, parts, values, waiting, words


def name(project: ProjectRef) -> str:
    """Such as “Project 4”; nothing for what has no number."""
    if project.number is None:
        return ""
    return _("Project %(number)s") % {"number": project.number}


def url(project: ProjectRef) -> str:
    return reverse("programme:project", args=[project.slug])


def action_link(action: ActionRef) -> dict[str, Any]:
    """An action in a short list."""
    return {
        "code": action.code,
        "title": words.text(action.title),
        "url": reverse("programme:action", args=[action.code]),
        "badge": words.state_badge(action.state),
    }


def card(line: ProjectLine) -> dict[str, Any]:
    """A project in the list of all."""
    return {
        "number": name(line.project),
        "title": words.text(line.project.title),
        "url": url(line.project),
        "badge": words.project_state_badge(line.state) if line.state else None,
        "actions": [action_link(action) for action in line.actions],
        "amount": formats.euro(line.as_printed.total_cents)
        if line.as_printed.by_fund
        else _("no amount given"),
        "outside": line.as_printed.total_cents != line.net.total_cents,
        "unknown": words.unknown_amounts(line.as_printed.unknown),
    }


def context(found: ProjectDetail) -> dict[str, Any]:
    """Everything that `programme/project.html` shows."""
    title = words.text(found.project.title)
    official = str(found.official_title.value.get("text", "")) if found.official_title else ""
    same = found.as_printed.total_cents == found.net.total_cents
    cards = money.total_cards(found.as_printed, found.net)
    columns = tuple(column for column in listing.columns() if column.key != "project")
    return {
        "crumbs": [
            Crumb(_("Projects"), reverse("programme:projects")),
            Crumb(name(found.project) or title),
        ],
        "project": found.project,
        "number": name(found.project),
        "title": title,
        "official": official if official != title else "",
        "official_lang": found.official_title.document.language if found.official_title else "it",
        "official_source": values.citation(found.official_title),
        "badge": words.project_state_badge(found.state) if found.state else None,
        "state": words.project_state(found.state) if found.state else "",
        "state_source": values.citation(found.state_source),
        "totals": cards[:1] if same else cards,
        "actions": DataTable(
            caption=_("Actions of the project"),
            columns=columns,
            rows=[listing.row(row) for row in found.actions],
            noun=_("action") if len(found.actions) == 1 else _("actions"),
            id="actions",
        ),
        "facts": parts.facts(found.facts),
        "quantities": parts.quantities(found.quantities),
        "dependencies": [waiting.line(one) for one in found.dependencies],
        "map": maps.places_map(found.places),
        "parties": parts.parties(found.parties),
        "procurements": [parts.procurement(line) for line in found.procurements],
        "reprogrammings": [parts.reprogramming(line) for line in found.reprogrammings],
        "complements": parts.complements(found.complements),
        "links": parts.links(found.links),
        "disagreements": [disagreements.disagreement(line) for line in found.conflicts],
        "gaps": [disagreements.gap(line) for line in found.gaps],
        "documents": [values.document_link(document) for document in found.documents],
        "previous": _neighbour(found.previous),
        "next": _neighbour(found.next),
    }


def _neighbour(project: ProjectRef | None) -> dict[str, str] | None:
    if project is None:
        return None
    return {"url": url(project), "title": words.text(project.title)}
