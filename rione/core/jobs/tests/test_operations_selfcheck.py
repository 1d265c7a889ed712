"""Self-checks: run, kept, shown; one that breaks is a finding."""

import pytest

from rione.core import selfcheck
from rione.core.jobs import operations, queries
from rione.core.jobs.models import SelfcheckRun
from rione.core.selfcheck import Finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> dict[str, selfcheck.Check]:
    registered: dict[str, selfcheck.Check] = {}
    monkeypatch.setattr(selfcheck, "_checks", registered)
    return registered


def test_selfcheck__all_well__is_kept_as_ok(checks: dict[str, selfcheck.Check]) -> None:
    checks["sums"] = lambda: [Finding("sums", ok=True, detail="equal")]
    run = operations.record_selfcheck()
    assert run.ok
    assert run.findings == [{"name": "sums", "ok": True, "detail": "equal"}]
    assert queries.health().selfcheck == "ok"


def test_selfcheck__a_check_that_breaks__is_a_finding(checks: dict[str, selfcheck.Check]) -> None:
    def broken() -> list[Finding]:
        raise RuntimeError("no such table")

    checks["broken"] = broken
    run = operations.record_selfcheck()
    assert not run.ok
    assert "no such table" in run.findings[0]["detail"]
    assert queries.health().selfcheck == "failed"


def test_selfcheck__old_outcomes__are_forgotten(
    checks: dict[str, selfcheck.Check], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "KEPT_RUNS", 2)
    for _ in range(5):
        operations.record_selfcheck()
    assert SelfcheckRun.objects.count() == 2


def test_health__nothing_has_run__says_so() -> None:
    assert queries.health() == queries.Health("absent", "never", None)


def test_register__one_name_for_two_checks__is_an_error(
    checks: dict[str, selfcheck.Check],
) -> None:
    def one() -> list[Finding]:
        return []

    selfcheck.register("a", one)
    selfcheck.register("a", one)
    with pytest.raises(ValueError, match="two checks"):
        selfcheck.register("a", list)
