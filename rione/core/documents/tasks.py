"""Jobs: scanning, asking the outside register, sweeping the folder."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from rione.core import clock
from rione.core.audit.acting import Actor, acting
from rione.core.logs import Plain
from rione.core.scope import WORKER, Extent, scope
from rione.core.scope.jobs import platform_wide
from rione.core.writes import Refused

from . import contents
from .inspection import pieces_of
from .models import Content, RegisterEntry
from .operations import QUEUE, note_outside_number, note_verdict
from .ports import PATIENCE, OutsideUnavailable, Registration, Wired
from .queries import all_named, named, own_number, waiting_for_scan
from .rules.references import Direction, Reference, Scan, is_outside_reference

log = logging.getLogger(__name__)
R = TypeVar("R")
RETRIES = RetryStrategy(
    max_attempts=12,
    exponential_wait=3,
    retry_exceptions=[OutsideUnavailable, contents.StoreUnavailable],
)
SCANNED_AT_ONCE = 200


class ContentsMissing(Exception):
    """Rows name contents that have no file: restore them from a backup."""


@app.task(queue=QUEUE, retry=RETRIES, pass_context=False)
@platform_wide
def scan_content(*, sha256: str) -> None:
    """Look for malware in a content, unless that was done. Without a scanner it goes on waiting;
    a scanner that does not answer is asked again, after ever longer waits."""
    if Wired.scanner is None or not Content.objects.filter(pk=sha256, scan=Scan.PENDING).exists():
        return
    with contents.opened(sha256) as file:
        verdict = Wired.scanner.scan(pieces_of(file))
    with acting(Actor("job", "documents.scan_content")):
        note_verdict(sha256=sha256, finding=verdict.finding)
    if verdict.finding:
        log.warning("malware in content %s", Plain(sha256))


@app.periodic(cron="5/10 * * * *", periodic_id="unscanned contents")
@app.task(queue=QUEUE, queueing_lock="unscanned contents", pass_context=False)
@platform_wide
def scan_what_waits(timestamp: int) -> None:
    """Every ten minutes: what a scanner that was away longer than its jobs waited has left."""
    if Wired.scanner is None:
        return
    for sha256 in waiting_for_scan(clock.now() - timedelta(minutes=10), SCANNED_AT_ONCE):
        try:
            scan_content(sha256=sha256)
        except OutsideUnavailable as error:
            log.warning("contents stay unscanned: %s", error)
            return
        except contents.StoreUnavailable as error:
            log.error("content %s cannot be read: %s", Plain(sha256), error)


@app.task(queue=QUEUE, retry=RETRIES, pass_context=False)
@platform_wide
def ask_outside_register(*, entry: int, municipality: str) -> None:
    """Ask for the outside number of an entry, outside of any transaction, until there is one."""
    extent = Extent(municipality)
    register = Wired.register
    with scope(extent, role=WORKER):
        row = RegisterEntry.objects.filter(pk=entry, outside_reference="").first()
    if register is None or row is None:
        return
    asked = Registration(
        own=own_number(row),
        municipality=municipality,
        direction=Direction(row.direction),
        about=Reference(row.subject_kind, row.subject_key),
        sha256=row.sha256,
    )
    answer = within(PATIENCE, lambda: register.number_for(asked))
    if not is_outside_reference(answer):
        raise OutsideUnavailable(f"{register.name}: what it answers is no number")
    with scope(extent, role=WORKER), acting(Actor("job", "documents.ask_outside_register")):
        try:
            note_outside_number(entry=entry, reference=answer)
        except Refused as refused:
            raise OutsideUnavailable(f"{register.name}: it gave a number twice") from refused


@app.periodic(cron="10 3 * * *", periodic_id="contents of documents")
@app.task(queue=QUEUE, queueing_lock="contents of documents", pass_context=False)
@platform_wide
def sweep_contents(timestamp: int) -> None:
    """Every night: remove files that no row names, and fail when a row's file is missing."""
    if not contents.is_configured():
        return
    outcome = contents.sweep(now=clock.now(), named=named, all_named=all_named())
    if outcome.removed:
        log.info("removed %d files that no document names", outcome.removed)
    if outcome.missing:
        shown = ", ".join(outcome.missing[:5])
        log.critical("%d contents have no file: %s", len(outcome.missing), shown)
        raise ContentsMissing(f"{len(outcome.missing)} contents have no file: {shown}")


def within(seconds: float, call: Callable[[], R]) -> R:
    """What a call gives within a time; OutsideUnavailable later than that, or when it fails.

    One that hangs is left to itself: it has no transaction and its thread ends with the process.
    """
    outcome: list[R] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(call())
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if outcome:
        return outcome[0]
    if failure:
        raise OutsideUnavailable(str(failure[0])) from failure[0]
    raise OutsideUnavailable(f"no answer within {seconds:g} seconds")
