"""Posting with several writers, against bare inserts of the same rows.

The floor writes a transaction and its two legs into tables with the same columns, checks and
indexes but without triggers, foreign keys, locks and balances: what any book of record must do.
Both commit each post on its own, from the same number of processes, in turn. Goal: a post takes
at most twice the time. Printed besides, without a goal: all writers on one budget line, where
every post must wait for the one before it.
"""

import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.alternate import answer
from bench.scratch import analyze, scratch_platform

WRITERS = 4
ACCOUNTS = 200
ROUNDS = 7
SECONDS = 1.5
GOAL = 2.0
DAY = date(2024, 3, 15)
Post = Callable[[int, int], None]


def main() -> int:
    with scratch_platform():
        prepare()
        analyze()
        measured: dict[str, list[float]] = {"ours": [], "reference": [], "one line": []}
        works: list[tuple[str, Post]] = [
            ("ours", post),
            ("reference", insert),
            ("one line", post_on_one_line),
        ]
        for number in range(-1, ROUNDS):
            for name, work in works if number % 2 else works[::-1]:
                rate = posts_a_second(work)
                # The first round warms up.
                if number >= 0:
                    measured[name].append(rate)
        assert_sound()
    ours, reference, one_line = (statistics.median(measured[name]) for name, _ in works)
    ratio = statistics.median(
        theirs / our for our, theirs in zip(measured["ours"], measured["reference"], strict=True)
    )
    ok = ratio <= GOAL
    print(
        f"ledger: {WRITERS} writers post {ours:.0f}/s over {ACCOUNTS} accounts and"
        f" {one_line:.0f}/s on one line; bare inserts {reference:.0f}/s."
        f" A post takes {ratio:.2f} times a bare one, goal {GOAL:g}."
    )
    answer(
        "ledger",
        round(1000 / ours, 4),
        round(1000 / reference, 4),
        round(ratio, 3),
        GOAL,
        ok,
        unit="ms",
        writers=WRITERS,
        posts_per_second=round(ours),
        bare_per_second=round(reference),
        one_line_per_second=round(one_line),
    )
    return 0 if ok else 1


def prepare() -> None:
    """Accounts, a funded budget line, and the bare tables."""
    from django.db import connection

    from rione.core.ledger import operations
    from rione.core.ledger.rules.entries import Nature, Reference, credit, debit

    operations.open_unit(code="EUR", scale=2, title="Euro")
    owner = Reference("body", "city")
    for number in range(ACCOUNTS):
        operations.open_account(
            code=f"a{number}", title="", owner=owner, unit="EUR", nature=Nature.ASSET
        )
    operations.open_account(
        code="line", title="", owner=owner, unit="EUR", nature=Nature.ASSET, floor=0
    )
    legs = [debit("line", 10**12), credit("a0", 10**12)]
    operations.post(key="budget", at=DAY, legs=legs)
    with connection.cursor() as cursor:
        for name in ("transaction", "leg"):
            cursor.execute(f"CREATE TABLE bare_{name} (LIKE ledger_{name} INCLUDING ALL)")


def post(writer: int, turn: int) -> None:
    from rione.core.ledger import operations
    from rione.core.ledger.rules.entries import credit, debit

    one = (turn * 7 + writer * 53) % ACCOUNTS
    legs = [debit(f"a{one}", 5), credit(f"a{(one + 1) % ACCOUNTS}", 5)]
    operations.post(key=f"{time.monotonic_ns()}-{writer}", at=DAY, legs=legs, memo="bench")


def post_on_one_line(writer: int, turn: int) -> None:
    from rione.core.ledger import operations
    from rione.core.ledger.rules.entries import credit, debit

    legs = [debit(f"a{turn % ACCOUNTS}", 5), credit("line", 5)]
    operations.post(key=f"{time.monotonic_ns()}-{writer}", at=DAY, legs=legs, memo="bench")


def insert(writer: int, turn: int) -> None:
    from django.db import connection, transaction

    from rione.core import clock

    one = (turn * 7 + writer * 53) % ACCOUNTS + 1
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bare_transaction (key, fingerprint, value_date, booked_at, memo,"
            " about_kind, about_key, leg_count) VALUES (%s, %s, %s, %s, %s, '', '', 2)"
            " RETURNING id",
            [f"{time.monotonic_ns()}-{writer}", "0" * 64, DAY, clock.now(), "bench"],
        )
        number = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO bare_leg (transaction_id, position, account_id, value_date, amount)"
            " VALUES (%s, 1, %s, %s, 5), (%s, 2, %s, %s, -5)",
            [number, one, DAY, number, one % ACCOUNTS + 1, DAY],
        )


def posts_a_second(work: Post) -> float:
    """What WRITERS processes commit together in SECONDS."""
    from django.db import connections

    connections.close_all()
    fork = multiprocessing.get_context("fork")
    ready, counts = fork.Barrier(WRITERS), fork.Queue()

    def run(writer: int) -> None:
        for turn in range(20):
            work(writer, turn)
        ready.wait()
        begun, turn = time.perf_counter(), 0
        while time.perf_counter() - begun < SECONDS:
            work(writer, turn)
            turn += 1
        counts.put(turn / (time.perf_counter() - begun))
        connections.close_all()

    writers = [fork.Process(target=run, args=(number,)) for number in range(WRITERS)]
    for process in writers:
        process.start()
    total = sum(counts.get(timeout=60) for _ in writers)
    for process in writers:
        process.join()
    return float(total)


def assert_sound() -> None:
    """A fast ledger that does not add up has measured nothing."""
    from rione.core.ledger import checks

    found = checks.all_sums_agree()
    assert all(finding.ok for finding in found), found


if __name__ == "__main__":
    sys.exit(main())
