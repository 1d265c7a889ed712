"""`/api/programme/v1/office/…`: the desk's lists for programs, within what a role may see.

A list holds no message: an internal note is in none of them.
"""

from rione.core.api import Routes
from rione.core.office.interface import add_list

from ..access.operations import READERS
from ..lists.desk import COMMUNICATION, DEADLINES, QUESTIONS

router = Routes()
add_list(router, "/questions", QUESTIONS, roles=READERS)
add_list(router, "/deadlines", DEADLINES, roles=READERS)
add_list(router, "/communication-plan", COMMUNICATION, roles=READERS)
