"""Generated requests to every operation: no 5xx, nothing undocumented, nearly all reach a 2xx."""

from collections import defaultdict

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case

from rione.config.wsgi import application
from tests.contract.openapi import operations

EXAMPLES = 25
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
schema.config.generation.update(database="none")

reached: dict[str, set[int]] = defaultdict(set)

pytestmark = pytest.mark.usefixtures("kept_connection", "milano")


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_generated__requests__are_answered_as_documented(case: Case) -> None:
    # Whoever calls asks for compression without undoing it.
    response = case.call(headers={"Accept-Encoding": "identity"})
    reached[case.operation.path].add(response.status_code)
    case.validate_response(response)


def test_generated__nine_operations_of_ten__reached_a_2xx() -> None:
    """Runs after the one above, in this file's order."""
    if not reached:
        pytest.skip("counts what the generated requests reached")
    addresses = {address for address, _operation in operations()}
    good = {path for path, seen in reached.items() if any(200 <= s < 300 for s in seen)}
    assert set(reached) == addresses
    assert len(good) >= 0.9 * len(addresses), sorted(addresses - good)
    assert not {path for path, seen in reached.items() if any(s >= 500 for s in seen)}
