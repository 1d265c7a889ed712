"""Working days, recurrence and what a deadline is today. Pure.

Holidays are those of the Republic (law 260/1949 and later ones, 4 October again from 2026) with
the Monday after Easter, and the patron's day where the municipality has one here.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 2001, 2199
"""2 June is a holiday again since 2001; Easter is computed by the Gregorian calendar."""

FIXED = {
    (1, 1): "new_year",
    (1, 6): "epiphany",
    (4, 25): "liberation",
    (5, 1): "labour",
    (6, 2): "republic",
    (8, 15): "assumption",
    (11, 1): "all_saints",
    (12, 8): "immaculate",
    (12, 25): "christmas",
    (12, 26): "saint_stephen",
}
FRANCIS, FRANCIS_SINCE = (10, 4), 2026
"""Saint Francis, a holiday of the Republic by law 151/2025."""
PATRONS = {"015146": (12, 7)}
"""ISTAT code → month and day of the patron: Saint Ambrose for Milan."""

SOON_DAYS = 14
MOST_WORKING_DAYS = 250
MOST_MONTHS = 120


class DateOutOfRange(ValueError):
    """A day in a year for which holidays are not known."""


@dataclass(frozen=True, slots=True)
class Due:
    """A day, and why it is that one: working days counted from the day after `start`, and the
    holidays on weekdays that were passed over (day, code)."""

    day: date
    start: date
    working_days: int
    holidays: tuple[tuple[date, str], ...]


def easter(year: int) -> date:
    """Easter Sunday (anonymous Gregorian computation)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def holiday(day: date, municipality: str = "") -> str:
    """The code of the holiday that a day is, "" when none; Sundays alone are none.

    DateOutOfRange outside of FIRST_YEAR to LAST_YEAR.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DateOutOfRange(f"holidays are known from {FIRST_YEAR} to {LAST_YEAR}")
    key = (day.month, day.day)
    if key in FIXED:
        return FIXED[key]
    if key == FRANCIS and day.year >= FRANCIS_SINCE:
        return "francis"
    if day == easter(day.year) + timedelta(days=1):
        return "easter_monday"
    return "patron" if PATRONS.get(municipality) == key else ""


def is_working_day(day: date, municipality: str = "") -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < calendar.SATURDAY and not holiday(day, municipality)


def after_working_days(start: date, working_days: int, municipality: str = "") -> Due:
    """The last of so many working days after a day, which itself does not count.

    ValueError unless there are 1 to MOST_WORKING_DAYS of them.
    """
    if not 1 <= working_days <= MOST_WORKING_DAYS:
        raise ValueError(f"count 1 to {MOST_WORKING_DAYS} working days")
    day, left, passed = start, working_days, []
    while left:
        day += timedelta(days=1)
        if day.weekday() >= calendar.SATURDAY:
            continue
        if code := holiday(day, municipality):
            passed.append((day, code))
            continue
        left -= 1
    return Due(day, start, working_days, tuple(passed))


def first_working_day(day: date, municipality: str = "") -> date:
    """The day itself, or the next working day: where a term that ends on a holiday moves to."""
    while not is_working_day(day, municipality):
        day += timedelta(days=1)
    return day


def occurrence(anchor: date, months: int, number: int) -> date:
    """The `number`th repetition (0: the first day itself) of a day every so many months.

    A day that the month lacks becomes its last one; it is counted from the anchor each time, so
    that 31 January, 28 February, 31 March follow on each other.
    """
    if not 1 <= months <= MOST_MONTHS or number < 0:
        raise ValueError(f"repeat every 1 to {MOST_MONTHS} months")
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months * number, 12)
    if year > LAST_YEAR:
        raise DateOutOfRange(f"deadlines end in {LAST_YEAR}")
    return date(year, month + 1, min(anchor.day, calendar.monthrange(year, month + 1)[1]))


def occurrences(anchor: date, months: int, until: date) -> Iterator[date]:
    """All repetitions up to a day, that one included."""
    number = 0
    while (day := occurrence(anchor, months, number)) <= until:
        yield day
        number += 1


def spending_target(commitment_year: int) -> date:
    """The day by which a commitment is to be spent under the rule n+3."""
    return date(commitment_year + 3, 12, 31)


def term(due: date, today: date, *, done: bool = False) -> str:
    """How a day stands: `done`, `late`, `today`, `soon` (two weeks) or `later`."""
    if done:
        return "done"
    if due < today:
        return "late"
    if due == today:
        return "today"
    return "soon" if due <= today + timedelta(days=SOON_DAYS) else "later"
