"""What the codes of the queries are called on the pages, and nothing else.

Every code has a word in both languages; a code that is not here is shown as it is, so that a
page never fails on a value that a later version adds. Functions answer in the active language.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from rione.core.design import formats
from rione.core.design.figures import Badge, Tone

from ..lists.record_words import ACTION_STATES, DOCUMENT_KINDS, FIELDS, SUBJECT_KINDS
from ..queries.shapes import Label, Text

Words = Mapping[str, str | Promise]

_PROJECT_STATES: Words = {
    "planned": pgettext_lazy("state of a project", "Planned"),
    "postponed": pgettext_lazy("state of a project", "Postponed"),
    "moved": pgettext_lazy("state of a project", "Moved to another fund"),
    "procurement": pgettext_lazy("state of a project", "Being awarded"),
    "contracted": pgettext_lazy("state of a project", "Contract awarded"),
    "running": pgettext_lazy("state of a project", "Under way"),
    "works_complete": pgettext_lazy("state of a project", "Works complete"),
    "operational": pgettext_lazy("state of a project", "In use"),
    "closed": pgettext_lazy("state of a project", "Completed"),
    "unknown": pgettext_lazy("state of a project", "State not given"),
}
_TONES: Mapping[str, Tone] = {
    "postponed": "warning",
    "moved": "warning",
    "procurement": "info",
    "contracted": "info",
    "running": "info",
    "works_complete": "positive",
    "operational": "positive",
    "closed": "positive",
}
_KINDS: Words = {
    "works": gettext_lazy("Works"),
    "services": gettext_lazy("Services"),
    "digital": gettext_lazy("Digital"),
    "call": gettext_lazy("Call for proposals"),
    "grants": gettext_lazy("Grants"),
    "crowdfunding": gettext_lazy("Crowdfunding"),
    "supply": gettext_lazy("Supplies"),
    "assistance": gettext_lazy("Technical assistance"),
    "communication": gettext_lazy("Communication"),
}
_PROCUREMENTS: Words = {
    "works": gettext_lazy("Works"),
    "supply": gettext_lazy("Supplies"),
    "furnishing": gettext_lazy("Furniture and equipment"),
    "service": gettext_lazy("Services"),
    "call": gettext_lazy("Call for proposals"),
}
_ROLES: Words = {
    "intermediate_body": gettext_lazy("Intermediate body"),
    "beneficiary": gettext_lazy("Beneficiary"),
    "implementer": gettext_lazy("Carries it out"),
    "manager": gettext_lazy("Runs it"),
    "owner": gettext_lazy("Owner"),
    "user": gettext_lazy("User"),
    "partner": gettext_lazy("Partner"),
}
_PARTNERSHIPS: Words = {
    "private_capital": gettext_lazy("With private capital"),
    "co_design": gettext_lazy("Co-designed with the third sector"),
    "public": gettext_lazy("Public only"),
}
_VALUE_KINDS: Words = {
    "money": gettext_lazy("Amounts"),
    "quantity": gettext_lazy("Quantities"),
    "state": gettext_lazy("States"),
    "text": gettext_lazy("Descriptions"),
    "title": gettext_lazy("Titles"),
    "date": gettext_lazy("Dates"),
    "unit": gettext_lazy("Units"),
    "structured": gettext_lazy("Facts with several parts"),
    "sum": gettext_lazy("Totals and their parts"),
    "unknown": gettext_lazy("Declared unknown"),
}
_GAP_NAMES: Words = {
    "unknown_value": gettext_lazy("Value not given"),
    "inferred_unit": gettext_lazy("Unit not printed"),
    "total_not_printed": gettext_lazy("Total not printed"),
    "no_amount": gettext_lazy("No amount"),
    "no_state": gettext_lazy("No state"),
}
_COMMUNICATION: Words = {
    "event": gettext_lazy("Event"),
    "product": gettext_lazy("Product"),
    "page": gettext_lazy("Web page"),
}
# Seen from the action: what it is to a place, an indicator, a body.
_RELATIONS: Words = {
    "paid_for_by": gettext_lazy("Paid for by this action"),
    "served_by": gettext_lazy("This action gives its service here"),
    "contributes_to": gettext_lazy("Counts towards"),
    "run_by": gettext_lazy("Run by"),
}
# Seen from a place: what another thing is to it.
_RELATIONS_OF_PLACE: Words = {
    "paid_for_by": gettext_lazy("Paid for by"),
    "served_by": gettext_lazy("Service given here by"),
    "contributes_to": gettext_lazy("Counts towards"),
    "run_by": gettext_lazy("Run by"),
}


def _word(words: Words, code: str) -> str:
    return str(words.get(code, code))


def state(code: str) -> str:
    """The state of an action."""
    return _word(ACTION_STATES, code)


def project_state(code: str) -> str:
    """The state of a project."""
    return _word(_PROJECT_STATES, code)


def state_badge(code: str) -> Badge:
    return Badge(state(code), _TONES.get(code, "neutral"))


def project_state_badge(code: str) -> Badge:
    return Badge(project_state(code), _TONES.get(code, "neutral"))


def kind(code: str) -> str:
    """The kind of an action."""
    return _word(_KINDS, code)


def procurement_kind(code: str) -> str:
    return _word(_PROCUREMENTS, code)


def role(code: str) -> str:
    return _word(_ROLES, code)


def partnership(code: str) -> str:
    return _word(_PARTNERSHIPS, code)


def document_kind(code: str) -> str:
    return _word(DOCUMENT_KINDS, code)


def value_kind(code: str) -> str:
    """The kind of a statement or of a disagreement."""
    return _word(_VALUE_KINDS, code)


def subject_kind(code: str) -> str:
    return _word(SUBJECT_KINDS, code)


def gap_name(reason: str) -> str:
    return _word(_GAP_NAMES, reason)


def waiting_badge(blocked: bool) -> Badge:
    """Whether a dependency still holds something up."""
    return Badge(_("Waiting"), "warning") if blocked else Badge(_("Ready"), "positive")


def communication(code: str) -> str:
    return _word(_COMMUNICATION, code)


def relation(code: str) -> str:
    """What an action is to a place."""
    return _word(_RELATIONS, code)


def relation_of_place(code: str) -> str:
    """What another thing is to a place."""
    return _word(_RELATIONS_OF_PLACE, code)


def field(group: str) -> str:
    """What a statement's field is about, by its beginning."""
    return _word(FIELDS, group)


