"""National monitoring for programs: `/api/programme/v1/office/…`."""

from rione.core.api import Routes
from rione.core.office.interface import add_list

from ..access.monitoring import STAFF
from ..lists.monitoring import MONITORING_FINDINGS, RUNS


def add_lists(router: Routes) -> None:
    """Declare the lists of this part."""
    add_list(router, "/monitoring-runs", RUNS, roles=STAFF)
    add_list(router, "/monitoring-findings", MONITORING_FINDINGS, roles=STAFF)
