"""What all writes of the desk check, and say, alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from rione.core import clock
from rione.core.identity.rules.actors import Actor
from rione.core.writes import Refused

from ..rules import wording
from ..rules.deadlines import FIRST_YEAR, LAST_YEAR

LONGEST_TEXT = 4000
LONGEST_REASON = 500
LONGEST_TITLE = 200


def text(value: str, field: str, *, most: int = LONGEST_TEXT) -> str:
    """A text of several lines that says something; Refused at `field`."""
    return _within(wording.lines(value), field, most)


def line(value: str, field: str, *, most: int = LONGEST_TITLE) -> str:
    """A text of one line that says something; Refused at `field`."""
    return _within(wording.line(value), field, most)


def reason(value: str, field: str = "reason") -> str:
    """Why; Refused at `field` when nothing is said."""
    found = wording.line(value)
    if not found:
        raise Refused(_("Say why."), field=field)
    return _within(found, field, LONGEST_REASON)


def web_address(value: str, field: str) -> str:
    """An http(s) address, or ""; Refused at `field`."""
    found = "".join(wording.line(value).split())
    if found and not found.lower().startswith(("https://", "http://")):
        raise Refused(_("Write an address that begins with https://."), field=field)
    return _within(found, field, LONGEST_REASON) if found else ""


def to_come(day: date, field: str) -> date:
    """A day from today on; Refused at `field`."""
    if not clock.today() <= day <= date(LAST_YEAR, 1, 1):
        raise Refused(_("Choose a day from today on."), field=field)
    return day


def gone_by(day: date, field: str) -> date:
    """A day up to today; Refused at `field`."""
    if not date(FIRST_YEAR, 1, 1) <= day <= clock.today():
        raise Refused(_("Choose a day that has come: today or before."), field=field)
    return day


def _within(found: str, field: str, most: int) -> str:
    if not found:
        raise Refused(_("Write something here."), field=field)
    if len(found) > most:
        raise Refused(_("Write at most %(most)s characters.") % {"most": most}, field=field)
    return found


def by(actor: Actor) -> dict[str, Any]:
    """Who writes a row and when."""
    return {
        "at": clock.now(),
        "author": UUID(actor.account),
        "author_role": actor.role,
        "author_organisation": UUID(actor.organisation) if actor.organisation else None,
    }


@contextmanager
def refused_when_changed(*constraints: str) -> Iterator[None]:
    """Somebody else was faster: what the named constraints refuse becomes Refused."""
    try:
        yield
    except IntegrityError as error:
        if any(name in str(error) for name in constraints):
            raise Refused(
                _("Somebody changed this in the meantime. Open the page again and repeat.")
            ) from None
        raise
