"""Making the data folder of a private PostgreSQL.

Promises: a folder with the final name is always finished (it is made under another name and
renamed); it holds the role `rione_owner`, which may create databases but is no superuser and
obeys row policies, its database `rione`, the roles that it takes for requests and jobs, and one
that reads all rows for backups; a folder that lost essential files is set aside, never deleted;
everything else that is wrong is told in one sentence.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from .account import Account
from .binaries import Binaries
from .places import disk_is_full, explain
from .problems import LaunchError

OWNER = "rione_owner"
REQUESTS, JOBS = "rione_web", "rione_worker"
BACKUPS = "rione_backup"
DATABASE = "rione"
ESSENTIAL = ("PG_VERSION", "global/pg_control", "base", "pg_wal", "postgresql.conf")
# One statement a line: single-user mode ends a statement at the end of its line.
FIRST_STATEMENTS = f"""\
CREATE ROLE {OWNER} LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS
CREATE DATABASE {DATABASE} OWNER {OWNER}
"""
ROLES = (
    *(
        # One line, and no error where it exists: a folder of an earlier version gets them, too.
        f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
        " NOREPLICATION; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        for role in (REQUESTS, JOBS)
    ),
    f"GRANT {REQUESTS}, {JOBS} TO {OWNER}",
    # Reads every row and writes none; nobody else may become it.
    f"DO $$ BEGIN CREATE ROLE {BACKUPS} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS"
    " NOREPLICATION; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
    f"GRANT pg_read_all_data TO {BACKUPS}",
)
# Stands in a data folder that has the roles, so that starting costs no connection.
HAS_ROLES = "rione-roles-of-4"


def ensure_cluster(
    binaries: Binaries, account: Account, data: Path, report: Callable[[str], None]
) -> None:
    """Make the data folder unless there is a sound one. The caller holds the start lock."""
    for unfinished in data.parent.glob(f"{data.name}.new-*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    if data.is_symlink():
        raise LaunchError(f"{data} is a symbolic link; remove it and try again.")
    if data.exists():
        account.own(data)
        missing = [name for name in ESSENTIAL if not (data / name).exists()]
        if not missing:
            return
        aside = data.with_name(f"{data.name}.damaged")
        shutil.rmtree(aside, ignore_errors=True)
        data.rename(aside)
        report(f"{data} had lost {missing[0]}; it is now {aside.name} and a new one is made.")
    try:
        partial = Path(tempfile.mkdtemp(prefix=f"{data.name}.new-", dir=data.parent))
        account.own(partial)
        fill(binaries, account, partial)
        (partial / HAS_ROLES).touch()
        # Seals of another database's audit trail would contradict this one's, and no row here
        # names its documents.
        for beside in (seals_of(data), documents_of(data)):
            if beside.exists():
                kept = beside.with_name(f"{beside.name}.earlier")
                shutil.rmtree(kept, ignore_errors=True)
                beside.rename(kept)
        partial.rename(data)
    except OSError as error:
        raise LaunchError(explain(error, data.parent)) from error


def fill(binaries: Binaries, account: Account, folder: Path) -> None:
    """Run initdb and the first statements; remove the folder when either fails."""
    initdb = [str(binaries.folder / "initdb"), "-D", str(folder), "--username=postgres"]
    initdb += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--lc-messages=C"]
    single = [str(binaries.folder / "postgres"), "--single", "-D", str(folder)]
    single += ["-c", "exit_on_error=true", "postgres"]
    try:
        for command, text in ((initdb, ""), (single, FIRST_STATEMENTS + "\n".join(ROLES) + "\n")):
            answer = account.run(command, text=text)
            if answer.returncode:
                raise LaunchError(creation_failure(answer.stderr, folder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def seals_of(data: Path) -> Path:
    """Where the seals of this cluster's audit trail go: beside the data, not inside."""
    return data.with_name(f"{data.name}.seals")


def documents_of(data: Path) -> Path:
    """Where the contents of this cluster's documents go, likewise."""
    return data.with_name(f"{data.name}.documents")


def ensure_roles(data: Path, sockets: Path) -> None:
    """Give a running cluster of an earlier version the roles that it lacks."""
    if (data / HAS_ROLES).exists():
        return
    import psycopg

    try:
        with psycopg.connect(
            host=str(sockets), user="postgres", dbname="postgres", autocommit=True
        ) as administrator:
            for statement in ROLES:
                administrator.execute(statement)
        (data / HAS_ROLES).touch()
    except (psycopg.Error, OSError) as error:
        raise LaunchError(
            f"The private PostgreSQL in {data} could not be given its roles "
            f"({last_line(str(error))}); run `make clean` to begin again without it."
        ) from error


def creation_failure(output: str, folder: Path) -> str:
    """One sentence for a failed initdb."""
    if disk_is_full(folder) or "no space left" in output.lower():
        return f"The disk that holds {folder.parent} is full; free some space and try again."
    if "permission denied" in output.lower():
        return (
            f"The account that runs PostgreSQL cannot reach {folder.parent}; "
            "set RIONE_HOME to a folder whose parents everybody may pass through."
        )
    return f"PostgreSQL's data folder could not be made in {folder.parent}: {last_line(output)}"


def start_failure(log: Path, data: Path) -> str:
    """One sentence for a server that does not start, from the end of its log."""
    with log.open("rb") as handle:
        handle.seek(max(0, log.stat().st_size - 8192))
        text = handle.read().decode(errors="replace")
    if disk_is_full(data) or "no space left" in text.lower():
        return f"The disk that holds {data} is full; free some space and try again."
    reasons = [line for line in text.splitlines() if "FATAL:" in line or "PANIC:" in line]
    reason = reasons[-1].partition(":  ")[2] if reasons else last_line(text)
    if "shared memory" in reason or "semaphore" in reason:
        return f"The system refuses PostgreSQL shared memory ({reason}); raise its limits."
    return (
        f"The private PostgreSQL in {data} does not start ({reason}); if its files are damaged, "
        "run `make clean` to begin again without them."
    )


def last_line(text: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"


def remove(folder: Path) -> None:
    """Delete a state folder that nobody uses any more."""
    if os.path.lexists(folder):
        shutil.rmtree(folder)
