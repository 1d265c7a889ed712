"""`/api/programme/v1/office/…`: the office's lists for programs, within what a role may see."""

from rione.core.api import Routes
from rione.core.office.interface import add_list

from ..access.operations import READERS
from ..lists.operations import OPERATIONS

router = Routes()
add_list(router, "/operations", OPERATIONS, roles=READERS)
