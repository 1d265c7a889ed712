"""`/api/programme/v1/office/…`: the office's lists for programs, within what a role may see."""

from rione.core.api import Routes
from rione.core.office.interface import add_list

from ..access.operations import READERS
from ..lists.operations import OPERATIONS
from . import office_checks, office_monitoring, office_records

router = Routes()
add_list(router, "/operations", OPERATIONS, roles=READERS)
office_checks.add_lists(router)
office_monitoring.add_lists(router)
office_records.add_lists(router)
