"""Which address lets in whom: asked over HTTP of the demo's people, in both municipalities.

`tests/access_matrix.csv` holds the answers to GET; after a deliberate change it is written anew by
`RIONE_WRITE_MATRIX=1` before the test, and reviewed like code.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from rione.core.identity.demo import MILAN, PEOPLE
from rione.core.identity.models import User
from rione.core.identity.rules.roles import Role
from rione.core.identity.web.addresses import _patterns
from rione.core.identity.web.middleware import PAST_FACTOR

FILE = Path(__file__).resolve().parents[1] / "access_matrix.csv"
OPERATION = "MI1.1.1.A-DEMO1"
# What leaves the account, or belongs to the log-in library's own steps.
LEFT_OUT = ("account_", "mfa_", "usersessions_")


def addresses() -> dict[str, str]:
    """Every named address that needs nothing, or the code of an operation, by its name."""
    found: dict[str, str] = {}
    for name, _entry in _patterns(get_resolver()):
        if name.startswith(LEFT_OUT) or name in found:
            continue
        for arguments in ((), (OPERATION,)):
            try:
                path = reverse(name, args=arguments)
            except NoReverseMatch:
                continue
            if not arguments or "/operazioni/" in path:
                found[name] = path
            break
    return dict(sorted(found.items()))


def askers() -> Iterator[tuple[str, str]]:
    """Whoever asks: a name for the column, and the e-mail address of the account ("": nobody)."""
    yield "anonymous", ""
    for role in Role:
        person = next(p for p in PEOPLE if p.role == role and p.municipality == MILAN)
        yield role.value, person.email
    for person in PEOPLE:
        if person.municipality != MILAN:
            yield f"{person.role.value} elsewhere", person.email


def ask(email: str, paths: dict[str, str]) -> dict[str, str]:
    """The status of each address for somebody; where one is led on to, in a word."""
    client = Client()
    if email:
        client.force_login(User.objects.get(email=email))
        session = client.session
        session[PAST_FACTOR] = True
        session.save()
    answers = {}
    for name, path in paths.items():
        response = client.get(path)
        target = response.headers.get("Location", "")
        led = " to log in" if reverse("account_login") in target else ""
        answers[name] = f"{response.status_code}{led}"
    return answers


def matrix() -> list[dict[str, str]]:
    """One row per address, one column for each who asks."""
    paths = addresses()
    columns = {name: ask(email, paths) for name, email in askers()}
    return [{"address": path} | {c: columns[c][path] for c in columns} for path in paths]


def stored() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(rows: list[dict[str, str]]) -> None:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
