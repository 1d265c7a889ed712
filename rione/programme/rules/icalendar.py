"""Deadlines as a calendar (RFC 5545), written line by line. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE_OCTETS = 75
MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Event:
    """A whole day. `uid` never changes, `sequence` counts its changes, `changed_at` is aware."""

    uid: str
    day: date
    summary: str
    description: str
    url: str
    changed_at: datetime
    sequence: int = 0


def write(events: Iterable[Event], *, name: str, product: str) -> str:
    """A calendar; lines end in CRLF and have at most 75 octets."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{escaped(product)}",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{line}\r\n" for one in lines for line in folded(one))


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"LAST-MODIFIED:{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.url:
        yield f"URL:{address(event.url)}"
    # A deadline takes no time from the day.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """A TEXT value: backslash, semicolon and comma escaped, line breaks as backslash n, no other
    control characters (RFC 5545, 3.3.11)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = lines.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")
    for character in ("\\", ";", ","):
        lines = lines.replace(character, f"\\{character}")
    return "".join(c for c in lines.replace("\n", "\\n") if _allowed(c))


def address(url: str) -> str:
    """A URI value: it is not escaped, so it holds nothing that would end the line."""
    return "".join(c for c in url if _allowed(c) and not c.isspace())


def folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, never inside a character; all but the first begin
    with a space, which counts."""
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE_OCTETS:
            yield piece
            piece, size = " ", 1
        piece += character
        size += octets
    yield piece


def _allowed(character: str) -> bool:
    code = ord(character)
    return not (code < 32 or 127 <= code < 160 or 0xD800 <= code <= 0xDFFF)
