"""Production refuses to start unsafely, in one sentence that names the remedy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter

from rione.config.settings.demo import DEMO_SECRET_KEY

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "DJANGO_SETTINGS_MODULE": "rione.config.settings.production",
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "rione.example.org",
    "DATABASE_URL": "postgresql://rione@localhost/rione",
    "RIONE_SEALS_DIR": "/srv/seals",
    "RIONE_DOCUMENTS_DIR": "/srv/documents",
    "PATH": os.environ["PATH"],
}


def _start(*, says: str = "DEBUG", **changes: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in (GOOD | changes).items() if value}
    code = (
        f"import django; django.setup(); from django.conf import settings; print(settings.{says})"
    )
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
    )


def test_production__with_everything_set__starts() -> None:
    assert _start().returncode == 0


def test_production__behind_its_proxy__takes_addresses_from_it_alone(settings, rf) -> None:
    """What a client wrote into the header itself stands before what the proxy added."""
    told = _start(says="ALLAUTH_TRUSTED_PROXY_COUNT")
    assert told.stdout.strip() == "1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = rf.get("/", headers={"X-Forwarded-For": "192.0.2.1, 203.0.113.9"})
    assert get_adapter().get_client_ip(request) == "203.0.113.9"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing or the demo's: set SECRET_KEY"),
        ({"SECRET_KEY": DEMO_SECRET_KEY}, "SECRET_KEY is missing or the demo's"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"DEBUG": "1"}, "DEBUG is set: unset it"),
        ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is empty: set it"),
        ({"ALLOWED_HOSTS": ".example.org"}, "RIONE_BASE_URL is missing: set it"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing: set it"),
        (
            {"RIONE_DEMO_SWITCHER": "1"},
            "RIONE_DEMO_SWITCHER is set: unset it, production never lets anybody become anybody.",
        ),
        ({"RIONE_SEALS_DIR": ""}, "RIONE_SEALS_DIR is missing: set it"),
        ({"RIONE_DOCUMENTS_DIR": ""}, "RIONE_DOCUMENTS_DIR is missing: set it"),
    ],
)
def test_production__with_something_unsafe__refuses_and_says_what_to_do(
    changes: dict[str, str], says: str
) -> None:
    started = _start(**changes)
    assert started.returncode != 0
    assert says in started.stderr
