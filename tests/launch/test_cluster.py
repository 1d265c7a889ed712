"""Data folders that are half made, damaged, on a full disk or somebody else's."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from rione.core.scope import roles as scope_roles
from rione.launch import cluster
from rione.launch.postgres import PrivateServer, running
from rione.launch.problems import LaunchError

from .conftest import processes_in, wait_until

Hold = Callable[[], "subprocess.Popen[str]"]

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount or give away")


def works() -> bool:
    with running("t") as server, psycopg.connect(server.url) as connection:
        return connection.execute("select 1").fetchone() == (1,)


def refusal() -> str:
    with pytest.raises(LaunchError) as caught, running("t"):
        pass
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_initdb__killed_half_way__leaves_nothing_that_looks_finished(
    home: Path, hold: Hold
) -> None:
    data = PrivateServer("t", print).data
    user = hold()
    assert wait_until(lambda: list(data.parent.glob(f"{data.name}.new-*/base")))
    user.kill()
    assert not data.exists()
    assert wait_until(lambda: not processes_in(home))
    assert works()
    assert not list(data.parent.glob("*.new-*"))


def test_data_folder__that_lost_files__is_set_aside_and_made_again(home: Path) -> None:
    assert works()
    data = PrivateServer("t", print).data
    (data / "global" / "pg_control").unlink()
    told: list[str] = []
    with running("t", report=told.append):
        pass
    assert len(told) == 1
    assert "pg_control" in told[0]
    assert (data.parent / f"{data.name}.damaged" / "PG_VERSION").exists()


def test_data_folder__with_a_damaged_file__is_explained_and_kept(home: Path) -> None:
    assert works()
    data = PrivateServer("t", print).data
    (data / "global" / "pg_control").write_bytes(b"\xff" * 8192)
    sentence = refusal()
    assert "make clean" in sentence
    assert (data / "PG_VERSION").exists()
    assert not processes_in(home)


@root_only
def test_data_folder__of_another_account__is_taken_back_by_root(home: Path) -> None:
    assert works()
    private = PrivateServer("t", print)
    for place, _, files in os.walk(private.data):
        for path in (place, *(os.path.join(place, name) for name in files)):
            os.chown(path, 12345, 12345)
    os.chown(private.sockets, 12345, 12345)
    assert works()


def test_data_folder__open_to_others__is_closed_again(home: Path) -> None:
    assert works()
    data = PrivateServer("t", print).data
    data.chmod(0o755)
    assert works()
    assert data.stat().st_mode & 0o777 == 0o700


def roles() -> list[tuple[str, bool]]:
    """The roles of requests and jobs, and whether each is bound by row policies."""
    query = (
        "SELECT rolname, NOT (rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole)"
        " AND pg_has_role('rione_owner', oid, 'MEMBER')"
        " FROM pg_roles WHERE rolname IN ('rione_web', 'rione_worker') ORDER BY rolname"
    )
    with running("t") as server, psycopg.connect(server.url) as connection:
        return connection.execute(query).fetchall()


def test_roles__of_a_new_folder_and_of_one_of_an_earlier_version__are_there(home: Path) -> None:
    wanted = [(scope_roles.WEB, True), (scope_roles.WORKER, True)]
    assert roles() == wanted
    private = PrivateServer("t", print)
    with (
        running("t"),
        psycopg.connect(
            host=str(private.sockets), user="postgres", dbname="postgres", autocommit=True
        ) as administrator,
    ):
        administrator.execute("DROP ROLE rione_web")
        administrator.execute("DROP ROLE rione_worker")
        administrator.execute("DROP ROLE rione_backup")
    (private.data / cluster.HAS_ROLES).unlink()
    assert roles() == wanted
    assert (private.data / cluster.HAS_ROLES).exists()
    assert cluster.OWNER == scope_roles.OWNER


def test_role_of_backups__reads_all_rows_and_nobody_else_becomes_it(home: Path) -> None:
    query = (
        "SELECT rolbypassrls AND rolcanlogin AND NOT (rolsuper OR rolcreaterole OR rolcreatedb),"
        " pg_has_role('rione_owner', oid, 'MEMBER'), pg_has_role(oid, 'pg_read_all_data', 'USAGE')"
        " FROM pg_roles WHERE rolname = 'rione_backup'"
    )
    with running("t") as server, psycopg.connect(server.url) as connection:
        assert connection.execute(query).fetchall() == [(True, False, True)]


def test_seals_and_documents__of_a_database_that_was_made_anew__are_set_aside(home: Path) -> None:
    assert works()
    data = PrivateServer("t", print).data
    for folder, name in (
        (cluster.seals_of(data), "seals-000000000001.jsonl"),
        (cluster.documents_of(data), "lock"),
    ):
        folder.mkdir()
        (folder / name).touch()
    (data / "global" / "pg_control").unlink()
    assert works()
    assert not cluster.seals_of(data).exists()
    assert not cluster.documents_of(data).exists()
    assert list(data.parent.glob("*.earlier/seals-*.jsonl"))
    assert list(data.parent.glob("*.earlier/lock"))


@pytest.fixture
def tiny_disk(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Mount a small disk as the state folder."""
    disk = home / "d"
    disk.mkdir()

    def mount(megabytes: int) -> None:
        options = f"size={megabytes}m,mode=0711"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
        if subprocess.run(command, capture_output=True).returncode:
            pytest.skip("this machine does not let root mount a tmpfs")
        monkeypatch.setenv("RIONE_HOME", str(disk))

    yield mount
    if os.path.ismount(disk):
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@root_only
def test_full_disk__at_the_first_start__is_told_and_leaves_nothing(
    tiny_disk: Callable[[int], None],
) -> None:
    tiny_disk(20)
    sentence = refusal()
    assert "full" in sentence
    assert not list(Path(os.environ["RIONE_HOME"]).glob("*/t/data-*"))


@root_only
def test_full_disk__at_a_later_start__is_told_and_heals_with_room(
    tiny_disk: Callable[[int], None],
) -> None:
    tiny_disk(120)
    assert works()
    filler = Path(os.environ["RIONE_HOME"]) / "filler"
    disk = os.statvfs(filler.parent)
    filler.write_bytes(bytes(disk.f_bavail * disk.f_frsize))
    assert "full" in refusal()
    filler.unlink()
    assert works()
