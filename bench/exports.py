"""Every file of open data for 10 and 100 times the programme, beside COPY of the same queries.

100 times: 3,000 actions, 3,000 operations with 300,000 payments. Each file is written by a process
of its own, which counts its seconds and the most memory it held. The floor is PostgreSQL's
`COPY (the same SELECT) TO STDOUT` of every statement that the file takes, read and thrown away.
Goals: ten times the rows take at most 1.3 times the memory, whatever the file; all CSV files
together take at most 6 times the floor. XLSX and JSON are printed without a goal of time.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.alternate import answer
from bench.scratch import analyze, captured, scratch_platform

TIMES = (10, 100)
ACTIONS = 30
PAYMENTS_EACH = 100
GOAL_MEMORY, GOAL_SECONDS = 1.3, 6.0

# Copies of one operation with its grant, commitment and accounts, and many of its payment.
FILL = """
DROP TABLE IF EXISTS copies;
CREATE TEMPORARY TABLE copies AS
    SELECT number, gen_random_uuid() AS operation, gen_random_uuid() AS payee,
           gen_random_uuid() AS contract, 'BENCH-' || number AS code
      FROM generate_series({first}, {last}) AS number;
INSERT INTO programme_operation (id, municipality, code, action_code, title, cup, shared_with,
        opened_at, beneficiary_id, demonstration)
    SELECT c.operation, m.municipality, c.code, m.action_code, m.title, m.cup, m.shared_with,
           m.opened_at, m.beneficiary_id, m.demonstration
      FROM programme_operation m, copies c WHERE m.id = '{model}';
INSERT INTO programme_financingline (id, operation_id, municipality, shared_with, amount_cents, day,
        entered_by, entered_at, undone_why, fund, decision)
    SELECT gen_random_uuid(), c.operation, m.municipality, m.shared_with, m.amount_cents, m.day,
           m.entered_by, m.entered_at, '', m.fund, m.decision
      FROM programme_financingline m, copies c WHERE m.operation_id = '{model}';
INSERT INTO programme_payee (id, operation_id, municipality, shared_with, name, kind, tax_code,
        entered_by, entered_at)
    SELECT c.payee, c.operation, m.municipality, m.shared_with, m.name, m.kind, m.tax_code,
           m.entered_by, m.entered_at
      FROM programme_payee m, copies c WHERE m.operation_id = '{model}';
INSERT INTO programme_legalcommitment (id, operation_id, municipality, shared_with, amount_cents,
        day, entered_by, entered_at, undone_why, number, kind, payee_id, reason)
    SELECT c.contract, c.operation, m.municipality, m.shared_with, m.amount_cents, m.day,
           m.entered_by, m.entered_at, '', m.number, m.kind, c.payee, m.reason
      FROM programme_legalcommitment m, copies c WHERE m.operation_id = '{model}';
INSERT INTO programme_payment (id, operation_id, municipality, shared_with, amount_cents, day,
        entered_by, entered_at, undone_why, number, kind, commitment_id, payee_id, reason)
    SELECT gen_random_uuid(), c.operation, m.municipality, m.shared_with, 100 + n,
           date '2019-01-01' + n * 15, m.entered_by, m.entered_at, '', 'B-' || n, m.kind,
           c.contract, c.payee, ''
      FROM programme_payment m, copies c, generate_series(1, {payments}) AS n
     WHERE m.operation_id = '{model}';
"""
TABLES = ("operation", "financingline", "payee", "legalcommitment", "payment")


def main() -> int:
    measured: dict[int, dict[str, dict[str, float]]] = {}
    with scratch_platform():
        made = 0
        for times in TIMES:
            fill(times, made)
            made = times
            measured[times] = {name: child(name) for name in names()}
    return tell(*(measured[times] for times in TIMES))


def fill(times: int, before: int) -> None:
    """The programme that many times, and an operation with its payments for each action;
    operations for `before` times are there."""
    from django.db import connection

    from bench.programme import multiplied
    from rione.core.audit.acting import Actor, acting
    from rione.programme.tests.office.factories import within
    from rione.programme.tests.office.money_factories import an_office

    multiplied(ACTIONS * times)
    with acting(Actor("job", "bench")):
        office = an_office("015146")
        office.paid(1_000)
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE programme_{table} DISABLE TRIGGER USER")
        with within("015146"):
            cursor.execute(
                FILL.format(
                    first=ACTIONS * before + 1,
                    last=ACTIONS * times,
                    payments=PAYMENTS_EACH,
                    model=office.operation.pk,
                )
            )
        for table in TABLES:
            cursor.execute(f"ALTER TABLE programme_{table} ENABLE TRIGGER USER")
    analyze()


def names() -> list[str]:
    """The files of data sets; the archive is all of them once more."""
    from rione.core.opendata.exporting import every_file

    return [f"{dataset.name}.{form.suffix}" for dataset, form in every_file()]


def child(name: str) -> dict[str, float]:
    """What a process of its own says about a file."""
    from django.db import connection

    parts = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    run = subprocess.run(
        [sys.executable, __file__, name],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(f"{name}: {run.stderr[-2000:]}")
    found: dict[str, float] = json.loads(run.stdout)
    return found


class Counter:
    """What a file is written to."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, piece: bytes) -> int:
        self.size += len(piece)
        return len(piece)


