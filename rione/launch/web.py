"""The web server's command line, and questions put to it."""

import http.client
import json
import os
import socket
import sys
from pathlib import Path

from .problems import LaunchError

APPLICATION = "rione.config.wsgi:application"


def command(host: str, port: int, workers: int = 1) -> list[str]:
    """How granian is started: four threads a process, each with its database connection.

    One thread or eight take the same memory to within 3 MB and answer equally many requests a
    second on two cores; with four, a request that waits does not hold up the others.
    """
    return [
        *(sys.executable, "-P", "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", "4", "--http", "1", "--no-ws", "--log-level", "warning"),
        *("--workers-kill-timeout", "3"),
        # A single process that fails ends the server, and whoever supervises it starts it again.
        *(["--respawn-failed-workers"] if workers > 1 else []),
        APPLICATION,
    ]


def share_counts() -> None:
    """Let the processes of a server count requests together, in the folder RIONE_METRICS_DIR."""
    named = os.environ.get("RIONE_METRICS_DIR")
    if not named:
        return
    folder = Path(named)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # What processes of an earlier start have counted.
        for path in folder.glob("*.db"):
            path.unlink()
    except OSError as error:
        raise LaunchError(
            f"RIONE_METRICS_DIR cannot be used ({folder}: {(error.strerror or str(error)).lower()})"
            "; set it to a folder of its own, in memory if possible."
        ) from None
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def check_port(host: str, port: int, remedy: str) -> None:
    """Refuse a port that something else listens on, before any work is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As servers do, so that connections just closed do not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise LaunchError(
                f"Port {port} is kept for the administrator; choose one above 1023: {remedy}."
            ) from None
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise LaunchError(
                f"Port {port} of {host} cannot be used ({reason}); choose another: {remedy}."
            ) from None


def status(port: int) -> str:
    """What /status of a server on this machine says of itself: "ok", "unavailable", …

    Empty while nothing answers; "broken" when the answer is no status at all.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/status")
        body = connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()
    try:
        return str(json.loads(body)["status"])
    except (ValueError, LookupError, TypeError):
        return "broken"
