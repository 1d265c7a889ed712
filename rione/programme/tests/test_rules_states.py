import pytest
from hypothesis import given
from hypothesis import strategies as st

from rione.programme.rules.states import (
    MILESTONES,
    ORDER,
    OUTSIDE,
    STATES,
    TRANSITIONS,
    blocked,
    effective_state,
    is_history,
    may_follow,
)


def test_transitions__of_every_state__lead_to_known_states() -> None:
    assert set(TRANSITIONS) == STATES
    assert all(set(later) <= STATES for later in TRANSITIONS.values())
    assert not TRANSITIONS["closed"]


@pytest.mark.parametrize(
    ("own", "project", "state", "reason"),
    [
        ("procurement", "moved", "moved", "project_moved"),
        ("running", "postponed", "postponed", "project_postponed"),
        ("unknown", "moved", "moved", "project_moved"),
        ("running", "running", "running", "own"),
        ("postponed", "moved", "postponed", "own"),
        ("running", None, "running", "own"),
        ("unknown", None, "unknown", "unknown"),
    ],
)
def test_effective_state__own_and_project__says_which_and_why(
    own: str, project: str | None, state: str, reason: str
) -> None:
    found = effective_state(own, project)
    assert (found.state, found.reason) == (state, reason)


@given(st.sampled_from(ORDER), st.sampled_from(ORDER))
def test_effective_state__outside_projects__never_leave_an_action_inside(
    own: str, project: str
) -> None:
    if project in OUTSIDE:
        assert effective_state(own, project).state in OUTSIDE
    else:
        assert effective_state(own, project).state == own


@given(st.sampled_from(ORDER), st.sampled_from(MILESTONES))
def test_blocked__until_a_milestone__ends_there_and_not_before(state: str, until: str) -> None:
    there = state in MILESTONES[MILESTONES.index(until) :]
    assert blocked(state, until)[0] == (not there)


def test_blocked__works_complete_but_not_in_use__still_waits() -> None:
    assert blocked("works_complete", "operational") == (True, "target_not_in_use")
    assert blocked("works_complete", "works_complete") == (False, "reached")


def test_history__backwards__is_none() -> None:
    assert is_history(["planned", "procurement", "running", "closed"])
    assert is_history(["planned", "postponed", "planned"])
    assert not is_history(["closed", "planned"])
    assert may_follow("running", "running")
