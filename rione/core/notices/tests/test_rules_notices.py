"""Decisions about notices, without a database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rione.core.notices import rules

ROME = ZoneInfo("Europe/Rome")


def test_delays__each_try__waits_longer_and_the_eighth_gives_up() -> None:
    delays = [rules.delay_after(tries) for tries in range(1, rules.MOST_TRIES)]
    assert rules.MOST_TRIES == 8
    assert None not in delays
    assert delays == sorted(set(delays))
    assert rules.delay_after(8) is None


@pytest.mark.parametrize(
    ("now", "day", "closes"),
    [
        # Before and after seven in winter (UTC+1) …
        ("2026-01-15T05:59:59", date(2026, 1, 14), "2026-01-14T06:00"),
        ("2026-01-15T06:00:00", date(2026, 1, 15), "2026-01-15T06:00"),
        # … in summer (UTC+2) …
        ("2026-07-15T04:59:59", date(2026, 7, 14), "2026-07-14T05:00"),
        ("2026-07-15T05:00:00", date(2026, 7, 15), "2026-07-15T05:00"),
        # … and on the days on which the clock changes.
        ("2026-03-29T05:00:00", date(2026, 3, 29), "2026-03-29T05:00"),
        ("2026-10-25T05:30:00", date(2026, 10, 24), "2026-10-24T05:00"),
        ("2026-10-25T06:00:00", date(2026, 10, 25), "2026-10-25T06:00"),
        ("2026-01-14T23:30:00", date(2026, 1, 14), "2026-01-14T06:00"),
    ],
)
def test_edition__at_any_hour__is_the_last_that_closed_at_seven_in_rome(now, day, closes) -> None:
    edition = rules.newest_edition(datetime.fromisoformat(now).replace(tzinfo=UTC), ROME)
    assert edition.day == day
    assert edition.closes_at == datetime.fromisoformat(closes).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "parameters",
    [
        {"title": "a\nb"},
        {"title": "a\rBcc: x"},
        {"title": "nul\x00"},
        {"title": "turned \u202e round"},
        {"title": "x" * 201},
        {"Title": "x"},
        {"a b": "x"},
        {"title": {"it": "x"}},
        {"title": {"it": "x", "en": "a\nb"}},
        {"title": {"it": "x", "en": "y", "de": "z"}},
        {"title": ["x"]},
        {"title": 1.5},
        {"title": 2**60},
        {"title": object()},
        {f"p{number}": 1 for number in range(21)},
    ],
)
def test_parameters__anything_but_short_texts_and_numbers__is_refused(parameters) -> None:
    with pytest.raises(ValueError, match=r"notice|parameter|name|text"):
        rules.checked_parameters(parameters)


def test_parameters__in_a_language__are_the_readers_and_never_none() -> None:
    stored = rules.checked_parameters({"a": {"it": "uno", "en": "one"}, "n": 3, "x": None})
    assert rules.in_language(stored, "en") == {"a": "one", "n": 3, "x": ""}
    assert rules.in_language(stored, "it")["a"] == "uno"


@pytest.mark.parametrize("key", ["", "a b", "a\n", "è", "x" * 201, "\x00"])
def test_key__that_is_not_printable_ascii__is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        rules.checked_key(key)


def test_one_line__of_a_hostile_text__has_no_second_line_and_an_end() -> None:
    line = rules.one_line("Hello\r\nBcc: everybody@example.org\x00\u2028" + "x" * 500)
    assert "\n" not in line
    assert "\r" not in line
    assert "\x00" not in line
    assert len(line) == rules.LONGEST_SUBJECT
    assert line.endswith("…")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "a@b",
        "a b@finta.example",
        "a@finta.example\nBcc: b@finta.example",
        "a@finta.example\r\n",
        "a@finta.example,b@finta.example",
        "Vicina <a@finta.example>",
        '"a b"@finta.example',
        "a@b@finta.example",
        "a(x)@finta.example",
        "a\x00@finta.example",
        "a@[127.0.0.1]",
        "x" * 65 + "@finta.example",
        "a@" + "x" * 260 + ".example",
    ],
)
def test_address__that_could_not_stand_in_a_header__is_none(address: str) -> None:
    assert not rules.is_plain_address(address)


@pytest.mark.parametrize("address", ["a@finta.example", "ugo.finto+rione@posta.finta.example"])
def test_address__as_people_have_them__is_one(address: str) -> None:
    assert rules.is_plain_address(address)


@pytest.mark.parametrize(
    "topic", ["", "action", "action:", ":x", "Action:x", "action:a b", "action:../x", "a:b:c"]
)
def test_topic__that_is_not_kind_and_reference__is_none(topic: str) -> None:
    assert rules.split_topic(topic) is None
    assert rules.split_topic("action:MI1.1.1.a") == ("action", "MI1.1.1.a")


def test_window__of_an_instant__holds_it_and_is_the_same_for_all_within() -> None:
    now = datetime(2026, 5, 4, 13, 59, 59, tzinfo=UTC)
    start = rules.window_of(now, rules.PER_CLIENT)
    assert start == datetime(2026, 5, 4, 13, tzinfo=UTC)
    assert rules.window_of(now + timedelta(seconds=1), rules.PER_CLIENT) > start
    assert rules.window_of(now, rules.PER_ADDRESS) == datetime(2026, 5, 4, tzinfo=UTC)
