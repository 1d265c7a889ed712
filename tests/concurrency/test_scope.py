# ruff: noqa: S608 — the statements are put together of names of test tables
"""The second wall: raw SQL as the web role, under every scope, over connections that are reused."""

import itertools
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import psycopg
import pytest
from django.db import DataError, ProgrammingError, connection, transaction
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import path as url

from rione.core.scope import (
    NOWHERE,
    WORKER,
    Extent,
    PowerfulLogin,
    current,
    scope,
    without_database,
)
from rione.core.scope.checks import login_obeys_policies, roles_exist
from rione.core.scope.jobs import carried, scoped
from rione.core.scope.middleware import ScopeMiddleware
from rione.core.scope.policies import bound, no_policies, policies, unbound
from rione.core.scope.transactions import refuse_powerful_login

from . import scoped_table as tables
from .scoped_table import ALTO, BASSO, BODY, CLASSES, SCOPES, VISIBLE, role, seen

# Real transactions; but what is written is in the probes alone, so nothing else needs emptying.
pytestmark = pytest.mark.django_db(
    transaction=True, available_apps=["rione.core.scope", "procrastinate.contrib.django"]
)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        tables.drop()
        tables.create()
        yield
        tables.drop()


@pytest.fixture(autouse=True)
def filled(made, transactional_db) -> None:
    tables.fill()


def execute(statement: str, *parameters: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


# Reading


@pytest.mark.parametrize(("table", "who"), sorted(VISIBLE))
def test_scope__raw_sql_as_the_web_role__sees_its_rows_only(table: str, who: str) -> None:
    with scope(SCOPES[who]):
        assert role() == "rione_web"
        assert seen(table) == VISIBLE[table, who]


def test_scope__every_class_and_scope__is_in_the_table_above() -> None:
    assert set(VISIBLE) == set(itertools.product(CLASSES, SCOPES))


def test_scope__outside_of_any__the_owner_sees_public_rows_only() -> None:
    assert role() == "rione_owner"
    for table in CLASSES:
        assert seen(table) == VISIBLE[table, "nobody"]


def test_scope__job_of_the_platform__reads_every_row_and_writes_none() -> None:
    """A self-check runs in no municipality's scope; requests and scoped jobs are bound as ever."""
    with scope(NOWHERE, role=WORKER):
        for table in CLASSES:
            assert seen(table) == tables.ROWS
            assert not execute(f"UPDATE {table} SET name = 'x'")
            assert not execute(f"DELETE FROM {table}")
    with scope(BASSO, role=WORKER):
        assert seen("probe_municipal") == VISIBLE["probe_municipal", "basso"]


def test_scope__policies_taken_away__every_row_shows() -> None:
    """The control: without the policies the tests above would fail."""
    for statement in no_policies("probe_municipal"):
        execute(statement)
    with scope(ALTO):
        assert seen("probe_municipal") == tables.ROWS
    for statement in policies("probe_municipal", CLASSES["probe_municipal"]):
        execute(statement)


def test_scope__owner_unbound_for_a_data_migration__sees_all_and_is_bound_again() -> None:
    execute(unbound("probe_municipal")[0])
    assert seen("probe_municipal") == tables.ROWS
    execute(bound("probe_municipal")[0])
    assert seen("probe_municipal") == set()


# Writing


@pytest.mark.parametrize("table", sorted(CLASSES))
@pytest.mark.parametrize("who", ["nobody", "basso", "body", "other body"])
def test_scope__insert_for_another_municipality__is_refused(table: str, who: str) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), scope(SCOPES[who]):
        execute(
            f"INSERT INTO {table} (municipality_id, code, name, origin)"
            " VALUES ('099001', 'X', 'x', 'x')"
        )


@pytest.mark.parametrize("table", sorted(CLASSES))
@pytest.mark.parametrize("who", ["nobody", "basso", "body", "other body"])
def test_scope__update_or_delete_of_anothers_row__touches_none(table: str, who: str) -> None:
    with scope(SCOPES[who]):
        assert not execute(f"UPDATE {table} SET name = 'x' WHERE municipality_id = '099001'")
        assert not execute(f"DELETE FROM {table} WHERE municipality_id = '099001'")
    with scope(ALTO):
        assert execute(f"SELECT FROM {table} WHERE name LIKE 'Cascina%%'") >= 2


@pytest.mark.parametrize("table", sorted(CLASSES))
def test_scope__row_given_to_another_municipality__is_refused(table: str) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), scope(ALTO):
        execute(f"UPDATE {table} SET municipality_id = '099002', code = 'Z' WHERE code = 'A'")


