"""Dates as documents give them: a year, a month or a day, all of them kept as such."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$", re.ASCII)


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A year, a month of a year, or a day; ordered by its first day, the vaguer one first."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read `2022`, `2022-01` or `2022-01-31`; ValueError with a remedy otherwise."""
        match = _PARTIAL.match(text.strip())
        if match is None:
            raise ValueError(f"“{text[:40]}” is not a date: write 2022, 2022-01 or 2022-01-31")
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            date(year or 0, month or 1, day or 1)
        except ValueError:
            raise ValueError(f"“{text[:40]}” is no day of the calendar: check it") from None
        return cls(year or 0, month, day)

    def first_day(self) -> date:
        """The first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> date:
        """The last day that it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __lt__(self, other: "PartialDate") -> bool:
        return (self.first_day(), -self.last_day().toordinal()) < (
            other.first_day(),
            -other.last_day().toordinal(),
        )

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
        if self.day:
            text += f"-{self.day:02d}"
        return text
