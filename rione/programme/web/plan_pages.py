"""What the office plans to make the programme known, and what it says it has done."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rione.core.design import formats
from rione.core.design.figures import Badge

from ..lists.desk import COMMUNICATION_KINDS, COMMUNICATION_STATES, COMMUNICATION_TONES
from ..queries.communication_plan import PlanLine
from . import words


def card(line: PlanLine) -> dict[str, Any]:
    """An item of the plan; its figures are the office's word."""
    return {
        "id": line.id,
        "kind": str(COMMUNICATION_KINDS[line.kind]),
        "title": words.text(line.title),
        "badge": Badge(str(COMMUNICATION_STATES[line.state]), COMMUNICATION_TONES[line.state]),
        "day": line.held_on or line.planned_on,
        "audience": words.text(line.audience),
        "channel": words.text(line.channel),
        "planned": reach(line.reach_planned, line.reach_unit),
        "reached": reach(line.reach_achieved, line.reach_unit),
        "label": label(line),
        "actions": [(code, reverse("programme:action", args=[code])) for code in line.actions],
        "evidence_url": line.evidence_url,
    }


def reach(number: int | None, unit: str) -> str:
    """A number of people, copies or visits; "" when nobody counted."""
    if number is None:
        return ""
    words_of = {
        "people": ngettext("%(n)s person", "%(n)s people", number),
        "copies": ngettext("%(n)s copy", "%(n)s copies", number),
        "visits": ngettext("%(n)s visit", "%(n)s visits", number),
    }
    return words_of.get(unit, "%(n)s") % {"n": formats.number(number)}


def label(line: PlanLine) -> str:
    """Whether the label of the European money was there, and on which day somebody looked."""
    if line.label_present is None or line.label_checked_on is None:
        return ""
    day = {"day": formats.partial_date(line.label_checked_on)}
    if line.label_present:
        return _("The label of the European money was there on %(day)s.") % day
    return _("The label of the European money was missing on %(day)s.") % day
