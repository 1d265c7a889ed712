"""Runs the kill tests of all verbs and prints a report, one line of JSON per verb.

A process of its own: it forks, which the process of the tests with its threads may not. Called
as `python -m tests.faults.run SEED`, with DATABASE_URL and FAULT_POSTMASTER_PID_FILE.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import django
import psycopg
from django.conf import settings

# PostgreSQL is killed once for so many writes at a time: it takes seconds to come back.
BATCH = 32
# Who is told grows with the people that cases bring; kills of notices have tests of their own.
LEFT_OUT = frozenset({"notices_notice"})
PATIENCE = 30.0


def administrator() -> "psycopg.Connection[Any]":
    """A connection that no policy binds."""
    parameters = settings.DATABASES["default"]
    return psycopg.connect(
        host=parameters["HOST"], user="postgres", dbname=parameters["NAME"], autocommit=True
    )


@cache
def counting() -> str:
    """A query for the number of rows of each table."""
    with administrator() as admin:
        tables = admin.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace ORDER BY relname"
        ).fetchall()
    return " UNION ALL ".join(
        f"SELECT '{name}', count(*) FROM {name}" for (name,) in tables if name not in LEFT_OUT
    )


class Counter:
    """Counts all rows over one connection, which is made anew when PostgreSQL was killed."""

    admin: "psycopg.Connection[Any] | None" = None

    def __call__(self) -> dict[str, int]:
        if self.admin is None:
            self.admin = administrator()
        return dict(self.admin.execute(counting()).fetchall())

    def forget(self) -> None:
        self.admin = None


counts = Counter()


def difference(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: n - before[name] for name, n in after.items() if n != before[name]}


def add(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    total = {name: one.get(name, 0) + other.get(name, 0) for name in {*one, *other}}
    return {name: n for name, n in total.items() if n}


def is_stored(trial: Any) -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM writes_request WHERE account = %s AND key = %s",
            [trial.actor.account, trial.key],
        )
        stored = cursor.fetchone()[0] == 1
    connection.close()
    return stored


def situation(verb: str) -> Any:
    from django.db import connection

    from rione.core.audit.acting import Actor, acting
    from tests.faults.cases import all_cases

    with acting(Actor("job", "faults")):
        actor, arguments = all_cases()[verb]()
    connection.close()
    return actor, arguments


def check(verb: str, seed: str) -> tuple[list[str], dict[str, int], int]:
    """Kill the process of a write at its points; what went wrong, what the write changes, how
    many statements it takes."""
    from tests.faults.trial import AFTER_COMMIT, BEFORE_COMMIT, Trial

    problems: list[str] = []
    actor, arguments = situation(verb)
    start = counts()
    control = Trial(verb, f"{verb}-control", actor, arguments).start().end()
    if control.answer is None:
        return [f"{verb} cannot be done at all in its case"], {}, 0
    change = difference(start, counts())
    chosen = random.Random(f"{seed} {verb}")
    # Not before the first statement, which is when nothing has begun.
    points = [chosen.randint(2, max(2, control.statements)), BEFORE_COMMIT, AFTER_COMMIT]
    for point in points:
        actor, arguments = situation(verb)
        start = counts()
        trial = Trial(verb, f"{verb}-point{point}", actor, arguments, at=point).start().end()
        left, stored = difference(start, counts()), is_stored(trial)
        if left != (change if stored else {}):
            problems.append(f"killed at {point}: half of it is stored: {left} of {change}")
        if trial.answer is not None and not stored:
            problems.append(f"killed at {point}: acknowledged and not stored")
        if (point == AFTER_COMMIT) != stored:
            problems.append(f"killed at {point}: stored is {stored}")
        again = Trial(verb, trial.key, actor, arguments).start().end()
        total = difference(start, counts())
        if again.answer is None or total != change:
            problems.append(f"killed at {point}, repeated: {again.answer}, {total} of {change}")
    return problems, change, control.statements


def crash(pid_file: Path) -> None:
    """Kill PostgreSQL and wait until it answers again (its keeper starts it anew)."""
    from django.db import connection
    from django.db.utils import OperationalError

    counts.forget()
    old = int(pid_file.read_text().split("\n")[0])
    os.kill(old, signal.SIGKILL)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        time.sleep(0.05)
        connection.close()
        try:
            if int(pid_file.read_text().split("\n")[0]) != old:
                connection.ensure_connection()
                connection.close()
                return
        except (OSError, ValueError, IndexError, OperationalError):
            continue
    raise SystemExit("PostgreSQL did not come back")


def check_crash(
    verbs: dict[str, tuple[dict[str, int], int]], seed: str, pid_file: Path
) -> list[str]:
    """Kill PostgreSQL while each of several writes stands at a point of its own."""
    from tests.faults.trial import BEFORE_COMMIT, Trial

    chosen = random.Random(f"{seed} {sorted(verbs)}")
    trials = []
    for verb, (_change, statements) in verbs.items():
        actor, arguments = situation(verb)
        point = chosen.choice([chosen.randint(2, max(2, statements)), BEFORE_COMMIT])
        trials.append(Trial(verb, f"{verb}-crash", actor, arguments, at=point, waits=True))
    start, problems = counts(), []
    for trial in trials:
        trial.start()
        # One that waits for a lock of another is killed where it stands.
        trial.wait_for_point(1.0)
    crash(pid_file)
    for trial in trials:
        os.kill(trial.pid, signal.SIGUSR1)
        trial.end()
        if trial.answer is not None and not is_stored(trial):
            problems.append(f"{trial.verb}: acknowledged and lost")
    expected: dict[str, int] = {}
    for trial in trials:
        expected = add(expected, verbs[trial.verb][0])
        if Trial(trial.verb, trial.key, trial.actor, trial.arguments).start().end().answer is None:
            problems.append(f"{trial.verb}: cannot be repeated after the crash")
    total = difference(start, counts())
    if total != expected:
        problems.append(f"after the crash and repetition: {total}, not {expected}")
    return problems


def a_broken_write() -> None:
    """Register a write that stores a part of itself on its own; the report has to find it."""
    from rione.core.identity.rules.actors import Actor
    from rione.core.writes import operation
    from tests.faults.cases import case

    @operation("write_carelessly")
    def write_carelessly(*, actor: Actor, key: str) -> str:
        with administrator() as elsewhere:
            elsewhere.execute(
                "INSERT INTO jobs_selfcheckrun (ran_at, ok, findings) VALUES (now(), true, '[]')"
            )
        return key

    case("write_carelessly")(lambda: (Actor(), {}))


def main(arguments: list[str]) -> Iterator[dict[str, Any]]:
    from tests.faults.cases import all_cases

    seed, pid_file = arguments[1], Path(os.environ["FAULT_POSTMASTER_PID_FILE"])
    a_broken_write()
    known: dict[str, tuple[dict[str, int], int]] = {}
    for verb in sorted(all_cases()):
        try:
            problems, change, statements = check(verb, seed)
        except Exception:
            problems, change, statements = [traceback.format_exc()[-1500:]], {}, 0
        if not problems:
            known[verb] = (change, statements)
        yield {"verb": verb, "problems": problems, "statements": statements}
    names = sorted(known)
    for place in range(0, len(names), BATCH):
        batch = {verb: known[verb] for verb in names[place : place + BATCH]}
        yield {"crash": sorted(batch), "problems": check_crash(batch, seed, pid_file)}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rione.config.settings.test")
    django.setup()
    from django.urls import get_resolver

    # Addresses import every part, and with it all writes register.
    _ = get_resolver().url_patterns
    for report in main(sys.argv):
        print(json.dumps(report), flush=True)
