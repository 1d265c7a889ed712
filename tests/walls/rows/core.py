"""Rows of the core's own tables."""

import json
from datetime import timedelta
from uuid import uuid4

from django.db import connection

from rione.core import clock
from rione.core.audit.acting import Actor
from rione.core.audit.operations import record
from rione.core.audit.rules import Subject
from rione.core.identity.models import FactorReset, Invitation
from rione.core.identity.rules.tokens import digest
from rione.core.identity.tests.factories import person
from rione.core.ledger import operations as ledger
from rione.core.ledger.rules.entries import Nature, Reference, credit, debit
from rione.core.writes.models import Request

from . import Place


def membership(place: Place) -> None:
    """The officer's own stands already."""


def invitation(place: Place) -> None:
    Invitation.objects.create(
        email="invitata@finta.example",
        organisation=place.body,
        municipality=place.municipality,
        role="resident",
        language="it",
        token_digest=digest(f"token of {place.municipality}"),
        invited_by=place.officer.user,
        expires_at=clock.now() + timedelta(days=1),
    )


def factor_reset(place: Place) -> None:
    FactorReset.objects.create(user=place.officer.user, reset_by=person(), reason="Lost telephone")


def request(place: Place) -> None:
    Request.objects.create(account=place.account, key="form-0001", verb="v", fingerprint="a" * 64)


def entry(place: Place) -> None:
    record(
        verb="x",
        subjects=Subject("bed", "1"),
        actor=Actor("account", place.account, municipality=place.municipality),
    )


def books(place: Place) -> None:
    with place.scope():
        ledger.open_unit(code="EUR", scale=2, title="Euro")
        codes = [f"{place.municipality}/{part}" for part in ("bank", "fund")]
        for code, nature in zip(codes, (Nature.ASSET, Nature.LIABILITY), strict=True):
            ledger.open_account(
                code=code,
                title="Conto inventato",
                owner=Reference("body", "invented"),
                unit="EUR",
                nature=nature,
            )
        ledger.post(
            key=str(uuid4()),
            at=clock.today(),
            legs=[debit(codes[0], 500), credit(codes[1], 500)],
        )
        day = clock.today() - timedelta(days=400)
        ledger.close_period(key=str(uuid4()), first_day=day, last_day=day, reason="Invented")


def job(place: Place) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
            " VALUES ('upkeep', 'invented', %s)",
            [json.dumps({"scope": {"municipality": place.municipality, "organisation": ""}})],
        )


ROWS = {
    "procrastinate_jobs": job,
    "identity_membership": membership,
    "identity_invitation": invitation,
    "identity_factorreset": factor_reset,
    "writes_request": request,
    "audit_entry": entry,
    "ledger_account": books,
    "ledger_transaction": books,
    "ledger_leg": books,
    "ledger_periodevent": books,
}
