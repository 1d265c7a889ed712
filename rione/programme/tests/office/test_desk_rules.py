"""Working days, recurrence, steps of a question, anonymity, calendars: against slow references."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rione.programme.rules import deadlines, desk, wording
from rione.programme.rules.anonymous import reveals
from rione.programme.rules.deadlines import (
    DateOutOfRange,
    after_working_days,
    easter,
    first_working_day,
    holiday,
    is_working_day,
    occurrence,
    occurrences,
    term,
)
from rione.programme.rules.icalendar import Event, escaped, folded, write

MILAN, ELSEWHERE = "015146", "099001"
DAYS = st.dates(date(2001, 1, 1), date(2190, 12, 31))
EASTERS = {
    2001: (4, 15), 2008: (3, 23), 2011: (4, 24), 2014: (4, 20), 2016: (3, 27), 2019: (4, 21),
    2020: (4, 12), 2021: (4, 4), 2022: (4, 17), 2023: (4, 9), 2024: (3, 31), 2025: (4, 20),
    2026: (4, 5), 2027: (3, 28), 2030: (4, 21), 2038: (4, 25), 2049: (4, 18), 2100: (3, 28),
}  # fmt: skip


def slow_easter(year: int) -> date:
    """The Sunday after the 14th day of the ecclesiastical moon, by its tables."""
    golden = year % 19 + 1
    century = year // 100 + 1
    dropped = 3 * century // 4 - 12
    moon = (8 * century + 5) // 25 - 5
    sunday = 5 * year // 4 - dropped - 10
    epact = (11 * golden + 20 + moon - dropped) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    full = 44 - epact
    if full < 21:
        full += 30
    day = full + 7 - ((sunday + full) % 7)
    return date(year, 3, 1) + timedelta(days=day - 1)


@pytest.mark.parametrize("year", sorted(EASTERS))
def test_easter__of_known_years__is_that_of_the_almanac(year: int) -> None:
    assert easter(year) == date(year, *EASTERS[year])


@given(st.integers(1900, 2199))
def test_easter__of_any_year__is_that_of_the_tables(year: int) -> None:
    assert easter(year) == slow_easter(year)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2024, 1, 1), "new_year"),
        (date(2024, 1, 6), "epiphany"),
        (date(2024, 4, 1), "easter_monday"),
        (date(2024, 3, 31), ""),
        (date(2024, 4, 25), "liberation"),
        (date(2024, 5, 1), "labour"),
        (date(2024, 6, 2), "republic"),
        (date(2024, 8, 15), "assumption"),
        (date(2025, 10, 4), ""),
        (date(2026, 10, 4), "francis"),
        (date(2024, 11, 1), "all_saints"),
        (date(2024, 12, 7), ""),
        (date(2024, 12, 8), "immaculate"),
        (date(2024, 12, 25), "christmas"),
        (date(2024, 12, 26), "saint_stephen"),
    ],
)
def test_holiday__of_the_republic__has_its_code(day: date, code: str) -> None:
    assert holiday(day, ELSEWHERE) == code


def test_holiday__of_the_patron__is_milans_alone() -> None:
    assert holiday(date(2022, 12, 7), MILAN) == "patron"
    assert holiday(date(2022, 12, 7), ELSEWHERE) == ""
    assert holiday(date(2022, 12, 7)) == ""


@pytest.mark.parametrize("year", [2000, 2200])
def test_holiday__of_a_year_not_known__is_an_error(year: int) -> None:
    with pytest.raises(DateOutOfRange):
        holiday(date(year, 1, 1))


def test_after_working_days__across_the_patron_and_immaculate__says_what_it_passed_over() -> None:
    due = after_working_days(date(2022, 12, 5), 3, MILAN)
    assert due.day == date(2022, 12, 12)
    assert due.holidays == (
        (date(2022, 12, 7), "patron"),
        (date(2022, 12, 8), "immaculate"),
    )
    assert after_working_days(date(2022, 12, 5), 3, ELSEWHERE).day == date(2022, 12, 9)


def test_after_working_days__across_easter__leaves_monday_out() -> None:
    assert after_working_days(date(2024, 3, 29), 1).day == date(2024, 4, 2)


@pytest.mark.parametrize("days", [0, -1, 251])
def test_after_working_days__that_are_none_or_too_many__is_an_error(days: int) -> None:
    with pytest.raises(ValueError, match="working days"):
        after_working_days(date(2024, 1, 1), days)


@given(DAYS, st.integers(1, 60), st.sampled_from([MILAN, ELSEWHERE]))
def test_after_working_days__counted_one_by_one__are_so_many(
    start: date, days: int, place: str
) -> None:
    due = after_working_days(start, days, place)
    between = [start + timedelta(days=number) for number in range(1, (due.day - start).days + 1)]
    working = [
        day
        for day in between
        if day.isoweekday() <= 5
        and (day.month, day.day) not in deadlines.FIXED
        and day != slow_easter(day.year) + timedelta(days=1)
        and not (place == MILAN and (day.month, day.day) == (12, 7))
        and not (day.year >= 2026 and (day.month, day.day) == (10, 4))
    ]
    assert len(working) == days
    assert working[-1] == due.day
    passed = {day for day in between if day.isoweekday() <= 5} - set(working)
    assert {day for day, _code in due.holidays} == passed


@given(DAYS)
def test_first_working_day__of_any_day__is_the_nearest_on_or_after_it(day: date) -> None:
    found = first_working_day(day, MILAN)
    assert is_working_day(found, MILAN)
    assert not any(
        is_working_day(day + timedelta(days=number), MILAN) for number in range((found - day).days)
    )


@pytest.mark.parametrize(
    ("anchor", "months", "expected"),
    [
        (date(2024, 1, 31), 1, [(2024, 2, 29), (2024, 3, 31), (2024, 4, 30), (2024, 5, 31)]),
        (date(2023, 1, 31), 1, [(2023, 2, 28), (2023, 3, 31)]),
        (date(2023, 12, 31), 2, [(2024, 2, 29), (2024, 4, 30), (2024, 6, 30), (2024, 8, 31)]),
        (date(2024, 2, 29), 12, [(2025, 2, 28), (2026, 2, 28), (2027, 2, 28), (2028, 2, 29)]),
        (date(2024, 11, 30), 3, [(2025, 2, 28), (2025, 5, 30)]),
    ],
)
def test_occurrence__of_month_ends_and_leap_days__never_drifts(
    anchor: date, months: int, expected: list[tuple[int, int, int]]
) -> None:
    found = [occurrence(anchor, months, number) for number in range(1, len(expected) + 1)]
    assert found == [date(*day) for day in expected]


def slow_occurrence(anchor: date, months: int, number: int) -> date:
    """Month by month, then back from the 31st until the day exists."""
    year, month = anchor.year, anchor.month
    for _step in range(months * number):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    day = anchor.day
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


@given(st.dates(date(2001, 1, 1), date(2100, 12, 31)), st.integers(1, 24), st.integers(0, 40))
def test_occurrence__of_any_day__is_that_counted_month_by_month(
    anchor: date, months: int, number: int
) -> None:
    assert occurrence(anchor, months, number) == slow_occurrence(anchor, months, number)


@given(st.dates(date(2001, 1, 1), date(2100, 12, 31)), st.integers(1, 24))
def test_occurrences__up_to_a_day__grow_and_end_with_it(anchor: date, months: int) -> None:
    until = anchor + timedelta(days=1500)
    found = list(occurrences(anchor, months, until))
    assert found[0] == anchor
    assert found == sorted(set(found))
    assert found[-1] <= until < occurrence(anchor, months, len(found))


@pytest.mark.parametrize(("months", "number"), [(0, 1), (121, 1), (1, -1)])
def test_occurrence__that_cannot_be__is_an_error(months: int, number: int) -> None:
    with pytest.raises(ValueError, match="repeat"):
        occurrence(date(2024, 1, 1), months, number)


def test_occurrence__beyond_the_known_years__is_an_error() -> None:
    with pytest.raises(DateOutOfRange):
        occurrence(date(2190, 1, 1), 120, 2)


def test_spending_target__of_a_commitment__is_the_end_of_the_third_year() -> None:
    assert deadlines.spending_target(2024) == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("shift", "code"), [(-1, "late"), (0, "today"), (1, "soon"), (14, "soon"), (15, "later")]
)
def test_term__of_a_day__says_how_it_stands(shift: int, code: str) -> None:
    today = date(2024, 2, 28)
    assert term(today + timedelta(days=shift), today) == code
    assert term(today + timedelta(days=shift), today, done=True) == "done"


# Questions


def slow_state(messages: list[str]) -> str:
    """The state told by looking at the last words said."""
    said = [message for message in messages if message != desk.NOTE]
    if not said:
        return desk.OPEN
    last = said[-1]
    if last == desk.ANSWER:
        return desk.ANSWERED
    if last == desk.CLOSING:
        return desk.CLOSED
    if last == desk.REOPENING:
        return desk.REOPENED
    spoken = {desk.ANSWER, desk.REOPENING}
    return desk.REOPENED if spoken & set(said) else desk.OPEN


@given(st.lists(st.sampled_from(desk.MESSAGES), max_size=12))
def test_state_after__any_messages_that_may_follow__is_what_the_last_words_say(
    wanted: list[str],
) -> None:
    messages: list[str] = []
    for message in wanted:
        if desk.may_follow(desk.state_after(messages), message):
            messages.append(message)
    assert desk.state_after(messages) == slow_state(messages)


@pytest.mark.parametrize(
    "messages", [["closing", "answer"], ["reopening"], ["closing", "follow_up"], ["x"]]
)
def test_state_after__a_message_that_cannot_follow__is_an_error(messages: list[str]) -> None:
    with pytest.raises(ValueError, match="does not follow"):
        desk.state_after(messages)


@pytest.mark.parametrize("state", desk.STATES)
@pytest.mark.parametrize("message", desk.MESSAGES)
def test_begins_term__only_when_the_office_owes_an_answer_anew(state: str, message: str) -> None:
    after = desk.STEPS.get((state, message), state)
    expected = state not in desk.WAITING and after in desk.WAITING
    assert desk.begins_term(state, message) == expected


# Words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Si può chiedere l’anticipo del 30 % entro 60 giorni.", ()),
        ("Importo di 1.234.567,89 euro", ()),
        ("Scrivete a ada@finta.example", ("email",)),
        ("RSSMRA85T10A562S", ("tax_code",)),
        ("IT60 X054 2811 1010 0000 0123 456", ("iban", "number")),
        ("Telefono 02 8845 12345", ("number",)),
        ("partita IVA 12345678901", ("number",)),
        ("l’OFFICINA  Finta ha chiesto", ("name",)),
        ("l’Officina Fintaccia", ()),
        ("Caffè Città", ("name",)),
        ("il progetto MI1.1.1.A-01", ("name",)),
    ],
)
def test_reveals__a_text__names_what_it_gives_away(text: str, found: tuple[str, ...]) -> None:
    names = ["Officina Finta", "MI1.1.1.A-01", "Caffe Citta", "", "Ada"]
    assert reveals(text, names) == found


@given(st.text())
def test_lines__of_any_text__hold_no_control_character_and_are_stable(text: str) -> None:
    found = wording.lines(text)
    assert wording.lines(found) == found
    assert not [c for c in found if ord(c) < 32 and c != "\n"]
    assert found.encode("utf-8").decode("utf-8") == found
    assert "\n" not in wording.line(text)


# Calendars

AT = datetime(2024, 2, 29, 23, 30, tzinfo=UTC)


@given(st.text(max_size=400))
def test_folded__any_line__is_short_whole_and_unfolds_to_itself(text: str) -> None:
    line = escaped(text)
    pieces = list(folded(f"SUMMARY:{line}"))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == f"SUMMARY:{line}"


def unescaped(text: str) -> str:
    """RFC 5545, 3.3.11, read character by character."""
    found, characters = "", iter(text)
    for character in characters:
        if character != "\\":
            assert character not in ";,\n\r"
            found += character
            continue
        following = next(characters)
        assert following in "\\;,nN"
        found += "\n" if following in "nN" else following
    return found


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))))
def test_escaped__any_text__reads_back_as_it_was(text: str) -> None:
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\nd", "a\\nb\\nc\\nd"),
        ("a;b,c\\d", "a\\;b\\,c\\\\d"),
        ("x\x00\x07\x7fy", "xy"),
        ("END:VEVENT\r\nBEGIN:VEVENT", "END:VEVENT\\nBEGIN:VEVENT"),
    ],
)
def test_escaped__hostile_text__stays_inside_its_line(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_write__an_event__is_whole_and_its_url_cannot_break_out() -> None:
    event = Event(
        "u1@rione", date(2024, 2, 29), "Titolo; con, tutto\\", "", "https://x/\r\nX:1", AT, 3
    )
    text = write([event], name="Prova", product="-//Rione//Prova//IT")
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.split("\r\n")
    assert "DTSTART;VALUE=DATE:20240229" in lines
    assert "DTEND;VALUE=DATE:20240301" in lines
    assert "DTSTAMP:20240229T233000Z" in lines
    assert "SEQUENCE:3" in lines
    assert "URL:https://x/X:1" in lines
    assert "SUMMARY:Titolo\\; con\\, tutto\\\\" in lines
    assert not [line for line in lines if line.startswith(("DESCRIPTION", "X:"))]