def text(value: Text | None) -> str:
    """Our own words in the reader's language, the other one if it is missing."""
    if value is None:
        return ""
    return value.of(formats.language()) or value.it or value.en


def label(value: Label | None) -> str:
    """What a fund, a unit, a quantity is called."""
    return text(value.name) if value else ""


def quantity(number: Decimal | None, qualifier: str, unit: str = "") -> str:
    """Such as “circa 28 stazioni”; a number that nobody gives is said to be unknown."""
    if number is None:
        return _("unknown")
    told = formats.number(number)
    if unit:
        told = f"{told} {unit}"
    if qualifier == "about":
        return _("about %(number)s") % {"number": told}
    if qualifier == "at_least":
        return _("at least %(number)s") % {"number": told}
    if qualifier == "at_most":
        return _("at most %(number)s") % {"number": told}
    if qualifier == "over":
        return _("over %(number)s") % {"number": told}
    return told


def lines(locator: str) -> str:
    """The place "54" or "54-56" in words: line 54, lines 54–56 of the document’s text; "p.12" is
    a page, "r.7" a row of a table."""
    if not locator or locator[1:2] == ".":
        return lines_briefly(locator)
    if "-" in locator:
        return _("lines %(lines)s of the text") % {"lines": locator.replace("-", "–")}
    return _("line %(line)s of the text") % {"line": locator}


def lines_briefly(locator: str) -> str:
    """The same inside a table of one document."""
    if locator.startswith("p."):
        return _("page %(page)s") % {"page": locator[2:].replace("-", "–")}
    if locator.startswith("r."):
        return _("row %(row)s of the table") % {"row": locator[2:].replace("-", "–")}
    if "-" in locator:
        return _("lines %(lines)s") % {"lines": locator.replace("-", "–")}
    return _("line %(line)s") % {"line": locator} if locator else ""


def unknown_amounts(count: int) -> str:
    """Such as “plus 2 amounts that no document gives”; "" when there are none."""
    if not count:
        return ""
    return ngettext(
        "plus %(count)s amount that no document gives",
        "plus %(count)s amounts that no document gives",
        count,
    ) % {"count": formats.number(count)}


def actions(count: int) -> str:
    return ngettext("%(count)s action", "%(count)s actions", count) % {
        "count": formats.number(count)
    }


def district(key: str) -> str:
    """The key "015146:8" as “Municipio 8”; a municipality’s key has no colon."""
    _municipality, _colon, number = key.partition(":")
    return f"Municipio {number}" if number else key
