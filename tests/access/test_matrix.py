"""Every address asked by everybody, over HTTP and as the role of requests.

`python -m tests.access.write` writes tests/access_matrix.csv anew, for review in the diff. An
address that takes arguments has them registered in tests/access/arguments.
"""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import resolve
from django.utils import translation
from pytest_django import DjangoDbBlocker

from rione.core.audit.acting import Actor, acting
from rione.core.scope import WEB, transactions
from rione.core.scope.extent import NOWHERE

from . import matrix
from .city import cities
from .matrix import GOOD, METHODS, PEOPLE, ROLE_NAMES, Address, Matrix, Visitors

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[2] / "data" / "milano"
MOST_STATEMENTS = 10
FOR_WHO_ASKS = 3
"""The session, the account and its memberships, beside the page's own."""


@pytest.fixture(scope="module")
def asked(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[list[Address], Visitors]]:
    """The addresses and the people. From here on the connection works as the role of requests
    also before and after a scope, as in production."""
    from rione.programme.operations import load_folder

    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("it"):
        load_folder(folder=DATA)
        with acting(Actor("job", "tests")):
            ours, theirs = cities()
            found = matrix.addresses(ours, theirs)
        visitors = Visitors(ours, theirs)
        assert set(visitors.cookies) | {"anonymous"} == set(PEOPLE)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("SELECT set_config('role', %s, true)", [WEB])
        patch.setattr(transactions, "_OUTSIDE", transactions._State(NOWHERE, WEB))
        try:
            yield found, visitors
        finally:
            patch.undo()
            transaction.set_rollback(True)


def test_arguments__every_address_that_takes_some__has_them() -> None:
    assert matrix.without_arguments() == []


def test_addresses__each_of_them__leads_to_its_own_view(
    asked: tuple[list[Address], Visitors],
) -> None:
    """Two addresses with one path: the second would never be reached."""
    lost = [address.name for address in asked[0] if resolve(address.own).func != address.view]
    assert lost == []


def test_matrix__every_address_and_role__answers_as_written(
    asked: tuple[list[Address], Visitors], monkeypatch: pytest.MonkeyPatch
) -> None:
    logging.disable(logging.CRITICAL)
    try:
        everybody = bool(os.environ.get("RIONE_WRITE_ACCESS_MATRIX"))
        got, slow = _ask_all(*asked, everybody=everybody)
    finally:
        logging.disable(logging.NOTSET)
    if everybody:
        matrix.write(got)
        return
    wanted = matrix.read()
    assert sorted(set(got) ^ set(wanted)) == [], "python -m tests.access.write, and review"
    wrong = {
        f"{method} {name} as {who}": f"{got[name, method][who]}, not {cells[who]}"
        for (name, method), cells in wanted.items()
        for who in PEOPLE
        if got[name, method][who] != cells[who]
    }
    assert wrong == {}
    assert slow == {}, "pages that take too many statements"


def _ask_all(
    addresses: list[Address], visitors: Visitors, *, everybody: bool
) -> tuple[Matrix, dict[str, int]]:
    got: Matrix = {}
    slow = {}
    for address in addresses:
        for method in METHODS:
            counted = address.name.startswith("office:") and method == "GET"
            known: dict[str, str] = {}
            for who in PEOPLE:
                asked = who if everybody else address.stands_for(who, method)
                if asked not in known:
                    cache.clear()
                    known[asked], count = visitors.ask(asked, method, address.own, counted=counted)
                    if known[asked] == "200" and count > MOST_STATEMENTS + FOR_WHO_ASKS:
                        slow[address.name] = count
                known.setdefault(who, known[asked])
            got[address.name, method] = {who: known[who] for who in PEOPLE}
    return got, slow


def test_matrix__things_of_the_other_city__do_not_exist_for_anybody_of_ours(
    asked: tuple[list[Address], Visitors],
) -> None:
    """Where one's own city answers, the same thing of the other is a 404."""
    addresses, visitors = asked
    wanted = matrix.read()
    twins = [address for address in addresses if address.own != address.foreign]
    assert len(twins) > 50
    shown: dict[str, str] = {}
    for address in twins:
        if address.public:
            continue
        for method in METHODS:
            cells = wanted[address.name, method]
            # Two of those whom their own city answers: what is found does not hang on the role.
            good = [who for who in ("account", *ROLE_NAMES) if cells[who] in GOOD]
            for who in dict.fromkeys([*good[:1], *good[-1:]]):
                answer, _count = visitors.ask(who, method, address.foreign)
                if answer != "404":
                    shown[f"{method} {address.name} as {who}"] = answer
    assert shown == {}


def test_matrix__as_it_is_written__lets_nobody_of_the_other_city_in() -> None:
    """Said of the file alone: an address with a thing of Milan gives Sesto's people nothing."""
    known = matrix.arguments()
    for (name, method), cells in matrix.read().items():
        assert not set(cells.values()) & {"500", "503"}, (name, method)
        if name in known and cells["anonymous"] not in GOOD | {"404", "405"}:
            for role in ROLE_NAMES:
                theirs = cells[f"sesto:{role}"]
                assert theirs not in GOOD, f"{method} {name} as {role} of Sesto: {theirs}"


def test_declarations__each_taken_away__closes_its_address_and_is_reported(
    asked: tuple[list[Address], Visitors],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    addresses, visitors = asked
    for address in addresses:
        if resolve(address.own).func != address.view:
            continue
        caplog.clear()
        view = getattr(address.view, "view_class", address.view)
        with monkeypatch.context() as without:
            without.delattr(address.view, "access", raising=False)
            if view is not address.view:
                without.setattr(view, "access", "", raising=False)
            assert visitors.ask("administrator", "GET", address.own)[0] == "403", address.name
        assert "declares no access" in caplog.text
