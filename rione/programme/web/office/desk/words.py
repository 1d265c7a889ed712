"""The desk in words: who wrote something, why a day is the one it is, what follows."""

from dataclasses import dataclass
from typing import Any

from django.utils.html import urlize
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from rione.core.design import formats
from rione.core.design.figures import Badge
from rione.core.identity.access import ROLE_NAMES
from rione.core.identity.rules.roles import Role

from ....lists.desk import (
    QUESTION_STATES,
    QUESTION_TONES,
    TERM_TONES,
    TERMS,
    TOPICS,
)
from ....queries.desk import Author
from ....rules.deadlines import Due
from ... import plan_pages

MESSAGES = {
    "answer": gettext_lazy("Answer"),
    "follow_up": gettext_lazy("Further question"),
    "note": gettext_lazy("Internal note"),
    "closing": pgettext_lazy("message", "Closed"),
    "reopening": pgettext_lazy("message", "Reopened"),
}
MESSAGE_TONES: dict[str, Any] = {
    "answer": "positive",
    "follow_up": "info",
    "note": "warning",
    "closing": "neutral",
    "reopening": "info",
}
HOLIDAYS = {
    "new_year": gettext_lazy("New Year"),
    "epiphany": gettext_lazy("Epiphany"),
    "easter_monday": gettext_lazy("Easter Monday"),
    "liberation": gettext_lazy("Liberation Day"),
    "labour": gettext_lazy("Labour Day"),
    "republic": gettext_lazy("Republic Day"),
    "assumption": gettext_lazy("Assumption"),
    "francis": gettext_lazy("Saint Francis"),
    "all_saints": gettext_lazy("All Saints"),
    "patron": gettext_lazy("the patron’s day"),
    "immaculate": gettext_lazy("Immaculate Conception"),
    "christmas": gettext_lazy("Christmas"),
    "saint_stephen": gettext_lazy("Saint Stephen"),
}
EVENTS = {
    "postponed": pgettext_lazy("deadline", "Postponed"),
    "completed": pgettext_lazy("deadline", "Kept"),
    "undone": pgettext_lazy("deadline", "Taken back that it was kept"),
}
PLAN_EVENTS = {
    "reported": pgettext_lazy("communication", "Reported"),
    "cancelled": pgettext_lazy("communication", "Cancelled"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """A message as its page shows it."""

    badge: Badge
    text: str
    at: Any
    author: str


def author(who: Author) -> str:
    """“Elena Programma, Programme officer, Comune di Milano”, without what may not be known."""
    try:
        role = str(ROLE_NAMES[Role(who.role)])
    except ValueError:
        role = who.role
    return ", ".join(part for part in (who.name, role, who.organisation) if part)


def state_badge(state: str) -> Badge:
    """The state of a question."""
    return Badge(str(QUESTION_STATES.get(state, state)), QUESTION_TONES.get(state, "neutral"))


def term_badge(term: str) -> Badge:
    """How a day stands."""
    return Badge(str(TERMS.get(term, term)), TERM_TONES.get(term, "neutral"))


def topic(code: str) -> str:
    """A topic."""
    return str(TOPICS.get(code, code))


def why_due(due: Due) -> str:
    """Why an answer is due on a day: “15 working days after 3 December 2024; not counted: …”."""
    sentence = ngettext(
        "%(days)s working day after %(start)s.",
        "%(days)s working days after %(start)s.",
        due.working_days,
    ) % {"days": due.working_days, "start": formats.partial_date(due.start)}
    if not due.holidays:
        return sentence
    passed = "; ".join(
        f"{formats.partial_date(day)}, {HOLIDAYS[code]}" for day, code in due.holidays
    )
    holidays = _("Holidays passed over: %(days)s.") % {"days": passed}
    return f"{sentence} {holidays}"


def linked(text: str) -> SafeString:
    """A text with its web addresses as links; everything else is escaped."""
    return SafeString(urlize(text, nofollow=True, autoescape=True))


def reach(number: int | None, unit: str) -> str:
    """A number of people, copies or visits."""
    return plan_pages.reach(number, unit) or _("not counted")


def repetition(months: int) -> str:
    """How often a deadline comes back."""
    if not months:
        return _("It does not repeat.")
    return ngettext("It repeats every month.", "It repeats every %(months)s months.", months) % {
        "months": months
    }
