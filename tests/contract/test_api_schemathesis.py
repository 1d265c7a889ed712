"""Generated requests to every operation: no 5xx, nothing undocumented, nearly all reach a 2xx."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case

from rione.config.wsgi import application
from tests.contract.openapi import is_private, operations

EXAMPLES = 25
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
schema.config.generation.update(database="none")

pytestmark = pytest.mark.usefixtures("kept_connection", "milano")


def answers(address: str, method: str) -> set[int]:
    """Send generated requests to one operation; every answer must be as documented."""
    seen: set[int] = set()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[address][method].as_strategy())
    def send(case: Case) -> None:
        # Whoever calls asks for compression without undoing it.
        response = case.call(headers={"Accept-Encoding": "identity"})
        seen.add(response.status_code)
        case.validate_response(response)

    send()
    return seen


def test_generated__requests_to_every_operation__are_answered_as_documented() -> None:
    """One test for all, so that what they reached together can be counted wherever it runs."""
    wanted = sorted(address for address, _operation in operations())
    reached = {address: answers(address, "get") for address in wanted}
    assert not {address for address, seen in reached.items() if any(s >= 500 for s in seen)}
    good = {address for address, seen in reached.items() if any(200 <= s < 300 for s in seen)}
    # Those of an office are closed to whoever has not logged in, and say so before anything else.
    closed = {address for address, operation in operations() if is_private(operation)}
    assert not good & closed
    assert {status for address in closed for status in reached[address]} <= {400, 401, 405, 422}
    assert len(good) >= 0.9 * len(set(wanted) - closed), sorted(set(wanted) - closed - good)
