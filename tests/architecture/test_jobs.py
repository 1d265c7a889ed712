"""Every job says for whom it runs, and some lane of the worker does it."""

import pytest
from procrastinate.contrib.django import app

from rione.core.jobs.worker import LANES, Lane
from rione.core.scope.jobs import PLATFORM_WIDE, SCOPED, platform_wide, reach_of, scoped

TASKS = {name: task for name, task in app.tasks.items() if name.startswith("rione.")}


def unserved(lanes: tuple[Lane, ...]) -> set[str]:
    return {
        task.queue for task in TASKS.values() if not any(lane.serves(task.queue) for lane in lanes)
    }


def test_queues__of_all_tasks__are_served() -> None:
    assert len(TASKS) >= 8
    assert not unserved(LANES)


def test_queues__without_the_general_lane__would_be_noticed() -> None:
    assert "upkeep" in unserved(LANES[1:])


def test_lanes__of_their_own__serve_queues_that_tasks_use() -> None:
    used = {task.queue for task in TASKS.values()}
    assert [lane for lane in LANES if lane.queues is None]
    for lane in LANES:
        assert set(lane.queues or ()) <= used


@pytest.mark.parametrize("name", sorted(TASKS))
def test_task__each__is_scoped_or_declared_platform_wide(name: str) -> None:
    assert reach_of(TASKS[name].func) in (SCOPED, PLATFORM_WIDE)


@pytest.mark.parametrize("name", sorted(TASKS))
def test_task__by_the_clock__never_needs_a_scope(name: str) -> None:
    """Nobody's scope is there to be carried when a clock defers a job."""
    periodic = {task for task, _id in app.periodic_registry.periodic_tasks}
    assert name not in periodic or reach_of(TASKS[name].func) == PLATFORM_WIDE


def test_reach__of_a_job_that_says_nothing__is_empty() -> None:
    assert reach_of(lambda: None) == ""
    assert reach_of(scoped(lambda: None)) == SCOPED
    assert reach_of(platform_wide(lambda: None)) == PLATFORM_WIDE
