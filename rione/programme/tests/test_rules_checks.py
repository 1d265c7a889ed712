"""Checks, follow-up of findings, irregularities and recoveries."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rione.programme.rules import checks, followups
from rione.programme.rules import irregularities as rules
from rione.programme.rules.checklists import read_checklist
from rione.programme.rules.followups import Happened
from rione.programme.rules.problems import LoadRefused

DAY = date(2023, 11, 30)
numbers = st.lists(st.sampled_from(["1.1", "1.2", "2.1", "2.2", "3"]), unique=True)


@given(numbers, numbers)
def test_progress__of_answers__counts_those_that_are_asked(
    asked: list[str], answered: list[str]
) -> None:
    done = checks.progress(asked, dict.fromkeys(answered, "yes"))
    assert done.answered + len(done.left) == done.total == len(asked)
    assert set(done.left) == set(asked) - set(answered)
    assert done.complete == (bool(asked) and set(asked) <= set(answered))


@pytest.mark.parametrize(
    ("value", "note", "problem"),
    [
        ("yes", "", ""),
        ("na", "", ""),
        ("no", "", "note"),
        ("no", "  ", "note"),
        ("no", "x", ""),
        ("maybe", "x", "value"),
        ("", "", "value"),
    ],
)
def test_answer__no__says_why(value: str, note: str, problem: str) -> None:
    assert checks.answer_problem(value, note) == problem


@pytest.mark.parametrize(
    ("outcome", "cents", "values", "problem"),
    [
        ("regular", 0, ["yes", "na"], ""),
        ("regular", 1, ["yes"], "at_risk"),
        ("irregular", 0, ["yes"], "unfounded"),
        ("partly_regular", 5, ["yes", "no"], ""),
        ("regular", 0, ["no"], ""),
        ("fine", 0, ["no"], "outcome"),
    ],
)
def test_outcome__of_answers__is_borne_out_by_them(
    outcome: str, cents: int, values: list[str], problem: str
) -> None:
    answered = {str(at): value for at, value in enumerate(values)}
    assert checks.outcome_problem(outcome, cents, answered) == problem


steps = st.lists(
    st.builds(Happened, st.sampled_from(followups.KINDS), st.sampled_from(["a", "b"])), max_size=9
)


@given(steps)
def test_followup__steps_one_by_one__end_where_the_whole_does(asked: list[Happened]) -> None:
    """Steps are taken while they may be; what is then stored is a possible story, in which nobody
    settled an answer of their own, and nothing follows on an end."""
    stored: list[Happened] = []
    for step in asked:
        before = followups.state_after(stored)
        wrong = followups.step_problem(stored, step)
        if wrong == "state":
            with pytest.raises(ValueError, match="may not follow"):
                followups.state_after([*stored, step])
        if wrong:
            continue
        assert before not in followups.ENDED
        stored.append(step)
    answered_by = ""
    for step in stored:
        if step.kind in followups.SETTLED_BY_ANOTHER:
            assert step.by != answered_by
        if step.kind == "answer":
            answered_by = step.by


def test_followup__rejected__is_open_again_and_overdue_when_its_day_is_past() -> None:
    state = followups.state_after([Happened("answer", "a"), Happened("rejected", "b")])
    assert state == "open"
    assert followups.overdue(state, DAY, DAY + timedelta(1))
    assert not followups.overdue(state, DAY, DAY)
    assert not followups.overdue("answered", DAY, DAY + timedelta(1))


@pytest.mark.parametrize(
    ("state", "cents", "fraud", "exemption", "reported", "reason"),
    [
        ("established", 1_000_001, False, "", True, "above"),
        ("established", 1_000_000, False, "", False, "below"),
        ("established", 1_000_000, True, "", False, "below"),
        ("suspected", 1_000_001, False, "", False, "not_established"),
        ("suspected", 1_000_001, True, "", True, "fraud_above"),
        ("established", 5_000_000, False, "voluntary", False, "voluntary"),
        ("established", 5_000_000, True, "voluntary", True, "fraud_above"),
        ("dismissed", 5_000_000, True, "", False, "dismissed"),
    ],
)
def test_reportable__of_an_irregularity__says_why(
    state: str, cents: int, fraud: bool, exemption: str, reported: bool, reason: str
) -> None:
    told = rules.reportable(state=state, eu_cents=cents, fraud_suspected=fraud, exemption=exemption)
    assert told == rules.Reportable(reported, reason)


@given(st.dates(date(2001, 1, 1), date(2098, 12, 31)))
def test_quarter__of_a_day__is_told_within_two_months_of_its_end(day: date) -> None:
    quarter = rules.quarter_of(day)
    due = rules.report_due(quarter)
    assert rules.quarter_of(due - timedelta(days=62)) == quarter
    assert 59 <= (due - day).days <= 154
    assert (due + timedelta(days=1)).day == 1


def test_quarter__the_last_of_a_year__is_told_by_the_end_of_february() -> None:
    assert rules.report_due("2023-Q4") == date(2024, 2, 29)
    assert rules.report_due("2024-Q1") == date(2024, 5, 31)


@given(
    st.integers(1, 1000),
    st.integers(0, 100),
    st.lists(st.tuples(st.sampled_from(["payment", "offset", "write_off"]), st.integers(1, 300))),
)
def test_recovered__of_movements__adds_up(
    ordered: int, interest: int, movements: list[tuple[str, int]]
) -> None:
    sums = rules.recovered(ordered, interest, movements)
    assert sums.received + sums.written_off + sums.left == sums.due == ordered + interest
    state = rules.recovery_state(sums, DAY, DAY)
    assert state in rules.RECOVERY_STATES
    assert (state in ("recovered", "written_off")) == (sums.left == 0)


def test_recovery_state__past_its_day__is_overdue_until_nothing_is_left() -> None:
    late = DAY + timedelta(1)
    assert rules.recovery_state(rules.recovered(10, 0, []), DAY, DAY) == "ordered"
    assert rules.recovery_state(rules.recovered(10, 0, [("payment", 4)]), DAY, DAY) == "partly"
    assert rules.recovery_state(rules.recovered(10, 0, [("payment", 4)]), DAY, late) == "overdue"
    assert rules.recovery_state(rules.recovered(10, 0, [("payment", 10)]), DAY, late) == "recovered"
    gone = [("payment", 4), ("write_off", 6)]
    assert rules.recovery_state(rules.recovered(10, 0, gone), DAY, late) == "written_off"


GOOD = """\
code: prova
kind: desk
title: {it: Prova, en: Trial}
items:
  - {number: "1", it: È così?, en: Is it so?, law: L. 1/2000}
  - {number: "1.2", it: È colì?, en: Is it there?}
