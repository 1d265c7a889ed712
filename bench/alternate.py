"""Two pieces of work in turn, round by round, so that a busy machine disturbs both alike."""

import gc
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Work = Callable[[], object]


@dataclass(frozen=True)
class Measured:
    """Milliseconds per run. Passing time: medians over the rounds, `ratio` the median of the
    rounds' ratios. Processor time of this process (`python_…`, medians too) and of the database's
    (`database_…`, means over all rounds)."""

    ours: float
    reference: float
    ratio: float
    python_ours: float
    python_reference: float
    database_ours: float
    database_reference: float

    @property
    def cpu_ours(self) -> float:
        return self.python_ours + self.database_ours

    @property
    def cpu_reference(self) -> float:
        return self.python_reference + self.database_reference

    @property
    def cpu_ratio(self) -> float:
        """Of the processor time that a request costs, here and in the database."""
        return self.cpu_ours / self.cpu_reference


@dataclass
class _Round:
    wall: float
    cpu: float
    database: float


def alternate(
    ours: Work, reference: Work, *, rounds: int = 15, runs: int = 20, backend: int | None = None
) -> Measured:
    """Run both `runs` times per round; `backend` is the process of the database connection."""
    for work in (ours, reference):
        for _ in range(3):
            work()
    measured: list[tuple[_Round, _Round]] = []
    for number in range(rounds):
        # Who begins changes, so that neither always finds the warmer cache.
        if number % 2:
            second, first = _round(reference, runs, backend), _round(ours, runs, backend)
        else:
            first, second = _round(ours, runs, backend), _round(reference, runs, backend)
        measured.append((first, second))

    def median(pick: Callable[[_Round, _Round], float]) -> float:
        return statistics.median(pick(a, b) for a, b in measured)

    def mean(pick: Callable[[_Round, _Round], float]) -> float:
        # The system counts the database's time in hundredths of a second: only sums mean something.
        return statistics.fmean(pick(a, b) for a, b in measured)

    return Measured(
        ours=median(lambda a, b: a.wall),
        reference=median(lambda a, b: b.wall),
        ratio=median(lambda a, b: a.wall / b.wall),
        python_ours=median(lambda a, b: a.cpu),
        python_reference=median(lambda a, b: b.cpu),
        database_ours=mean(lambda a, b: a.database),
        database_reference=mean(lambda a, b: b.database),
    )


def _round(work: Work, runs: int, backend: int | None) -> _Round:
    gc.collect()
    database = _ticks(backend)
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(runs):
        work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return _Round(
        wall=1000 * wall / runs,
        cpu=1000 * cpu / runs,
        database=10 * (_ticks(backend) - database) / runs,
    )


def _ticks(process: int | None) -> int:
    """Processor time of a process in hundredths of a second; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def tell(bench: str, measured: Measured, goal: float, **more: object) -> bool:
    """Print the measurement for people, then as one line of JSON; whether the goal is met, in
    passing time and in processor time."""
    ok = measured.ratio <= goal and measured.cpu_ratio <= goal
    print(
        f"{bench}: ours {measured.ours:.2f} ms, reference {measured.reference:.2f} ms per run:"
        f" ratio {measured.ratio:.2f} (processor {measured.cpu_ratio:.2f}), goal {goal:g}."
    )
    print(
        f"  Processor, Python + database: ours {measured.python_ours:.2f} +"
        f" {measured.database_ours:.2f} ms, reference {measured.python_reference:.2f} +"
        f" {measured.database_reference:.2f} ms."
    )
    numbers = ("cpu_ratio", "cpu_ours", "cpu_reference", "python_ours", "python_reference")
    answer(
        bench,
        round(measured.ours, 3),
        round(measured.reference, 3),
        round(measured.ratio, 3),
        goal,
        ok,
        unit="ms",
        **{name: round(getattr(measured, name), 3) for name in numbers},
        **more,
    )
    return ok


def answer(
    bench: str,
    ours: float,
    reference: float | None,
    ratio: float | None,
    goal: float | None,
    ok: bool,
    **more: object,
) -> None:
    """The line of JSON that ends every bench."""
    line = {
        "bench": bench,
        "ours": ours,
        "reference": reference,
        "ratio": ratio,
        "goal": goal,
        "ok": ok,
        **more,
    }
    print(json.dumps(line))
