"""What the audit trail costs: a small operation of 24 writers at once, audited and not, in turn.

The operation is the smallest that the platform has: a link of the thread is stated anew, which
locks what its owner has stated, retires one row and adds one. Ours records an entry in the same
transaction, about two subjects, while a sealer chains the entries twice a second and brings the
seals outside. Goal: at least 0.8 times the operations per second of the same without audit;
every entry is sealed and the chain holds at the end.
"""

import statistics
import sys
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.alternate import answer
from bench.scratch import scratch_platform

WRITERS = 24
OWNERS = 100  # of each writer
ROUNDS = 7
SECONDS = 4.0
SEAL_EVERY = 0.5
GOAL = 0.8
Operation = Callable[[int, int], None]


def change(number: int, step: int) -> None:
    """The operation itself, inside the transaction of whoever calls it."""
    from rione.core.thread.operations import LinkData, put_links

    link = LinkData(
        *("site", f"site-{number}", "served_by"), *("service", f"service-{step}"), citation="bench"
    )
    put_links(owner=f"bench-{number}-{step % OWNERS}", links=[link])


def unaudited(number: int, step: int) -> None:
    from django.db import transaction

    with transaction.atomic():
        change(number, step)


def audited(number: int, step: int) -> None:
    from django.db import transaction

    from rione.core.audit.operations import record
    from rione.core.audit.rules import Subject

    with transaction.atomic():
        change(number, step)
        record(
            verb="thread.put_links",
            subjects=[Subject("site", f"site-{number}"), Subject("service", f"service-{step}")],
            purpose="case.management",
            details={"added": 1, "retired": 1},
        )


def throughput(operation: Operation, begun_at: int) -> float:
    """Operations per second of all writers together; their steps count on from `begun_at`."""
    from django.db import connection

    from rione.core.audit.acting import Actor, acting

    done = [0] * WRITERS
    start, stop = threading.Barrier(WRITERS + 1), threading.Event()
    failures: list[BaseException] = []

    def write(number: int) -> None:
        actor = Actor("account", f"a-{number}", "case_worker", "org-1", "015146")
        try:
            connection.ensure_connection()
            start.wait()
            with acting(actor, request_id=f"request-{number}"):
                for step in count():
                    if stop.is_set():
                        return
                    operation(number, begun_at + step)
                    done[number] += 1
        except BaseException as failure:
            failures.append(failure)
            start.abort()
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    time.sleep(SECONDS)
    stop.set()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    if failures:
        raise failures[0]
    return sum(done) / seconds


class Sealer:
    """The job of every second, twice as often, beside the audited rounds."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.longest = 0.0
        self.thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Sealer":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join()

    def _run(self) -> None:
        from django.db import connection

        from rione.core.audit.operations import seal_and_publish

        while not self.stop.wait(SEAL_EVERY):
            begun = time.perf_counter()
            seal_and_publish()
            self.longest = max(self.longest, time.perf_counter() - begun)
        connection.close()


def measure() -> bool:
    """Run the rounds, print what was found, and say whether the goal is met."""
    from django.test.utils import override_settings

    from rione.core.audit.operations import seal_and_publish
    from rione.core.audit.verification import verify

    ours, reference = [], []
    longest, steps = 0.0, count(0, 1_000_000)
    with TemporaryDirectory() as folder, override_settings(RIONE_SEALS_DIR=folder):
        for number in range(ROUNDS):
            # Who begins changes, so that neither always finds the quieter machine.
            for work in (unaudited, audited) if number % 2 else (audited, unaudited):
                if work is audited:
                    with Sealer() as sealer:
                        ours.append(throughput(work, next(steps)))
                    longest = max(longest, sealer.longest)
                else:
                    reference.append(throughput(work, next(steps)))
        seal_and_publish()
        begun = time.perf_counter()
        found = verify()
        verifying = time.perf_counter() - begun
    ratio = statistics.median(a / b for a, b in zip(ours, reference, strict=True))
    holds = found.broken is None and found.waiting == 0 and found.unpublished == 0
    ok = ratio >= GOAL and holds
    print(
        f"audit: {statistics.median(ours):.0f} audited operations/s beside"
        f" {statistics.median(reference):.0f} without audit, {WRITERS} writers: ratio {ratio:.2f},"
        f" goal {GOAL:g}. {found.entries} entries under {found.seals} seals"
        f" {'hold' if holds else 'DO NOT HOLD'}; sealing took at most {1000 * longest:.0f} ms;"
        f" verified at {found.entries / verifying:.0f} entries/s."
    )
    answer(
        "audit",
        round(statistics.median(ours), 1),
        round(statistics.median(reference), 1),
        round(ratio, 3),
        GOAL,
        ok,
        unit="operations/s",
        writers=WRITERS,
        entries=found.entries,
        longest_seal_ms=round(1000 * longest, 1),
        verified_per_second=round(found.entries / verifying),
    )
    return ok


if __name__ == "__main__":
    with scratch_platform():
        met = measure()
    sys.exit(0 if met else 1)
