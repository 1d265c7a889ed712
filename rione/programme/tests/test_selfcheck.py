"""The self-check finds what only somebody with a hand in the database can break."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from rione.programme.models import Action, ConflictValue, Financing, Quantity, Statement
from rione.programme.operations import load_folder
from rione.programme.queries import check_programme

from .factories import STATE, action, amount, small, statement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(tmp_path: Path) -> None:
    folder = small(
        action(
            "MI1.1.1.a",
            amount("pon_metro", "100,00"),
            amount("pon_metro", "90,00", "slide:3"),
            statement("quantity.areas", "40", unit="areas"),
            STATE,
        )
    )
    load_folder(folder=folder.write(tmp_path / "p"))


def _misattribute() -> None:
    Quantity.objects.update(subject_key="MI9.9.9.z")


def _lose_statements() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE programme_load DISABLE TRIGGER load_is_kept")
        cursor.execute("UPDATE programme_load SET stated = stated + 1")
        cursor.execute("ALTER TABLE programme_load ENABLE TRIGGER load_is_kept")


BREAKS: dict[str, tuple[Callable[[], object], str]] = {
    "amount": (lambda: Financing.objects.update(amount_cents=1), "every amount"),
    "quantity": (lambda: Quantity.objects.update(number=1), "every quantity"),
    "sum": (lambda: Action.objects.update(known_cents=1), "the sum of every action"),
    "whole": (lambda: Action.objects.update(known_cents=1), "sums by axis"),
    "count": (lambda: Action.objects.update(conflicts=7), "counts of disagreements"),
    "values": (lambda: ConflictValue.objects.first().delete(), "every disagreement"),  # type: ignore[union-attr]
    "subject": (_misattribute, "every shown row"),
    "statements": (_lose_statements, "the last load"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_selfcheck__something_broken_by_hand__is_found(name: str) -> None:
    assert all(finding.ok for finding in check_programme())
    assert Statement.objects.count() == 4
    break_it, finding = BREAKS[name]
    break_it()
    failed = [one.name for one in check_programme() if not one.ok]
    assert any(finding in one for one in failed), failed
