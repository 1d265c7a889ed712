"""`/api/programme/v1/office/…`: the lists of money for programs."""

from rione.core.api import Routes
from rione.core.office.interface import add_list

from ..access.operations import READERS, STAFF
from ..lists import money

router = Routes()
for address, definition, roles in (
    ("/expenses", money.EXPENSES, READERS),
    ("/commitments", money.COMMITMENTS, READERS),
    ("/payments", money.PAYMENTS, READERS),
    ("/payees", money.PAYEES, READERS),
    ("/plans", money.PLANS, READERS),
    ("/certifications", money.CERTIFICATIONS, STAFF),
):
    add_list(router, address, definition, roles=roles)