@pytest.mark.parametrize("table", sorted(CLASSES))
def test_scope__own_rows__are_written(table: str) -> None:
    with scope(ALTO):
        columns = "(municipality_id, code, name, origin)"
        assert execute(f"INSERT INTO {table} {columns} VALUES ('099001', 'X', 'x', 'x')") == 1
        assert execute(f"UPDATE {table} SET name = 'y' WHERE code = 'X'") == 1
        assert execute(f"DELETE FROM {table} WHERE code = 'X'") == 1


def test_scope__web_role__owns_nothing_and_cannot_switch_policies_off() -> None:
    for statement in (
        "ALTER TABLE probe_municipal DISABLE ROW LEVEL SECURITY",
        "DROP POLICY probe_municipal_read ON probe_municipal",
        "TRUNCATE probe_municipal",
    ):
        with pytest.raises(ProgrammingError), scope(ALTO):
            execute(statement)


# Transactions


def test_scope__after_its_end__nothing_of_it_is_left() -> None:
    with scope(ALTO):
        assert current() == ALTO
    assert current() is None
    assert role() == "rione_owner"
    assert seen("probe_municipal") == set()


def test_scope__nested__what_held_before_holds_again() -> None:
    with scope(ALTO):
        with scope(BASSO, role=WORKER):
            assert role() == "rione_worker"
            assert seen("probe_municipal") == VISIBLE["probe_municipal", "basso"]
            with scope(NOWHERE):
                assert seen("probe_municipal") == set()
            assert role() == "rione_worker"
            assert current() == BASSO
        assert role() == "rione_web"
        assert current() == ALTO
        assert seen("probe_municipal") == VISIBLE["probe_municipal", "alto"]


def test_scope__nested_one_fails__is_undone_and_what_held_before_holds_again() -> None:
    with scope(ALTO):
        with pytest.raises(ProgrammingError, match="broken"), scope(BASSO):
            execute("UPDATE probe_municipal SET name = 'x'; SELECT broken")
        assert current() == ALTO
        assert role() == "rione_web"
        assert seen("probe_municipal") == VISIBLE["probe_municipal", "alto"]
    with scope(BASSO):
        assert execute("SELECT FROM probe_municipal WHERE name = 'x'") == 0


def test_scope__inside_a_transaction_of_the_owner__gives_the_role_back() -> None:
    with transaction.atomic():
        with scope(ALTO):
            assert role() == "rione_web"
        assert role() == "rione_owner"
        assert seen("probe_municipal") == set()


def test_scope__nested_and_marked_for_undoing__restores_too() -> None:
    with scope(ALTO):
        with scope(BASSO):
            execute("UPDATE probe_municipal SET name = 'x'")
            transaction.set_rollback(True)
        assert seen("probe_municipal") == VISIBLE["probe_municipal", "alto"]


def test_scope__an_error__undoes_its_writes() -> None:
    with pytest.raises(DataError), scope(ALTO):
        execute("DELETE FROM probe_municipal; SELECT 1 / 0")
    with scope(ALTO):
        assert seen("probe_municipal") == VISIBLE["probe_municipal", "alto"]


@pytest.mark.parametrize("wrong", [("99001", ""), ("099001'; --", ""), ("", "no-uuid")])
def test_scope__of_nonsense__is_refused(wrong: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="is named by"):
        Extent(*wrong)


def test_scope__as_another_role__is_refused() -> None:
    with pytest.raises(ValueError, match="rione_web or rione_worker"), scope(ALTO, role="postgres"):
        pass


# Logins


@pytest.fixture
def administrator() -> Iterator[psycopg.Connection]:
    """A superuser's connection, where the server lets us have one."""
    settings = connection.settings_dict
    try:
        other = psycopg.connect(
            host=settings["HOST"], dbname=settings["NAME"], user="postgres", autocommit=True
        )
    except psycopg.OperationalError:
        pytest.skip("this server gives no administrator's login")
    with other:
        yield other


@pytest.mark.parametrize("power", ["SUPERUSER", "BYPASSRLS"])
def test_scope__login_that_may_become_powerful__is_refused(
    administrator: psycopg.Connection, power: str
) -> None:
    name = f"rione_probe_{power.lower()}"
    administrator.execute(f"CREATE ROLE {name} {power}")
    administrator.execute(f"GRANT {name} TO rione_owner")
    connection.close()
    try:
        with pytest.raises(PowerfulLogin, match=name), scope(ALTO):
            pass
        assert [error.id for error in login_obeys_policies(databases=["default"])] == ["scope.E001"]
    finally:
        administrator.execute(f"DROP ROLE {name}")
        connection.close()
    with scope(ALTO):
        assert seen("probe_municipal")
    assert login_obeys_policies(databases=["default"]) == []
    assert roles_exist(databases=["default"]) == []


