"""What the codes of the register are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from rione.core.design.figures import Tone

Words = Mapping[str, str | Promise]

SUBJECT_KINDS: Words = {
    "programme": gettext_lazy("Programme"),
    "axis": gettext_lazy("Axis"),
    "project": gettext_lazy("Project"),
    "action": gettext_lazy("Action"),
    "indicator": gettext_lazy("Indicator"),
    "document": gettext_lazy("Document"),
    "site": gettext_lazy("Place"),
}
# In Italian an action is feminine and a project masculine: `web.words` has those of projects.
ACTION_STATES: Words = {
    "planned": pgettext_lazy("state of an action", "Planned"),
    "postponed": pgettext_lazy("state of an action", "Postponed"),
    "moved": pgettext_lazy("state of an action", "Moved to another fund"),
    "procurement": pgettext_lazy("state of an action", "Being awarded"),
    "contracted": pgettext_lazy("state of an action", "Contract awarded"),
    "running": pgettext_lazy("state of an action", "Under way"),
    "works_complete": pgettext_lazy("state of an action", "Works complete"),
    "operational": pgettext_lazy("state of an action", "In use"),
    "closed": pgettext_lazy("state of an action", "Completed"),
    "unknown": pgettext_lazy("state of an action", "State not given"),
}
DOCUMENT_KINDS: Words = {
    "official": gettext_lazy("Official document"),
    "web_page": gettext_lazy("Web page"),
    "slides": gettext_lazy("Slides"),
    "translation": gettext_lazy("Translation"),
    "letter": gettext_lazy("Letter or note"),
    "count": gettext_lazy("The platform’s own count"),
}
FIELDS: Words = {
    "title": gettext_lazy("Title"),
    "state": gettext_lazy("State"),
    "financing": gettext_lazy("Money"),
    "quantity": gettext_lazy("Quantity"),
    "target": gettext_lazy("Target"),
    "baseline": gettext_lazy("At the start"),
    "achieved": gettext_lazy("Achieved"),
    "unit": gettext_lazy("Unit of measure"),
    "date": gettext_lazy("Date"),
    "text": gettext_lazy("Description"),
    "address": gettext_lazy("Address"),
    "partnership": gettext_lazy("Partnership"),
    "complement": gettext_lazy("Money from elsewhere"),
    "waits_for": gettext_lazy("Waits for"),
    "reprogramming": gettext_lazy("Change of destination"),
    "procurement": gettext_lazy("Contract or call"),
    "party": gettext_lazy("Who takes part"),
    "link": gettext_lazy("Link"),
    "communication": gettext_lazy("Communication"),
}
"""The beginning of a statement's field."""
ORIGINS: Words = {
    "folder": gettext_lazy("Folder"),
    "office": gettext_lazy("Office"),
}
STANDINGS: Words = {
    "current": gettext_lazy("In force"),
    "retired": gettext_lazy("Retired"),
}
STANDING_TONES: Mapping[str, Tone] = {"current": "positive", "retired": "neutral"}
EVENTS: Words = {
    "stated": gettext_lazy("Stated"),
    "retired": gettext_lazy("Retired"),
    "decided": gettext_lazy("Decided"),
    "given_back": gettext_lazy("Given back to the rule"),
}
CONFLICT_STATES: Words = {
    "open": gettext_lazy("To be decided"),
    "rule": gettext_lazy("Decided by the rule"),
    "person": gettext_lazy("Decided by a person"),
}
CONFLICT_TONES: Mapping[str, Tone] = {
    "open": "warning",
    "rule": "neutral",
    "person": "positive",
}
ABOUT: Words = {
    "values": gettext_lazy("Values that differ"),
    "parts": gettext_lazy("A total and its parts"),
    "project": gettext_lazy("A project’s state over its action’s"),
}
LANGUAGES: Words = {
    "it": gettext_lazy("Italian"),
    "en": gettext_lazy("English"),
}
