"""Jobs of dead workers are begun again; finished ones are forgotten."""

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django import app

from rione.core import clock
from rione.core.jobs import tasks
from rione.core.jobs.models import JobFailure
from rione.core.jobs.operations import FAILURES_KEPT
from rione.core.jobs.stalled import LOST, MOST_TRIES, note_failure, requeue_stalled
from rione.core.jobs.worker import actor_of

from .factories import a_failure, a_job, a_worker, done_now, state_of

pytestmark = pytest.mark.django_db


def requeue() -> int:
    return done_now(requeue_stalled, app)


def test_stalled__a_job_of_a_dead_worker__is_begun_again_and_noted() -> None:
    job = a_job("doing", worker=a_worker(silent_for=90), attempts=0)
    assert requeue() == 1
    assert state_of(job) == "todo"
    failure = JobFailure.objects.get(job=job)
    assert (failure.error, failure.attempt, failure.task) == (LOST, 1, "rione.core.letters.write")
    assert requeue() == 0


def test_stalled__a_job_of_a_living_worker__is_left_however_long_it_takes() -> None:
    job = a_job("doing", worker=a_worker(silent_for=20))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '9 hours'")
    assert requeue() == 0
    assert state_of(job) == "doing"


def test_stalled__a_job_whose_worker_is_forgotten__is_begun_again() -> None:
    job = a_job("doing", worker=None, attempts=0)
    assert requeue() == 1
    assert state_of(job) == "todo"


def test_stalled__a_job_that_kills_its_workers__fails_in_the_end() -> None:
    job = a_job("doing", attempts=0)
    for _ in range(MOST_TRIES + 2):
        requeue()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s AND status = 'todo'",
                [job],
            )
    assert state_of(job) == "failed"
    assert JobFailure.objects.filter(job=job, error=LOST).count() == MOST_TRIES


def test_failure__of_a_job__keeps_class_and_place_and_no_words() -> None:
    number = a_job("doing")
    job = next(iter(app.job_manager.list_jobs(id=number)))
    try:
        raise ValueError("Anna Bianchi owes 5 euro")
    except ValueError as error:
        done_now(note_failure, app, job, error)
    failure = JobFailure.objects.get(job=number)
    assert failure.error == "ValueError"
    assert failure.place.startswith("core/jobs/tests/test_stalled.py:")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"error": "ValueError: Anna"}, "job_failure_error_is_a_class"),
        ({"error": ""}, "job_failure_error_is_a_class"),
        ({"place": "Via Roma 5"}, "job_failure_place_is_in_the_code"),
        ({"place": "anna@finta.example:1 x"}, "job_failure_place_is_in_the_code"),
        ({"attempt": 0}, "job_failure_attempt_is_counted"),
    ],
)
def test_failure__with_words_in_it__is_refused_by_the_database(
    change: dict[str, object], constraint: str
) -> None:
    row = {"job": 1, "task": "t", "attempt": 1, "error": "ValueError", "place": ""}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        JobFailure.objects.create(at=clock.now(), **row | change)


def aged(job: int, hours: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - make_interval(hours => %s)"
            " WHERE job_id = %s",
            [hours, job],
        )
    return job


def test_old_jobs__of_every_queue__are_forgotten_the_done_ones_sooner() -> None:
    kept = [
        aged(a_job("succeeded"), tasks.DONE_KEPT_HOURS - 1),
        aged(a_job("failed"), tasks.DONE_KEPT_HOURS + 1),
        aged(a_job("cancelled"), tasks.OTHERS_KEPT_HOURS - 1),
        aged(a_job("todo"), tasks.OTHERS_KEPT_HOURS + 1),
        aged(a_job("doing"), tasks.OTHERS_KEPT_HOURS + 1),
    ]
    forgotten = [
        aged(a_job("succeeded", queue="mail"), tasks.DONE_KEPT_HOURS + 1),
        aged(a_job("failed", queue="other"), tasks.OTHERS_KEPT_HOURS + 1),
        aged(a_job("aborted"), tasks.OTHERS_KEPT_HOURS + 1),
    ]
    done_now(tasks.forget_old_jobs.func, 0)
    assert "gone" not in [state_of(job) for job in kept]
    assert [state_of(job) for job in forgotten] == ["gone"] * 3


def test_old_failures__after_three_months__are_forgotten() -> None:
    old, new = a_failure(1), a_failure(2)
    JobFailure.objects.filter(pk=old.pk).update(at=clock.now() - FAILURES_KEPT)
    tasks.forget_failures(0)
    assert list(JobFailure.objects.values_list("pk", flat=True)) == [new.pk]


def test_actor__of_a_job__is_the_job_for_whom_it_carries() -> None:
    carried = {"scope": {"municipality": "015146", "organisation": ""}, "to": "Anna"}
    found = actor_of("rione.core.letters.write", carried)
    assert (found.kind, found.key, found.municipality) == (
        *("job", "rione.core.letters.write"),
        "015146",
    )
    assert actor_of("a", {"scope": "odd"}).municipality == ""
    assert actor_of("write a letter", {}).key == "write_a_letter"
