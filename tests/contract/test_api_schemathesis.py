"""Generated requests to every operation, from everybody: no 5xx, nothing undocumented, nearly all
reach a 2xx for whoever they are for."""

import pytest
import schemathesis
from django.conf import settings as django_settings
from hypothesis import HealthCheck, Phase, example, given, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import ignored_auth

from rione.config.wsgi import application
from rione.core.access import roles_declared_by
from tests.access.city import cities
from tests.access.matrix import Visitors, names
from tests.contract.openapi import is_private, operations

EXAMPLES, FEW = 25, 2
ROLES = ("programme_officer", "certifier", "auditor", "beneficiary", "administrator")
REFUSALS = {400, 405, 422}
EXISTING = {
    "/api/programme/v1/actions/{code}": {"code": "MI4.2.1.a"},
    "/api/programme/v1/documents/{code}": {"code": "progetti-2022"},
    "/api/programme/v1/projects/{slug}": {"slug": "quartieri-connessi"},
    "/api/territory/v1/sites/{slug}": {"slug": "qc-monti"},
}
"""What no generator guesses: asked for once, beside what is generated."""
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
schema.config.generation.update(database="none")

pytestmark = pytest.mark.usefixtures("kept_connection", "milano")


def answers(address: str, *, examples: int = EXAMPLES, session: str = "") -> set[int]:
    """Send generated requests to one operation; every answer must be as documented."""
    seen: set[int] = set()
    cookies = {django_settings.SESSION_COOKIE_NAME: session} if session else {}

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @example(case=schema[address]["get"].Case(path_parameters=EXISTING.get(address, {})))
    @given(case=schema[address]["get"].as_strategy())
    def send(case: Case) -> None:
        # Whoever calls asks for compression without undoing it.
        response = case.call(headers={"Accept-Encoding": "identity"}, cookies=cookies)
        seen.add(response.status_code)
        # It takes the session for one of those that it has made up; that these open nothing is
        # what the requests of nobody show.
        case.validate_response(response, excluded_checks=[ignored_auth])

    send()
    return seen


def good(reached: dict[str, set[int]]) -> set[str]:
    return {address for address, seen in reached.items() if any(200 <= s < 300 for s in seen)}


def test_generated__requests_to_every_operation__are_answered_as_documented() -> None:
    """One test for all, so that what they reached together can be counted wherever it runs."""
    wanted = sorted(address for address, _operation in operations())
    reached = {address: answers(address) for address in wanted}
    assert not {address for address, seen in reached.items() if any(s >= 500 for s in seen)}
    # Those of an office are closed to whoever has not logged in, and say so before anything else.
    closed = {address for address, operation in operations() if is_private(operation)}
    assert not good(reached) & closed
    assert {status for address in closed for status in reached[address]} <= {401, *REFUSALS}
    open_ones = set(wanted) - closed
    assert len(good(reached)) >= 0.9 * len(open_ones), sorted(open_ones - good(reached))


@pytest.fixture
def visitors(milano: None) -> Visitors:
    return Visitors(*cities())


@pytest.mark.parametrize("role", ROLES)
def test_generated__requests_of_a_role__reach_what_is_for_it_and_nothing_else(
    visitors: Visitors, role: str
) -> None:
    """Of public operations, which do not ask who one is, only a few."""
    session, views = visitors.cookies[role], names()
    reached: dict[str, set[int]] = {}
    for address, operation in operations():
        examples = EXAMPLES if is_private(operation) else FEW
        reached[address] = answers(address, examples=examples, session=session)
    assert not {address for address, seen in reached.items() if any(s >= 500 for s in seen)}
    private = {
        address: role in roles_declared_by(views[f"api:{operation['operationId']}"])
        for address, operation in operations()
        if is_private(operation)
    }
    for address, let_in in private.items():
        assert let_in or reached[address] <= {403, *REFUSALS}, address
        assert not let_in or not reached[address] & {401, 403}, address
    ours = {address for address, let_in in private.items() if let_in}
    assert len(good(reached) & ours) >= 0.9 * len(ours), sorted(ours - good(reached))
