"""The page for machines: what it says, to whom, and what it never says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from rione.core.audit.acting import Actor
from rione.core.audit.operations import record, seal
from rione.core.audit.rules import Subject
from rione.core.jobs.models import SelfcheckRun
from rione.core.metrics import gauges
from rione.core.metrics.gauges import Gauge
from rione.core.scope import NOWHERE, scope
from rione.launch import web
from rione.launch.problems import LaunchError

pytestmark = pytest.mark.django_db


def figures(client: Client, **headers: str) -> dict[str, float]:
    answer = client.get("/metrics", **headers)
    assert answer.status_code == 200
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_metrics__of_requests__are_by_route_never_by_path(client: Client) -> None:
    name = 'rione_requests_total{method="GET",route="identity:invitation",status="4xx"}'
    before = figures(client).get(name, 0)
    client.get("/it/inviti/a-token-that-opens/")
    client.get("/it/anna-bianchi-abita-qui/")
    found = figures(client)
    assert found[name] == before + 1
    assert found['rione_request_seconds_count{route="identity:invitation"}'] >= 1
    assert found['rione_requests_total{method="GET",route="-",status="4xx"}'] >= 1
    text = client.get("/metrics").content.decode()
    assert "a-token" not in text
    assert "anna" not in text


def test_metrics__an_invented_method__is_one_series(client: Client) -> None:
    client.generic("ANNA", "/status")
    text = client.get("/metrics").content.decode()
    assert 'method="OTHER"' in text
    assert "ANNA" not in text


def test_metrics__of_the_platform__are_read_from_the_database(client: Client) -> None:
    job = Actor("job", "tests")
    record(verb="close_case", subjects=Subject("case", "1"), actor=job)
    seal()
    record(verb="close_case", subjects=Subject("case", "2"), actor=job)
    SelfcheckRun.objects.create(ran_at="2024-05-02T10:00:00Z", ok=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('probe', 'send')"
        )
    found = figures(client)
    assert found["rione_audit_unsealed_entries"] == 1
    assert found["rione_audit_seal_age_seconds"] >= 0
    assert found["rione_selfcheck_ok"] == 0
    assert found["rione_selfcheck_age_seconds"] > 1_000_000
    assert found['rione_jobs{queue="probe",state="todo"}'] == 1
    assert found['rione_job_oldest_waiting_seconds{queue="probe"}'] >= 0
    assert found["rione_database_size_bytes"] > 1_000_000
    assert 1 <= found["rione_database_connections"] <= found["rione_database_connections_limit"]
    assert not [name for name in found if name.startswith("rione_unreadable")]


def test_metrics__to_a_login_of_requests__are_readable() -> None:
    """In production the web server logs in as the role of requests."""
    with scope(NOWHERE):
        assert not [
            sample
            for family in gauges.Registered().collect()
            if family.name == "rione_unreadable"
            for sample in family.samples
        ]


def test_metrics__where_nothing_happened_yet__leave_figures_out(client: Client) -> None:
    found = figures(client)
    assert "rione_audit_seal_age_seconds" not in found
    assert "rione_selfcheck_ok" not in found
    assert found["rione_audit_unsealed_entries"] == 0


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gauges, "_gauges", dict(gauges._gauges))


def test_gauge__of_a_table_that_is_not_there__is_left_out(client: Client, registry: None) -> None:
    gauges.register(Gauge("rione_later", "…", lambda: [((), 1)], table="no_such_table"))
    gauges.register(Gauge("rione_now", "…", lambda: [((), 3)], table="audit_entry"))
    found = figures(client)
    assert "rione_later" not in found
    assert found["rione_now"] == 3


@pytest.mark.django_db(transaction=True)
def test_gauge__that_fails__is_told_and_the_others_are_there(
    client: Client, registry: None
) -> None:
    def broken() -> gauges.Values:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM nothing_of_the_kind")
        return []

    gauges.register(Gauge("rione_broken", "…", broken), Gauge("rione_fine", "…", lambda: [((), 2)]))
    found = figures(client)
    assert found['rione_unreadable{figure="rione_broken"}'] == 1
    assert found["rione_fine"] == 2


def test_register__one_name_for_two_gauges__is_an_error(registry: None) -> None:
    gauges.register(Gauge("rione_once", "…", list))
    with pytest.raises(ValueError, match="two gauges"):
        gauges.register(Gauge("rione_once", "another", list))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "10.0.0.7"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"REMOTE_ADDR": "unix:"}, 404),
        ({"HTTP_X_FORWARDED_FOR": "10.0.0.7"}, 404),
        ({"HTTP_FORWARDED": "for=10.0.0.7"}, 404),
        ({"HTTP_VIA": "1.1 proxy"}, 404),
    ],
)
def test_metrics__without_a_token__are_for_this_machine_alone(
    client: Client, headers: dict[str, str], status: int
) -> None:
    assert client.get("/metrics", **headers).status_code == status


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("Bearer right", 200),
        ("Bearer wrong", 404),
        ("Bearer righté", 404),
        ("right", 404),
        ("Basic right", 404),
        ("", 404),
    ],
)
def test_metrics__with_a_token__are_for_whoever_has_it(
    client: Client, settings, given: str, status: int
) -> None:
    settings.RIONE_METRICS_TOKEN = "right"  # noqa: S105
    headers = {"HTTP_AUTHORIZATION": given} if given else {}
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.7", **headers).status_code == status
    # This machine needs it as well: a proxy may stand on it.
    assert client.get("/metrics", **headers).status_code == status


def test_metrics__asked_to_write__refuse(client: Client) -> None:
    assert client.post("/metrics").status_code == 405


COUNT = """
import os, sys
from rione.core.metrics import requests
for _ in range(int(sys.argv[1])):
    requests.observe(route="a", method="GET", status=200, seconds=0.01)
print(requests.generate_latest(requests._own).decode() if sys.argv[1] == "0" else "")
if sys.argv[1] == "0":
    registry = requests.CollectorRegistry()
    requests.MultiProcessCollector(registry)
    print(requests.generate_latest(registry).decode())
"""


def test_metrics__of_several_processes__are_added_where_they_share_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RIONE_METRICS_DIR", str(tmp_path / "counts"))
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    (tmp_path / "counts").mkdir()
    (tmp_path / "counts" / "counter_7.db").write_text("of an earlier start")
    web.share_counts()
    environment = dict(os.environ)
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR")
    answers = [
        subprocess.run(
            [sys.executable, "-P", "-c", COUNT, number],
            env=environment | {"DJANGO_SETTINGS_MODULE": "rione.config.settings.test"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for number in ("3", "4", "0")
    ]
    assert re.search(r'rione_requests_total\{.*route="a".*\} 7\.0', answers[-1])


def test_metrics__a_folder_that_cannot_be_used__is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("RIONE_METRICS_DIR", str(tmp_path / "file"))
    with pytest.raises(LaunchError, match="RIONE_METRICS_DIR cannot be used"):
        web.share_counts()
