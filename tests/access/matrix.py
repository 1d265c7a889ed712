"""tests/access_matrix.csv: which address answers what to whom.

A line is an address (its name), a method and the columns of PEOPLE; a cell is the status, “login”
for being led to the log-in page and “302” for another redirect. Things asked for are Milan's; the
columns `sesto:…` are the same roles of the other municipality.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from rione.core.access import PUBLIC, declared_by
from rione.core.identity.models import User
from rione.core.identity.rules.roles import Role
from rione.core.identity.web.middleware import CHOSEN, PAST_FACTOR
from rione.core.scope.tests.statements import own_statements

from .arguments import arguments, paths
from .city import City

FILE = Path(__file__).resolve().parents[1] / "access_matrix.csv"
METHODS = ("GET", "POST")
ROLES = tuple(role.value for role in Role)
PEOPLE = ("anonymous", "account", *ROLES, *(f"sesto:{role}" for role in ROLES))
SAMPLE = ("anonymous", "account", "programme_officer", "sesto:programme_officer")
"""Those who are asked for a public address, which lets everybody in: the others are like them."""
GOOD = {"200", "302"}
Matrix = dict[tuple[str, str], dict[str, str]]


@dataclass(frozen=True)
class Address:
    """A named address; `own` and `foreign` are its paths for a thing of Milan and of Sesto."""

    name: str
    view: Callable[..., Any]
    own: str
    foreign: str

    @property
    def public(self) -> bool:
        return declared_by(self.view) == PUBLIC


def patterns(resolver: URLResolver, space: str = "", route: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address by name, or by its route when it has none."""
    for entry in resolver.url_patterns:
        path = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from patterns(entry, inner, path)
        else:
            yield (space + entry.name if entry.name else f"/{path}"), entry


def names() -> dict[str, Callable[..., Any]]:
    """The views of all addresses by name; both languages share one."""
    return {name: entry.callback for name, entry in patterns(get_resolver())}


def without_arguments() -> list[str]:
    """Names that take arguments which nobody has registered."""
    known, given = arguments(), paths()
    missing = []
    for name in names():
        if name not in known and name not in given:
            try:
                reverse(name)
            except NoReverseMatch:
                missing.append(name)
    return missing


def addresses(ours: City, theirs: City) -> list[Address]:
    """All of them, with a thing of each city."""
    known, given = arguments(), paths()
    found = []
    for name, view in names().items():
        if name in given:
            own = foreign = given[name]
        else:
            make = known.get(name, lambda city: ())
            own, foreign = (reverse(name, args=make(city)) for city in (ours, theirs))
        found.append(Address(name, view, own, foreign))
    return found


@dataclass
class Visitors:
    """The people of both cities, each with a session past the second factor."""

    ours: City
    theirs: City

    @cached_property
    def cookies(self) -> dict[str, str]:
        found = {"account": self._session(self.ours.outsider, "")}
        for prefix, city in (("", self.ours), ("sesto:", self.theirs)):
            for role, held in city.people.items():
                found[prefix + role.value] = self._session(held.user, str(held.pk))
        return found

    def _session(self, user: User, membership: str) -> str:
        client = Client()
        client.force_login(user)
        session = client.session
        session[PAST_FACTOR] = True
        # Proved a moment ago: what asks again is let through, and answers for itself.
        session["account_authentication_methods"] = [{"method": "password", "at": 4102444800.0}]
        if membership:
            session[CHOSEN] = membership
        session.save()
        return str(session.session_key)

    def ask(self, who: str, method: str, path: str) -> tuple[str, int]:
        """The cell, and how many statements it took; nothing of it is left."""
        client = Client(raise_request_exception=False)
        if who in self.cookies:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[who]
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            answer = client.generic(method, path)
            transaction.set_rollback(True)
        count = len(own_statements(captured.captured_queries))
        if answer.status_code == 302 and answer["Location"].startswith(reverse("account_login")):
            return "login", count
        return str(answer.status_code), count


def read() -> Matrix:
    """The lines of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            (line["address"], line["method"]): {who: line[who] for who in PEOPLE}
            for line in csv.DictReader(file)
        }


def write(matrix: Matrix) -> None:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("address", "method", *PEOPLE))
        for (name, method), cells in sorted(matrix.items()):
            writer.writerow((name, method, *(cells[who] for who in PEOPLE)))
