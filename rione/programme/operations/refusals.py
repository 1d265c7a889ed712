"""Why something cannot be stated, in the reader's language: the rules speak to authors of files."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from rione.core.writes import Refused

from ..rules.fields import PartRefused

_EURO = _("Write an amount in euros, such as 2.531.250,00.")
_NUMBER = _("Write a number such as 1.000 or 4,5.")
_DATE = _("Write a year, a month or a day, such as 2022, 2022-01 or 2022-01-31.")
_BOTH = _("Write the text in Italian and in English.")
_TEXT = _("Write something here.")
_CHOOSE = _("Choose one of the list.")

_BY_FIELD: Mapping[tuple[str, str], Any] = {
    ("financing", "value"): _EURO,
    ("quantity", "value"): _NUMBER,
    ("target", "value"): _NUMBER,
    ("baseline", "value"): _NUMBER,
    ("achieved", "value"): _NUMBER,
    ("date", "value"): _DATE,
    ("text", "value"): _BOTH,
    ("address", "value"): _BOTH,
    ("title", "value"): _TEXT,
    ("target", "field"): _("Write the year of the target, such as 2023."),
    ("achieved", "field"): _("Write the day of the value, not later than today."),
    ("waits_for", "field"): _("Choose an action of the programme."),
}
_BY_PART: Mapping[str, Any] = {
    "amount": _EURO,
    "as_of": _("Write a date that is not later than today, such as 2022-01 or 2022-01-31."),
    "quote": _("Copy the document’s own words: what is unknown, and a state, needs them."),
    "from": _(
        "Choose a document and say where in it: a line, a page or a row, such as 12 or 12-14."
    ),
    "delivery": _DATE,
    "when": _DATE,
    "count": _("Write a whole number above zero, or leave it empty."),
    "url": _("Write a web address from https:// on."),
    "name": _TEXT,
    "unit": _CHOOSE,
    "value": _CHOOSE,
    "field": _("This cannot be stated here; choose one of the fields offered."),
    **dict.fromkeys(
        ("note", "intervention", "milestone", "into", "reason", "title", "label"), _BOTH
    ),
}


def explained(error: PartRefused, field: str) -> Refused:
    """What is wrong with a part of a statement about `field`, at the part it is about."""
    prefix = field.partition(".")[0]
    message = _BY_FIELD.get((prefix, error.part)) or _BY_PART.get(error.part)
    return Refused(message or _("This is not complete; fill in every field."), field=error.part)
