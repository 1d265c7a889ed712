"""Fills a database with what an earlier version keeps; see README.md, which says how to run it."""

import os
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rione.config.settings.demo")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from rione.core.audit.acting import Actor, acting  # noqa: E402
from rione.core.audit.operations import record, record_read, seal_and_publish  # noqa: E402
from rione.core.audit.rules import Subject  # noqa: E402
from rione.core.identity.demo import put_people  # noqa: E402
from rione.core.jobs.operations import record_selfcheck  # noqa: E402
from rione.core.ledger import operations as ledger  # noqa: E402
from rione.core.ledger.rules.entries import Nature, Reference, credit, debit  # noqa: E402
from rione.programme.operations import load_folder  # noqa: E402

CITY = Reference("body", "015146")
ACCOUNTS = (
    ("bank", "EUR", Nature.ASSET),
    ("fund", "EUR", Nature.LIABILITY),
    ("spent", "EUR", Nature.EXPENSE),
    ("owed", "EUR", Nature.LIABILITY),
    ("hours given", "MIN", Nature.ASSET),
    ("hours owed", "MIN", Nature.LIABILITY),
)


def post_money() -> None:
    """Two units, forty postings, one of them undone, one month closed."""
    ledger.open_unit(code="EUR", scale=2, title="Euro")
    ledger.open_unit(code="MIN", scale=0, title="Minuti")
    for code, unit, nature in ACCOUNTS:
        ledger.open_account(
            code=code.replace(" ", "-"), title=code, owner=CITY, unit=unit, nature=nature
        )
    ledger.set_floor(account="bank", floor=0)
    for number in range(1, 21):
        day = date(2025, 1 + number % 6, number)
        ledger.post(
            key=f"grant-{number}",
            at=day,
            legs=[debit("bank", 100_000 + number), credit("fund", 100_000 + number)],
            memo=f"Versamento di prova {number}",
            about=Reference("grant", str(number)),
        )
        ledger.post(
            key=f"work-{number}",
            at=day,
            legs=[
                debit("spent", 7_000),
                credit("owed", 7_000),
                debit("hours-given", 90),
                credit("hours-owed", 90),
            ],
            memo=f"Lavoro di prova {number}",
        )
    ledger.reverse(key="grant-3-undone", of="grant-3", at=date(2025, 6, 30), memo="Errore di prova")
    ledger.close_period(
        key="2025-01", first_day=date(2025, 1, 1), last_day=date(2025, 1, 31), reason="Prova"
    )


def main() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    load_folder(folder=Path("data/milano").resolve(), dry_run=False)
    with acting(Actor("job", "upgrade.fill")), transaction.atomic():
        put_people()
        post_money()
        for number in range(1, 41):
            record(
                verb="close_case",
                subjects=[Subject("case", str(number)), Subject("person", f"p-{number % 7}")],
                municipality="015146",
                details={"nights": number},
            )
        record_read(
            verb="case.list", subjects=[], purpose="care.plan", query="district=4&state=open"
        )
    seal_and_publish()
    with acting(Actor("job", "upgrade.fill")), transaction.atomic():
        record(verb="close_case", subjects=Subject("case", "41"), municipality="015146")
    seal_and_publish()
    assert record_selfcheck().ok


main()
