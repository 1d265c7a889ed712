"""A first notice for each of the demo's people."""

from django.db import transaction

from rione.core.identity.demo import PEOPLE
from rione.core.identity.models import User
from rione.core.notices.operations import notify


@transaction.atomic
def put() -> str:
    """Welcome the demo's people, once each; what was done."""
    emails = [person.email for person in PEOPLE]
    accounts = User.objects.filter(email__in=emails).values_list("pk", flat=True)
    return f"{notify(accounts=accounts, kind='welcome', dedupe='welcome')} notices"
