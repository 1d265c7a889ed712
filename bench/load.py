"""Loading a programme's folder, of 30 and of 3,000 actions, beside a bare insert of its rows.

Ours reads the files, checks every value and reference, finds disagreements and gaps, decides them
by the declared rule, writes and compares all sums. The floor writes the very same rows of all
tables with bulk_create and does nothing else, so the ratio is the price of the checks.
Goals: at most 4 times the floor, and 30 actions in 3 s.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.alternate import answer
from bench.scratch import FACTS, scratch_platform

ACTIONS = 3_000
ROUNDS = 3
GOAL_RATIO = 4.0
GOAL_FACTS_SECONDS = 3.0


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds and processor seconds of work that is then undone."""
    from django.db import connection, transaction

    with transaction.atomic():
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        transaction.set_rollback(True)
    return wall, cpu


def rows_of(folder: Path) -> list[tuple[type, list[object]]]:
    """Every row that loading a folder writes, by table, those referred to first."""
    from django.apps import apps
    from django.db import transaction

    from rione.programme.operations import load_folder

    tables: list[type] = []

    def visit(model: type) -> None:
        if model in tables:
            return
        for field in model._meta.concrete_fields:  # type: ignore[attr-defined]
            if field.remote_field and field.related_model is not model:
                visit(field.related_model)
        if model not in tables:
            tables.append(model)

    for label in ("territory", "thread", "programme"):
        for model in apps.get_app_config(label).get_models():
            visit(model)
    with transaction.atomic():
        load_folder(folder=folder)
        found = [(table, list(table._default_manager.order_by("pk"))) for table in tables]  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    return found


def insert(rows: list[tuple[type, list[object]]]) -> None:
    for table, members in rows:
        table._default_manager.bulk_create(members, batch_size=2_000)  # type: ignore[attr-defined]


def measure(folder: Path) -> tuple[float, float, float, int]:
    """Median seconds of ours and of the floor, the median ratio, and the number of rows."""
    import statistics

    from rione.programme.operations import load_folder

    rows = rows_of(folder)
    count = sum(len(members) for _, members in rows)
    pairs = [
        (timed(lambda: load_folder(folder=folder))[0], timed(lambda: insert(rows))[0])
        for _ in range(ROUNDS)
    ]
    return (
        statistics.median(ours for ours, _ in pairs),
        statistics.median(floor for _, floor in pairs),
        statistics.median(ours / floor for ours, floor in pairs),
        count,
    )


def main() -> int:
    import tempfile

    with scratch_platform():
        from bench.programme import folder_of

        facts, facts_floor, facts_ratio, facts_rows = measure(FACTS)
        with tempfile.TemporaryDirectory() as temporary:
            many = folder_of(ACTIONS, Path(temporary))
            ours, floor, ratio, rows = measure(many)
    ok = ratio <= GOAL_RATIO and facts <= GOAL_FACTS_SECONDS
    print(
        f"load: the facts ({facts_rows} rows) {facts:.2f} s, bare insert {facts_floor:.2f} s,"
        f" ratio {facts_ratio:.1f}; {ACTIONS} actions ({rows} rows) {ours:.2f} s, bare insert"
        f" {floor:.2f} s, ratio {ratio:.1f} (goal {GOAL_RATIO:g})."
    )
    answer(
        "load",
        round(ours, 3),
        round(floor, 3),
        round(ratio, 2),
        GOAL_RATIO,
        ok,
        unit="s",
        actions=ACTIONS,
        rows=rows,
        facts_seconds=round(facts, 3),
        facts_goal_seconds=GOAL_FACTS_SECONDS,
        facts_ratio=round(facts_ratio, 2),
        facts_rows=facts_rows,
    )
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