def test_scope__login_examined__is_asked_once_per_connection(
    django_assert_num_queries,
) -> None:
    refuse_powerful_login()
    with django_assert_num_queries(0):
        refuse_powerful_login()


# Connections that are reused


def test_scope__many_requests_over_persistent_connections__never_leak() -> None:
    """Four threads with a connection each, hundreds of scopes in clashing order, some failing."""
    wrong: list[str] = []
    together = threading.Barrier(4)

    def work(number: int) -> None:
        order = list(SCOPES)[number:] + list(SCOPES)[:number]
        together.wait()
        first = None
        try:
            for turn, who in enumerate(order * 25):
                try:
                    with scope(SCOPES[who]):
                        for table in CLASSES:
                            if seen(table) != VISIBLE[table, who]:
                                wrong.append(f"{who} in {table}")
                        if turn % 7 == 3:
                            execute("SELECT 1 / 0")
                except DataError:
                    pass
                if role() != "rione_owner" or seen("probe_municipal"):
                    wrong.append(f"left over after {who}")
                first = first or connection.connection
                if connection.connection is not first:
                    wrong.append("the connection was not kept")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert not wrong


# Requests


class Acting:
    """What the middleware of identity leaves on a request."""

    def __init__(self, extent: Extent) -> None:
        self.municipality, self.organisation = extent.municipality, extent.organisation


def answer(view, extent: Extent | None = ALTO, path: str = "/x"):
    request = RequestFactory().get(path)
    request.urlconf = ModuleType("addresses")
    request.urlconf.urlpatterns = [url("x", view), url("status", view)]
    if extent is not None:
        request.actor = Acting(extent)
    return ScopeMiddleware(view)(request)


def test_request__view_and_rendering__are_in_the_scope_of_the_actor() -> None:
    response = answer(lambda request: HttpResponse(str(sorted(seen("probe_municipal")))))
    assert response.content.decode() == str(sorted(VISIBLE["probe_municipal", "alto"]))
    assert role() == "rione_owner"


def test_request__nobody_acts__sees_public_rows_only() -> None:
    response = answer(lambda request: HttpResponse(str(seen("probe_municipal"))), extent=None)
    assert response.content == b"set()"


def test_request__path_outside_scope__opens_no_transaction(settings) -> None:
    settings.RIONE_OUTSIDE_SCOPE = ["/status"]
    response = answer(lambda r: HttpResponse(str(connection.in_atomic_block)), path="/status")
    assert response.content == b"False"


def test_request__view_without_database__gets_no_scope_and_no_answer() -> None:
    @without_database
    def quiet(request):
        return HttpResponse(str(connection.in_atomic_block))

    @without_database
    def talking(request):
        return HttpResponse(str(seen("probe_public")))

    assert answer(quiet).content == b"False"
    with pytest.raises(RuntimeError, match="asking nothing"):
        answer(talking)
    assert seen("probe_public")


def test_request__address_of_no_view__gets_no_scope() -> None:
    response = answer(lambda r: HttpResponse(str(connection.in_atomic_block)), path="/nowhere")
    assert response.content == b"False"


@pytest.mark.parametrize(("status", "left"), [(200, 0), (404, 0), (500, 2), (503, 2)])
def test_request__answered_with_a_failure__undoes_its_writes(status: int, left: int) -> None:
    def view(request):
        execute("DELETE FROM probe_municipal")
        return HttpResponse(status=status)

    assert answer(view).status_code == status
    with scope(ALTO):
        assert len(seen("probe_municipal")) == left


def test_request__streamed_answer__is_read_in_the_scope_and_sent_outside() -> None:
    threads = set()

    def rows() -> Iterator[str]:
        threads.add(threading.get_ident())
        with connection.cursor() as cursor:
            cursor.execute("SELECT origin FROM probe_municipal ORDER BY origin")
            for (origin,) in cursor:
                yield origin + "\n"
        yield "é" * 2_000_000

    response = answer(lambda request: StreamingHttpResponse(rows()))
    assert not connection.in_atomic_block
    with ThreadPoolExecutor(1) as pool:  # a server may send from another thread
        body = pool.submit(lambda: b"".join(response)).result()
    assert body.startswith(b"099001A\n099001B\n")
    assert len(body) == 16 + 4_000_000
    assert threads == {threading.get_ident()}
    kept = response._iterator  # type: ignore[attr-defined]
    response.close()
    assert kept.gi_frame is None


