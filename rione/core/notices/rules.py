"""Decisions about notices and mails. Pure: no Django, no clock."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Mail(StrEnum):
    """When somebody is mailed a kind of notice; it stands in the inbox in any case."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    NEVER = "never"


# Retries

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 8 * 60, 24 * 60))
MOST_TRIES = len(DELAYS) + 1
"""A mail that failed this often is given up."""


def delay_after(tries: int) -> timedelta | None:
    """How long to wait after that many tries (1 is the first); None: give up."""
    return DELAYS[tries - 1] if tries < MOST_TRIES else None


REFUSED = "Refused"
"""The error of a mail whose recipient the server refuses for good; the status follows it."""

# Digests

DIGEST_AT = time(7, 0)


@dataclass(frozen=True, slots=True)
class Edition:
    """The digest of a day: what was told before `closes_at` (aware)."""

    day: date
    closes_at: datetime


def newest_edition(now: datetime, zone: ZoneInfo) -> Edition:
    """The last digest that has closed: today's from seven o'clock on, yesterday's before."""
    local = now.astimezone(zone)
    day = local.date() if local.time() >= DIGEST_AT else local.date() - timedelta(days=1)
    return Edition(day, datetime.combine(day, DIGEST_AT, zone))


# What a notice holds

MOST_PARAMETERS = 20
LONGEST_TEXT = 200
LANGUAGES = frozenset({"it", "en"})
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_KEY = re.compile(r"[!-~]{1,200}", re.ASCII)

Value = str | int | bool | None | dict[str, str]


def checked_text(text: str) -> str:
    """A short text as it is; ValueError when it is long or holds control characters."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"a text of a notice has at most {LONGEST_TEXT} characters")
    if not is_one_line(text):
        raise ValueError("a text of a notice is one line without control characters")
    return text


def checked_parameters(parameters: Mapping[str, object]) -> dict[str, Value]:
    """Parameters as they are stored; ValueError on anything but names with references, numbers
    and short texts, or a short text in each language ({"it": …, "en": …})."""
    if len(parameters) > MOST_PARAMETERS:
        raise ValueError(f"a notice has at most {MOST_PARAMETERS} parameters")
    return {_checked_name(name): _checked_value(value) for name, value in parameters.items()}


def _checked_name(name: str) -> str:
    if not CODE.fullmatch(name):
        raise ValueError(f"“{name}” is no name of a parameter")
    return name


def _checked_value(value: object) -> Value:
    match value:
        case None | bool():
            return value
        case int() if abs(value) < 2**53:
            return value
        case str():
            return checked_text(value)
        case Mapping() if set(value) == LANGUAGES:
            return {language: checked_text(str(text)) for language, text in value.items()}
    raise ValueError("a parameter is a short text, a number, or a short text in each language")


def in_language(parameters: Mapping[str, Value], language: str) -> dict[str, str | int | bool]:
    """What a reader of a language is shown; nothing is "", never None."""
    shown: dict[str, str | int | bool] = {}
    for name, value in parameters.items():
        if isinstance(value, dict):
            shown[name] = value.get(language) or value.get("it", "")
        else:
            shown[name] = "" if value is None else value
    return shown


def checked_key(key: str) -> str:
    """A key under which something is told once: printable ASCII without spaces, at most 200."""
    if not _KEY.fullmatch(key):
        raise ValueError("a key is 1 to 200 printable ASCII characters without spaces")
    return key


def is_one_line(text: str) -> bool:
    """Whether a text holds no line break and no other control character."""
    return _CONTROL.search(text) is None


LONGEST_SUBJECT = 140


def one_line(text: str) -> str:
    """A subject: one line, no control characters, at most 140 characters."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"


# Followers

MOST_TOPICS = 20
"""Topics that one address may follow."""
CONFIRM_WITHIN = timedelta(days=7)
KEPT_AFTER_UNSUBSCRIBING = timedelta(days=30)

# Quotes, comments and bare internet addresses are lawful and of use to nobody who has a mailbox.
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[^\W_][\w-]{0,62}\.)+[\w-]{2,63}")
_TOPIC = re.compile(r"([a-z][a-z_]{0,29}):([A-Za-z0-9._-]{1,80})", re.ASCII)


def is_plain_address(address: str) -> bool:
    """Whether an e-mail address is one that can stand in a header as it is."""
    return len(address) <= 254 and _ADDRESS.fullmatch(address) is not None


def split_topic(topic: str) -> tuple[str, str] | None:
    """Kind and reference of a topic such as `action:MI1.1.1.a`; None when it is none."""
    found = _TOPIC.fullmatch(topic)
    return (found[1], found[2]) if found else None


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` in a window of `window`."""

    most: int
    window: timedelta


PER_ADDRESS = Limit(5, timedelta(days=1))
"""Mails that strangers may have sent to one e-mail address."""
PER_CLIENT = Limit(30, timedelta(hours=1))
"""Requests from one internet address; an office shares one."""


def window_of(now: datetime, limit: Limit) -> datetime:
    """When the window began that an instant lies in; windows are counted from the epoch, in UTC."""
    seconds = int(limit.window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=now.tzinfo)


# How long things are kept

READ_NOTICES_KEPT = timedelta(days=365)
NOTICES_KEPT = timedelta(days=730)
MAILS_KEPT = timedelta(days=90)
ANNOUNCEMENTS_KEPT = timedelta(days=730)
ATTEMPTS_KEPT = timedelta(days=2)
