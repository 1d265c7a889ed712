"""Procurements, checks and what follows on them, for programs: `/api/programme/v1/office/…`."""

from rione.core.api import Routes
from rione.core.office.interface import add_list

from ..access.operations import READERS, STAFF
from ..lists.checks import (
    CHECK_TEMPLATES,
    CHECKS,
    FINDINGS,
    IRREGULARITIES,
    RECOVERIES,
    SAMPLES,
)
from ..lists.procurements import CONTRACTS, PROCUREMENTS


def add_lists(router: Routes) -> None:
    """Declare the lists of this part."""
    add_list(router, "/procurements", PROCUREMENTS, roles=READERS)
    add_list(router, "/contracts", CONTRACTS, roles=READERS)
    add_list(router, "/check-lists", CHECK_TEMPLATES, roles=STAFF)
    add_list(router, "/checks", CHECKS, roles=STAFF)
    add_list(router, "/samples", SAMPLES, roles=STAFF)
    add_list(router, "/findings", FINDINGS, roles=READERS)
    add_list(router, "/irregularities", IRREGULARITIES, roles=STAFF)
    add_list(router, "/recoveries", RECOVERIES, roles=READERS)
