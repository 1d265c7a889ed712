"""Running pg_dump, pg_restore and psql on a database named by its address.

Passwords go through the environment, never on a command line that others can read. Whatever
they complain about becomes one sentence.
"""

import os
import shutil
import subprocess
from pathlib import Path

import psycopg.conninfo

from rione.launch.clients import programs_for, version
from rione.launch.supervise import die_with_parent

from .problems import BackupRefused

VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "dbname": "PGDATABASE",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "options": "PGOPTIONS",
}
# Lines that say nothing of what went wrong.
CHATTER = ("pg_dump: detail:", "pg_dump: hint:", "LINE ", "CONTEXT:")
HEADER_LINES = 40
# What the header of a dump says that is not said here: an empty search_path, under which functions
# of an earlier version do not find each other, and a setting of programs newer than the server.
UNSAID = (b"SELECT pg_catalog.set_config('search_path'", b"SET transaction_timeout")
BEGIN = b"BEGIN;\nSET LOCAL search_path = public, pg_catalog;\n"


def environment(url: str) -> dict[str, str]:
    """What libpq reads for an address."""
    named = psycopg.conninfo.conninfo_to_dict(url)
    unknown = sorted(set(named) - set(VARIABLES))
    if unknown:
        raise BackupRefused(f"the database address says {unknown[0]}, which is not understood here")
    given = {VARIABLES[name]: str(value) for name, value in named.items() if value is not None}
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **given}


def dump(url: str, *, snapshot: str, to: Path, left_out: tuple[str, ...], major: int) -> int:
    """Write the database as of a snapshot in pg_dump's own format; pg_dump's major version."""
    folder = programs_for(major)
    command = [
        str(folder / "pg_dump"),
        *("--format=custom", "--no-owner", "--no-comments", "--no-password"),
        *("--lock-wait-timeout=60s", f"--snapshot={snapshot}", f"--file={to}"),
        *(f"--exclude-table-data={table}" for table in left_out),
    ]
    ended = subprocess.run(  # noqa: S603 — a program of PostgreSQL's, no shell
        command,
        env=environment(url),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
        preexec_fn=die_with_parent,
    )
    if ended.returncode:
        raise BackupRefused(f"the database could not be dumped: {complaint(ended.stderr)}")
    return version(folder)


def load(url: str, *, dumped: Path, major: int) -> None:
    """Put a dump into an empty database: all of it, in one transaction, or nothing.

    The commit is sent only after pg_restore has ended well; whoever dies before that takes the
    transaction along.
    """
    folder = programs_for(major)
    reading = subprocess.Popen(  # noqa: S603 — a program of PostgreSQL's, no shell
        [str(folder / "pg_restore"), "--no-owner", "--file=-", str(dumped)],
        env=environment(""),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=die_with_parent,
    )
    writing = subprocess.Popen(  # noqa: S603 — a program of PostgreSQL's, no shell
        [
            str(folder / "psql"),
            *("--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"),
            *("--output=/dev/null",),
        ],
        env=environment(url),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=die_with_parent,
    )
    assert reading.stdout and reading.stderr and writing.stdin and writing.stderr  # noqa: S101, PT018
    try:
        try:
            writing.stdin.write(BEGIN)
            for _ in range(HEADER_LINES):
                line = reading.stdout.readline()
                if not line.startswith(UNSAID):
                    writing.stdin.write(line)
            shutil.copyfileobj(reading.stdout, writing.stdin)
            broken = reading.stderr.read().decode(errors="replace")
            if reading.wait() == 0:
                writing.stdin.write(b"COMMIT;\n")
        except BrokenPipeError:
            # psql has ended early, and says why below.
            reading.kill()
            broken = ""
        _, refused = writing.communicate()
    finally:
        for process in (reading, writing):
            if process.poll() is None:
                process.kill()
            process.wait()
        reading.stdout.close()
        reading.stderr.close()
    if writing.returncode:
        raise BackupRefused(
            f"the database refused the backup: {complaint(refused.decode(errors='replace'))}"
        )
    if reading.returncode:
        raise BackupRefused(f"the dump cannot be read: {complaint(broken)}")


def complaint(text: str) -> str:
    """The line of an error output that says what went wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() and not line.startswith(CHATTER)]
    found = (errors or lines or ["it gave no reason"])[0]
    return found.removeprefix("pg_dump: ").removeprefix("pg_restore: ").removeprefix("error: ")
