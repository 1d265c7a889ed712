"""tests/access_matrix.csv: which address answers what to whom.

A line is an address (its name), a method and the columns of PEOPLE; a cell is the status, “login”
for being led to the log-in page and “302” for another redirect. Things asked for are Milan's; the
columns `sesto:…` are the same roles of the other municipality.
"""

import csv
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from rione.core.access import PUBLIC, ROLES, declared_by, roles_declared_by
from rione.core.identity.models import User
from rione.core.identity.rules.roles import Role
from rione.core.identity.web.middleware import CHOSEN, PAST_FACTOR
from rione.core.scope.tests.statements import own_statements

from .arguments import arguments, paths
from .city import City

FILE = Path(__file__).resolve().parents[1] / "access_matrix.csv"
METHODS = ("GET", "POST")
ROLE_NAMES = tuple(role.value for role in Role)
PEOPLE = ("anonymous", "account", *ROLE_NAMES, *(f"sesto:{role}" for role in ROLE_NAMES))
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

    @property
    def roles(self) -> frozenset[str]:
        """Those that are let in by name; none when it does not ask for a role."""
        return roles_declared_by(self.view)

    def stands_for(self, who: str, method: str) -> str:
        """Whoever is asked in the place of somebody, so that a run takes a tenth of the time: they
        differ in nothing that this address looks at. Writing the file asks everybody."""
        if who in ("anonymous", "account") or (":" not in who and who in self.roles):
            return who
        if self.name.startswith(("mfa_", "notices:open", "documents:")):
            # What is the account's own decides, or what a thing lets each role do with its papers.
            return who
        city, _, role = who.rpartition(":")
        if declared_by(self.view) != ROLES:
            return f"{city}:programme_officer" if city else "programme_officer"
        if role in self.roles:
            # A thing of the other city: one role of those let in. Lists of one's own: none more.
            return f"{city}:{min(self.roles)}"
        # Refused for the role, before anything is looked at; each address asks another one.
        others = [other for other in ROLE_NAMES if other not in self.roles]
        return others[len(self.name) % len(others)]


def patterns(
    resolver: URLResolver, space: str = "", route: str = ""
) -> Iterator[tuple[str, URLPattern]]:
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
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        if membership:
            session[CHOSEN] = membership
        session.save()
        return str(session.session_key)

    def ask(self, who: str, method: str, path: str, *, counted: bool = False) -> tuple[str, int]:
        """The cell, and if `counted` how many statements it took; nothing of it is left."""
        client = Client(raise_request_exception=False)
        if who in self.cookies:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[who]
        count = 0
        with transaction.atomic():
            if counted:
                connection.queries_log.clear()
                with CaptureQueriesContext(connection) as captured:
                    answer = client.generic(method, path)
                count = len(own_statements(captured.captured_queries))
            else:
                answer = client.generic(method, path)
            transaction.set_rollback(True)
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