def one(name: str) -> None:
    """In the child: write the file, then COPY the same queries; print what it took."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "rione.config.settings.test"
    import django

    django.setup()
    from rione.core.opendata import exporting

    written: Any = Counter()
    started = time.perf_counter()
    exporting.write(name, written)
    seconds = time.perf_counter() - started
    memory = most_memory()
    statements = captured(lambda: exporting.write(name, Counter()))  # type: ignore[arg-type]
    floor = copied(statements)
    print(
        json.dumps(
            {"seconds": seconds, "memory": memory, "floor": floor, "megabytes": written.size / 1e6}
        )
    )


def most_memory() -> float:
    """MiB that this process held at most: the kernel's count, which begins with the program (that
    of `getrusage` begins with the process that started it)."""
    with open("/proc/self/status") as status:
        found = next(line for line in status if line.startswith("VmHWM:"))
    return int(found.split()[1]) / 1024


def copied(statements: list[tuple[str, Any]]) -> float:
    """Seconds that the same queries take with COPY."""
    import psycopg
    from django.db import connection

    from rione.core.scope import NOWHERE, scope

    with scope(NOWHERE):
        client = psycopg.ClientCursor(connection.connection)
        texts = [
            client.mogrify(sql, params) if params else sql
            for sql, params in statements
            if sql.lstrip().upper().startswith("SELECT") and "set_config" not in sql
        ]
        started = time.perf_counter()
        for text in texts:
            with (
                connection.connection.cursor() as cursor,
                cursor.copy(f"COPY ({text}) TO STDOUT") as rows,
            ):
                for _piece in rows:
                    pass
        return time.perf_counter() - started


def tell(small: dict[str, dict[str, float]], large: dict[str, dict[str, float]]) -> int:
    """Print every file; 0 when the goals are met."""
    print(f"{'file':28}{'MB':>8}{'s':>8}{'COPY s':>8}{'ratio':>7}{'MiB 10x':>9}{'MiB 100x':>9}")
    for name, found in large.items():
        print(
            f"{name:28}{found['megabytes']:8.1f}{found['seconds']:8.2f}{found['floor']:8.2f}"
            f"{found['seconds'] / found['floor']:7.1f}{small[name]['memory']:9.0f}"
            f"{found['memory']:9.0f}"
        )
    growth = max(found["memory"] / small[name]["memory"] for name, found in large.items())
    tables = [found for name, found in large.items() if name.endswith(".csv")]
    ratio = sum(found["seconds"] for found in tables) / sum(found["floor"] for found in tables)
    seconds = sum(found["seconds"] for found in large.values())
    floor = sum(found["floor"] for found in large.values())
    ok = growth <= GOAL_MEMORY and ratio <= GOAL_SECONDS
    print(
        f"exports: all {len(large)} files of 100 times the programme in {seconds:.1f} s, COPY"
        f" {floor:.1f} s. All CSV files take {ratio:.1f} times COPY, goal {GOAL_SECONDS:g}; ten"
        f" times the rows take at most {growth:.2f} times the memory, goal {GOAL_MEMORY:g}."
    )
    answer(
        "exports",
        round(seconds, 3),
        round(floor, 3),
        round(ratio, 3),
        GOAL_SECONDS,
        ok,
        unit="s",
        files=len(large),
        memory_growth=round(growth, 3),
        memory_mib=round(max(found["memory"] for found in large.values())),
    )
    return 0 if ok else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one(sys.argv[1])
    else:
        sys.exit(main())
