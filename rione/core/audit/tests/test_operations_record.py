"""Recording: in the operation's own transaction, by reference, with who, what and why."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rione.core import clock
from rione.core.audit.acting import Actor, NobodyActs, acting
from rione.core.audit.models import Entry
from rione.core.audit.operations import record, record_read
from rione.core.audit.rules import MOST_SUBJECTS, Subject

from .factories import WORKER, person, run

pytestmark = pytest.mark.django_db
BED = Subject("bed", "12")


def test_record__inside_an_operation__says_who_when_what_and_why() -> None:
    instant = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
    with acting(WORKER, request_id="r-1"), clock.frozen_at(instant):
        entry_id = record(
            verb="bed.assign",
            subjects=[BED, person(1), person(1)],
            purpose="emergency.shelter",
            municipality="015077",
            details={"nights": 3},
        )
    entry = Entry.objects.get(pk=entry_id)
    assert (entry.at, entry.action, entry.verb) == (instant, "write", "bed.assign")
    assert entry.stored_at != instant
    assert entry.subjects == ["bed:12", "person:p-1"]
    assert (entry.purpose, entry.municipality) == ("emergency.shelter", "015077")
    assert (entry.actor_kind, entry.actor_key, entry.actor_role) == (
        *("account", "a-17"),
        "social_worker",
    )
    assert (entry.actor_organisation, entry.actor_municipality) == ("org-3", "015146")
    assert (entry.details, entry.request_id) == ({"nights": 3}, "r-1")


def test_record_read__of_many__is_one_row_and_one_statement() -> None:
    with acting(WORKER), CaptureQueriesContext(connection) as queries:
        record_read(
            verb="case.list",
            subjects=[person(key) for key in range(2000)],
            purpose="care.plan",
            query="district=4&state=open",
        )
    assert len(queries) == 1
    entry = Entry.objects.get()
    assert (entry.action, len(entry.subjects)) == ("read", 2000)
    assert (entry.municipality, entry.query) == ("015146", "district=4&state=open")


def test_record__by_a_given_actor__needs_no_scope() -> None:
    record(verb="feed.import", subjects=BED, actor=Actor("job", "feeds.import"))
    assert Entry.objects.get().actor_kind == "job"


def test_record__by_nobody__is_refused() -> None:
    with pytest.raises(NobodyActs):
        record(verb="bed.assign", subjects=BED)


@pytest.mark.django_db(transaction=True)
def test_record__outside_a_transaction__is_refused() -> None:
    with acting(WORKER), pytest.raises(RuntimeError, match="inside the transaction"):
        record(verb="bed.assign", subjects=BED)


@pytest.mark.django_db(transaction=True)
def test_record__in_an_operation_that_is_rolled_back__leaves_no_entry() -> None:
    @transaction.atomic
    def failing_operation() -> None:
        record(verb="bed.assign", subjects=BED)
        raise ZeroDivisionError

    with acting(WORKER):
        with pytest.raises(ZeroDivisionError):
            failing_operation()
        with transaction.atomic():
            record(verb="bed.release", subjects=BED)
            with pytest.raises(ZeroDivisionError):
                failing_operation()
    assert [entry.verb for entry in Entry.objects.all()] == ["bed.release"]
    assert run("SELECT count(*) FROM audit_unsealed") == [(1,)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"verb": "Assign a bed"},
        {"verb": ""},
        {"subjects": []},
        {"purpose": "because he asked"},
        {"municipality": "Milano"},
        {"details": {"name": "Mario Rossi"}},
        {"details": {"values": list(range(2000))}},
    ],
    ids=str,
)
def test_record__of_another_form__is_refused(wrong: dict[str, object]) -> None:
    usual: dict[str, object] = {"verb": "bed.assign", "subjects": BED}
    with acting(WORKER), pytest.raises(ValueError, match=r"."):
        record(**(usual | wrong))  # type: ignore[arg-type]
    assert not Entry.objects.exists()


def test_record_read__of_too_many_or_without_purpose__is_refused() -> None:
    with acting(WORKER):
        with pytest.raises(ValueError, match="page by page"):
            record_read(
                verb="x",
                purpose="y",
                subjects=[Subject("p", str(n)) for n in range(MOST_SUBJECTS + 1)],
            )
        with pytest.raises(ValueError, match="purpose"):
            record_read(verb="case.read", subjects=person(1), purpose="")
        with pytest.raises(ValueError, match="query"):
            record_read(verb="case.read", subjects=[], purpose="x", query="name=Mario Rossi")


@pytest.mark.parametrize("column", ["municipality", "verb", "actor_key", "request_id"])
def test_entry__longer_than_its_column__is_refused_by_the_database(column: str) -> None:
    values = {
        **dict.fromkeys(("purpose", "query", "municipality", "actor_role"), ""),
        **dict.fromkeys(("actor_organisation", "actor_municipality", "request_id"), ""),
        "verb": "x",
        "actor_kind": "job",
        "actor_key": "j",
        column: "x" * 101,
    }
    columns = ", ".join(values)
    with pytest.raises((DataError, IntegrityError)), transaction.atomic():
        run(
            f"INSERT INTO audit_entry (at, action, subjects, details, {columns})"  # noqa: S608
            f" VALUES (now(), 'read', '{{}}', '{{}}', {', '.join(['%s'] * len(values))})",
            *values.values(),
        )
