"""Reasons as full sentences: why a value is shown, what is missing, what still waits."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rione.core.design import formats

from .words import Words, project_state

_GAPS: Words = {
    "unknown_value": gettext_lazy("The documents say that there is a value, but not which."),
    "inferred_unit": gettext_lazy(
        "The document prints no unit of measure: this one is our reading."
    ),
    "total_not_printed": gettext_lazy("No document prints a total: the one shown is our sum."),
    "no_amount": gettext_lazy("No document gives an amount for this action."),
    "no_state": gettext_lazy("No document says where this action stands."),
}
_DEPENDENCIES: Words = {
    "target_not_complete": gettext_lazy("Still waiting: the other action is not finished."),
    "target_not_in_use": gettext_lazy(
        "Still waiting: the other action's works are done, but not yet handed over or in use."
    ),
    "target_postponed": gettext_lazy("Still waiting: the other action has been postponed."),
    "target_moved": gettext_lazy("Still waiting: the other action is being moved to another fund."),
    "target_unknown": gettext_lazy(
        "Probably still waiting: no document says where the other action stands."
    ),
    "reached": gettext_lazy(
        "It should no longer be waiting: the other action is given as finished or in use."
    ),
}


def gap(reason: str) -> str:
    """A full sentence."""
    return str(_GAPS.get(reason, reason))


def dependency(reason: str) -> str:
    """A full sentence: whether an action still waits, and why."""
    return str(_DEPENDENCIES.get(reason, reason))


def shown_because(reason: str, params: Mapping[str, Any]) -> str:
    """Why a value is shown instead of the other, as full sentences."""
    if reason == "by_rank":
        return _(
            "The rule decides by rank: the document this value comes from has rank %(rank)s, the"
            " other has rank %(other)s, and the lower number counts more."
        ) % {"rank": params.get("rank", ""), "other": params.get("other_rank", "")}
    if reason == "by_notice":
        return _(
            "The same document gives a notice that the project is “%(state)s”, and such a notice"
            " counts more than the states written under its actions."
        ) % {"state": project_state(str(params.get("state", ""))).lower()}
    if reason == "by_date":
        return _(
            "The documents have the same rank, so the later content decides: %(date)s against"
            " %(other)s."
        ) % {
            "date": formats.partial_date(params.get("date")),
            "other": formats.partial_date(params.get("other_date")),
        }
    if reason == "equal_date":
        return _(
            "The documents have the same rank and their content may be of the same time, so the"
            " rule cannot choose. A person will; until then no value is shown as the right one."
        )
    if reason == "unknown_date":
        return _(
            "The documents have the same rank and at least one carries no date, so the rule cannot"
            " choose. A person will; until then no value is shown as the right one."
        )
    if reason == "covered_by_project":
        return _(
            "The whole project is “%(state)s”, and that counts for all its actions, whatever is"
            " written under each of them."
        ) % {"state": project_state(str(params.get("state", ""))).lower()}
    if reason == "parts_disagree":
        return _(
            "The printed total is %(total)s, but the parts printed beside it add up to %(parts)s:"
            " a difference of %(difference)s. Both stay visible; in our sums we add the parts."
        ) % {
            "total": formats.euro(params.get("total_cents")),
            "parts": formats.euro(params.get("parts_cents")),
            "difference": formats.euro(abs(params.get("difference_cents") or 0)),
        }
    if reason == "by_person":
        return _("A person chose this value; who, when and why is written beside it.")
    if reason == "choice_retired":
        return _(
            "A person had chosen a value that the documents no longer give. It has to be chosen"
            " again; until then no value is shown as the right one."
        )
    return reason
