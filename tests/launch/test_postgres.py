"""The private PostgreSQL: who it serves, who stops it, and what it survives."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from rione.launch.postgres import PrivateServer, running

from .conftest import processes_in, wait_until

Hold = Callable[[], "subprocess.Popen[str]"]


def postmaster(data: Path | None) -> int:
    assert data is not None
    return int((data / "postmaster.pid").read_text().split("\n")[0])


def keeper() -> int:
    return int(PrivateServer("t", print).path("keeper").read_text())


def answer(url: str, query: str) -> object:
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def answers(url: str) -> bool:
    try:
        return answer(url, "select 1") == 1
    except psycopg.OperationalError:
        return False


def test_fresh_start__owner__is_no_superuser_and_obeys_policies(home: Path) -> None:
    with running("t") as server:
        with psycopg.connect(server.url) as connection:
            role = connection.execute(
                "select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
                " from pg_roles where rolname = current_user"
            ).fetchone()
            assert role == ("rione_owner", False, False, True, False)
            for extension in ("btree_gist", "pg_trgm", "unaccent"):
                connection.execute(f"create extension {extension}")
        assert answer(server.url, "show listen_addresses") == ""
        assert answer(server.url, "show server_encoding") == "UTF8"
    assert not processes_in(home)


def test_fresh_start__socket_folder__is_closed_to_others(home: Path) -> None:
    with running("t"):
        private = PrivateServer("t", print)
        for folder in (private.sockets, private.data):
            assert folder.stat().st_mode & 0o777 == 0o700


def test_database_url__when_given__is_used_as_it_is(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    with running("t") as server:
        assert server.url == "postgresql://somewhere/else"
    assert list(home.iterdir()) == []


def test_second_user__leaving_first__does_not_stop_the_server(home: Path) -> None:
    with running("t") as first:
        with running("t") as second:
            assert second.url == first.url
            leader = postmaster(second.data)
        assert answers(first.url)
        assert postmaster(first.data) == leader
    assert not processes_in(home)


def test_starter__leaving_before_another_user__does_not_stop_the_server(
    home: Path, hold: Hold
) -> None:
    with running("t") as server:
        other = hold()
        assert other.stdout is not None
        assert other.stdout.readline().strip() == server.url
    assert answers(server.url)
    other.kill()
    assert wait_until(lambda: not processes_in(home))


def test_stored_rows__after_a_stop_and_a_start__are_still_there(home: Path) -> None:
    with running("t") as server, psycopg.connect(server.url) as connection:
        connection.execute("create table kept as select 7 as number")
    with running("t") as server:
        assert answer(server.url, "select number from kept") == 7


def test_two_starts_at_once__one_server_serves_both(home: Path, hold: Hold) -> None:
    users = [hold() for _ in range(3)]
    urls = {user.stdout.readline().strip() for user in users if user.stdout}
    assert len(urls) == 1
    assert answers(urls.pop())
    keepers = [line for line in processes_in(home) if "keeper.py" in line]
    assert len(keepers) == 1


def test_user__killed__the_server_stops_by_itself(home: Path, hold: Hold) -> None:
    user = hold()
    assert user.stdout is not None
    assert user.stdout.readline()
    assert processes_in(home)
    user.kill()
    assert wait_until(lambda: not processes_in(home))


def test_postmaster__killed_while_in_use__comes_back(home: Path) -> None:
    with running("t") as server:
        session = psycopg.connect(server.url)
        before = postmaster(server.data)
        os.kill(before, signal.SIGKILL)
        assert wait_until(lambda: answers(server.url))
        assert postmaster(server.data) != before
        session.close()


def test_keeper__killed__takes_the_server_along_and_the_next_start_works(home: Path) -> None:
    with running("t"):
        os.kill(keeper(), signal.SIGKILL)
        assert wait_until(lambda: not processes_in(home))
    with running("t") as server:
        assert answers(server.url)


def test_keeper_and_postmaster__killed_with_a_busy_session__next_start_works(
    home: Path, hold: Hold
) -> None:
    user = hold()
    assert user.stdout is not None
    url = user.stdout.readline().strip()
    data = PrivateServer("t", print).data
    # Busy in a computation, the backend does not notice that its postmaster has gone.
    busy = psycopg.connect(url, autocommit=True)
    busy.pgconn.send_query(b"select count(*) from generate_series(1, 200000000)")
    time.sleep(0.2)
    os.kill(keeper(), signal.SIGSTOP)
    os.kill(postmaster(data), signal.SIGKILL)
    os.kill(keeper(), signal.SIGKILL)
    user.kill()
    with running("t") as server:
        assert answers(server.url)
    busy.close()


def test_pid_file__naming_a_foreign_process__is_cleared_and_the_process_lives(home: Path) -> None:
    with running("t"):
        pass
    data = PrivateServer("t", print).data
    foreign = subprocess.Popen(["sleep", "60"])
    try:
        lines = [str(foreign.pid), str(data), "1", "5432", str(home), "", "", "ready"]
        (data / "postmaster.pid").write_text("\n".join(lines) + "\n")
        with running("t") as server:
            assert answers(server.url)
        assert foreign.poll() is None
    finally:
        foreign.kill()
        foreign.wait()
