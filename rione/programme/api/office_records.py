"""The register for programs: `/api/programme/v1/office/…`."""

from rione.core.api import Routes
from rione.core.office.interface import add_list

from ..access.operations import STAFF
from ..lists.records import CONFLICTS, DOCUMENTS, HISTORY, INDICATORS, STATEMENTS


def add_lists(router: Routes) -> None:
    """Declare the lists of this part."""
    add_list(router, "/statements", STATEMENTS, roles=STAFF)
    add_list(router, "/disagreements", CONFLICTS, roles=STAFF)
    add_list(router, "/source-documents", DOCUMENTS, roles=STAFF)
    add_list(router, "/indicators", INDICATORS, roles=STAFF)
    add_list(router, "/register", HISTORY, roles=STAFF)
