"""Acknowledged is stored, whole or not at all, once: whatever is killed, wherever."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver

from rione.core.writes import registered
from rione.launch import places
from rione.launch.postgres import PrivateServer

from .cases import all_cases

ROOT = Path(__file__).resolve().parents[2]
SEED = os.environ.get("RIONE_FAULT_SEED", "1")

pytestmark = [pytest.mark.slow]


def verbs() -> list[str]:
    """All registered writes of the platform, those that tests register left out."""
    _ = get_resolver().url_patterns
    return sorted(
        verb for verb, write in registered().items() if write.__module__.startswith("rione.")
    )


@pytest.fixture(scope="module")
def reports() -> Iterator[list[dict[str, Any]]]:
    """What the runner says of all verbs, on a server of its own that it may kill."""
    folder = Path(tempfile.mkdtemp(prefix="rione-f-", dir="/var/tmp"))
    folder.chmod(places.PASSABLE)
    before = os.environ.get("RIONE_HOME")
    os.environ["RIONE_HOME"] = str(folder)
    server = PrivateServer("faults", print)
    try:
        server.join()
        environment = os.environ | {
            "DATABASE_URL": server.server.url,
            "DJANGO_SETTINGS_MODULE": "rione.config.settings.test",
            "FAULT_POSTMASTER_PID_FILE": str(server.data / "postmaster.pid"),
            "PYTHONPATH": str(ROOT),
            "RIONE_TEST_DOCUMENTS_DIR": str(folder / "documents"),
        }
        environment.pop("RIONE_TEST_TEMPLATE", None)
        for command in (
            ["-m", "rione", "manage", "migrate", "--verbosity", "0"],
            ["-m", "rione", "load", "data/milano"],
        ):
            subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)
        run = subprocess.run(
            [sys.executable, "-m", "tests.faults.run", SEED],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=900,
        )
        lines = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
        assert run.returncode == 0, run.stderr[-3000:]
        yield lines
    finally:
        server.leave()
        if before is None:
            del os.environ["RIONE_HOME"]
        else:
            os.environ["RIONE_HOME"] = before
        shutil.rmtree(folder, ignore_errors=True)


def test_kills__every_write__has_a_case() -> None:
    assert verbs() == sorted(all_cases())


@pytest.mark.parametrize("verb", sorted(all_cases()))
def test_kill__of_the_process_that_writes__loses_and_doubles_nothing(
    reports: list[dict[str, Any]], verb: str
) -> None:
    (report,) = [line for line in reports if line.get("verb") == verb]
    assert not report["problems"], "\n".join(report["problems"])
    assert report["statements"] >= 3


def test_kill__of_a_write_that_stores_a_part_on_its_own__is_found(
    reports: list[dict[str, Any]],
) -> None:
    (report,) = [line for line in reports if line.get("verb") == "write_carelessly"]
    assert any("half of it is stored" in problem for problem in report["problems"])
    assert any("repeated" in problem for problem in report["problems"])


def test_kill__of_postgresql__loses_and_doubles_nothing(reports: list[dict[str, Any]]) -> None:
    crashes = [line for line in reports if "crash" in line]
    assert sorted(verb for line in crashes for verb in line["crash"]) == sorted(all_cases())
    assert not [problem for line in crashes for problem in line["problems"]]
