"""Checks that the platform makes on its own records, such as that all sums agree.

A context registers its checks when it starts (`AppConfig.ready`); `rione selfcheck` and a
job every ten minutes run them all, as a job of the platform: the rows of all municipalities exist
for them, and they write none.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rione.core.scope import NOWHERE, WORKER, scope


@dataclass(frozen=True)
class Finding:
    """One check's outcome: `name` says what is checked, `detail` what was found, in English."""

    name: str
    ok: bool
    detail: str


Check = Callable[[], list[Finding]]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Add a check under a name that is its context's; twice the same name is an error."""
    if _checks.get(name, check) is not check:
        raise ValueError(f"two checks are called {name}")
    _checks[name] = check


def run() -> list[Finding]:
    """Run every registered check; one that fails to run is a finding, not an exception."""
    findings: list[Finding] = []
    for name, check in _checks.items():
        try:
            with scope(NOWHERE, role=WORKER):
                findings.extend(check())
        except Exception as error:
            findings.append(Finding(name, ok=False, detail=f"could not be checked: {error}"))
    return findings