"""


def test_checklist__written_down__is_read_whole() -> None:
    found = read_checklist("prova.yaml", GOOD.encode())
    assert (found.code, found.kind, found.title_en) == ("prova", "desk", "Trial")
    assert [item.number for item in found.items] == ["1", "1.2"]
    assert found.items[0].reference == "L. 1/2000"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("code: prova", "code: Prova!", 1),
        ("kind: desk", "kind: sofa", 2),
        ("en: Trial", "en: ''", 3),
        ('number: "1.2"', 'number: "1"', 6),
        ('number: "1.2"', 'number: "uno"', 6),
        (", en: Is it there?", "", 6),
        ("law: L. 1/2000", "legge: L. 1/2000", 5),
        ("law: L. 1/2000", "law: [a]", 5),
        ("È colì?", "\x00", 6),
    ],
)
def test_checklist__with_a_fault__says_in_which_line(old: str, new: str, line: int) -> None:
    assert old in GOOD
    with pytest.raises(LoadRefused) as refused:
        read_checklist("prova.yaml", GOOD.replace(old, new).encode())
    assert {problem.line for problem in refused.value.problems} == {line}


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"items: 3", b"\xff\xfe", b"a: *b", b"x" * 3_000_000]
)
def test_checklist__that_is_none__is_refused(content: bytes) -> None:
    with pytest.raises(LoadRefused):
        read_checklist("prova.yaml", content)
