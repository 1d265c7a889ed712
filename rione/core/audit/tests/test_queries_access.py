"""A person's own log and an auditor's pages."""

from dataclasses import fields

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rione.core.audit.acting import Actor, acting
from rione.core.audit.models import Entry
from rione.core.audit.operations import record, record_read, seal
from rione.core.audit.queries import Access, Filters, accesses_to, entries
from rione.core.audit.rules import Subject
from rione.core.audit.verification import verify

from .factories import WORKER, person, run, write_entries

pytestmark = pytest.mark.django_db


def test_accesses__of_a_person__are_theirs_alone_newest_first() -> None:
    with acting(WORKER):
        record_read(verb="case.list", subjects=[person(1), person(2)], purpose="care.plan")
        record_read(verb="case.read", subjects=[person(2)], purpose="care.plan")
        record(verb="bed.assign", subjects=[Subject("bed", "1"), person(1)], purpose="shelter")
    page = accesses_to(person(1))
    assert [access.verb for access in page.accesses] == ["bed.assign", "case.list"]
    assert page.before is None
    newest = page.accesses[0]
    assert (newest.actor_role, newest.actor_organisation) == ("social_worker", "org-3")
    assert (newest.purpose, newest.action) == ("shelter", "write")


def test_accesses__shown_to_a_person__name_neither_officials_nor_others() -> None:
    shown = {field.name for field in fields(Access)}
    assert not shown & {"actor_key", "subjects", "details", "query", "request_id"}


def test_accesses__page_by_page__are_each_there_once_in_one_statement() -> None:
    with acting(WORKER):
        written = [
            record_read(verb="case.read", subjects=[person(1)], purpose="care") for _ in range(23)
        ]
    seen: list[int] = []
    before = None
    while True:
        with CaptureQueriesContext(connection) as queries:
            page = accesses_to(person(1), before=before, limit=5)
        assert len(queries) == 1
        seen += [access.id for access in page.accesses]
        before = page.before
        if before is None:
            break
        # What comes in meanwhile moves no page.
        write_entries(1)
    assert seen == sorted(written, reverse=True)


def test_accesses__of_one_among_many__use_the_index() -> None:
    with acting(WORKER):
        record_read(verb="case.read", subjects=[person("rare")], purpose="care")
    run(
        """INSERT INTO audit_entry (at, action, verb, subjects, purpose, query, municipality,
            actor_kind, actor_key, actor_role, actor_organisation, actor_municipality, details,
            request_id)
        SELECT now(), 'read', 'case.read', ARRAY['person:q-' || n], 'care', '', '', 'account', 'a',
            '', '', '', '{}', '' FROM generate_series(1, 5000) n"""
    )
    run("ANALYZE audit_entry")
    with CaptureQueriesContext(connection) as queries:
        assert len(accesses_to(person("rare")).accesses) == 1
    plan = "\n".join(str(row[0]) for row in run("EXPLAIN " + queries[0]["sql"]))
    assert "audit_entry_subjects" in plan


def test_entries__filtered__are_those_that_match() -> None:
    with acting(WORKER, request_id="r-1"):
        first = record(verb="bed.assign", subjects=Subject("bed", "1"))
        second = record_read(verb="case.read", subjects=[person(1)], purpose="care")
    seal()
    with acting(Actor("machine", "m-1", municipality="015077"), request_id="r-2"):
        third = record(verb="bed.assign", subjects=Subject("bed", "2"), purpose="import")
    middle = Entry.objects.get(pk=second).at
    for filters, expected in [
        (None, [third, second, first]),
        (Filters(municipality="015146"), [second, first]),
        (Filters(actor_key="m-1"), [third]),
        (Filters(actor_organisation="org-3"), [second, first]),
        (Filters(action="read"), [second]),
        (Filters(verb="bed.assign"), [third, first]),
        (Filters(purpose="import"), [third]),
        (Filters(request_id="r-1"), [second, first]),
        (Filters(subject=person(1)), [second]),
        (Filters(since=middle), [third, second]),
        (Filters(until=middle), [first]),
        (Filters(municipality="015146", verb="bed.assign"), [first]),
    ]:
        assert [entry.id for entry in entries(filters).entries] == expected, filters
    shown = {entry.id: entry for entry in entries().entries}
    assert (shown[first].sealed, shown[third].sealed) == (True, False)
    assert shown[second].subjects == ("person:p-1",)


def test_entries__about_very_many__show_the_first_and_their_number() -> None:
    with acting(WORKER):
        record_read(verb="x", subjects=[person(n) for n in range(300)], purpose="care")
    (entry,) = entries().entries
    assert (len(entry.subjects), entry.subject_count) == (20, 300)


def test_entries__page_by_page__are_each_there_once() -> None:
    written = write_entries(13)
    first = entries(limit=10)
    rest = entries(limit=10, before=first.before)
    assert [e.id for e in (*first.entries, *rest.entries)] == sorted(written, reverse=True)
    assert rest.before is None


def test_erasure__of_a_person_and_their_key__leaves_the_chain_and_no_trace_of_them() -> None:
    """What names a person stands in their own row, under their own key; entries refer to it."""
    run("CREATE TABLE test_person (key text PRIMARY KEY, data_key bytea, name bytea)")
    run("INSERT INTO test_person VALUES ('p-77', 'key', 'Mario Rossi, encrypted')")
    with acting(WORKER):
        record_read(verb="case.read", subjects=[person(77)], purpose="care", query="state=open")
        record(verb="person.rename", subjects=[person(77)], details={"field": "name"})
    seal()
    before = run("SELECT digest FROM audit_entry ORDER BY id")
    run("DELETE FROM test_person WHERE key = 'p-77'")
    with acting(WORKER):
        record(verb="person.erase", subjects=[person(77)])
    seal()
    found = verify()
    assert (found.broken, found.entries) == (None, 3)
    assert run("SELECT digest FROM audit_entry ORDER BY id")[:2] == before
    everything = str(run("SELECT e::text FROM audit_entry e"))
    assert "Mario" not in everything
    assert "person:p-77" in everything