def test_request__streamed_answer_that_fails__is_an_error_and_undone() -> None:
    def rows() -> Iterator[bytes]:
        execute("DELETE FROM probe_municipal")
        yield b"half"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        answer(lambda request: StreamingHttpResponse(rows()))
    with scope(ALTO):
        assert seen("probe_municipal")


def test_request__file_answer__is_sent_as_it_is(tmp_path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"as it is")
    response = answer(lambda request: FileResponse(path.open("rb")))
    assert response.file_to_stream is not None
    assert b"".join(response) == b"as it is"
    response.close()


# Jobs


@scoped
def job(*, said: str) -> tuple[str, str, set[tuple[str, str]]]:
    """What a job sees."""
    return said, role(), seen("probe_shared")


def test_job__deferred_in_a_scope__runs_in_it_as_the_worker() -> None:
    with scope(SCOPES["body in alto"]):
        kept = carried()
    assert kept == {"municipality": "099001", "organisation": BODY, "account": ""}
    assert job(said="so", scope=kept) == (
        "so",
        "rione_worker",
        VISIBLE["probe_shared", "body in alto"],
    )


def test_job__without_a_scope__does_not_run() -> None:
    with pytest.raises(TypeError, match="scope"):
        job(said="so")
    with pytest.raises(RuntimeError, match="inside the scope"):
        carried()


def test_job__deferred_by_the_web_role__is_undone_with_its_request() -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    def view(request, status: int) -> HttpResponse:
        task.defer(scope=dict(carried()))
        return HttpResponse(status=status)

    task = app.configure_task("probe", queue=str(uuid.uuid4()))
    answer(lambda request: view(request, 200))
    answer(lambda request: view(request, 500))
    stored = ProcrastinateJob.objects.filter(queue_name=task.job.queue)
    assert [row.args["scope"] for row in stored] == [
        {"municipality": "099001", "organisation": "", "account": ""}
    ]


# Search


def search(query: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT origin FROM probe_shared WHERE id IN (SELECT probe_shared_search(%s, 100))",
            [query],
        )
        return {row[0] for row in cursor}


@pytest.mark.parametrize("who", sorted(SCOPES))
def test_search__under_every_scope__finds_its_rows_only(who: str) -> None:
    with scope(SCOPES[who]):
        assert search("ròssi CASCINA") == {m + c for m, c in VISIBLE["probe_shared", who]}


def test_search__function_alone__gives_no_id_of_another_scope() -> None:
    for who in SCOPES:
        with scope(SCOPES[who]):
            count = execute("SELECT probe_shared_search('cascina', 100)")
        assert count == len(VISIBLE["probe_shared", who])


def test_search__its_table__is_closed_to_requests_and_jobs() -> None:
    for chosen in ("rione_web", WORKER):
        with pytest.raises(ProgrammingError, match="permission denied"), scope(ALTO, role=chosen):
            execute("SELECT FROM probe_shared_words")


def test_search__row_changed_and_removed__is_followed() -> None:
    with scope(ALTO):
        execute("UPDATE probe_shared SET name = 'Mulino' WHERE code = 'A'")
        assert search("mulino") == {"099001A"}
        execute("DELETE FROM probe_shared WHERE code = 'A'")
        assert search("mulino") == set()
        assert search("cascina -rossi") == set()


def _plan(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {query}")
        return "\n".join(row[0] for row in cursor)


def _scans(index: str) -> int:
    execute("SELECT pg_stat_force_next_flush()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = %s", [index])
        row = cursor.fetchone()
    assert row
    return int(row[0])


def test_search__three_thousand_rows__uses_the_index_where_the_policy_would_not() -> None:
    for place in (ALTO, BASSO):
        with scope(place):
            execute(tables.MANY, place.municipality)
    execute("ANALYZE probe_shared")
    execute("ANALYZE probe_shared_words")
    with scope(ALTO):
        under_policy = _plan(
            "SELECT id FROM probe_shared WHERE to_tsvector('simple', name)"
            " @@ to_tsquery('simple', 'cascina')"
        )
    assert "probe_shared_text" not in under_policy
    before = _scans("probe_shared_words_index")
    with scope(ALTO):
        assert search("cascina") == {"099001A", "099001B"}
    assert _scans("probe_shared_words_index") == before + 1


def test_search__organisation_that_reads_along__finds_shared_rows_of_both() -> None:
    with scope(Extent(organisation=str(uuid.UUID(BODY)))):
        assert search("cascina") == {"099001B", "099002B"}
