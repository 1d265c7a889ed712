"""Reading without an account leaves no trace; answers to an account are in no shared cache."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from rione.core.audit.acting import Actor, acting
from rione.core.identity.demo import PEOPLE, put_people
from rione.programme.tests.test_web_budgets import ARGUMENTS, budgets

pytestmark = pytest.mark.usefixtures("milano")


def address(page: str, language: str) -> str:
    with override(language):
        return reverse(page, args=ARGUMENTS.get(page, ()))


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("page", [*sorted(budgets()), "identity:rights"])
def test_page__read_by_anybody__sets_no_cookie_and_may_be_shared(
    client: Client, page: str, language: str
) -> None:
    answer = client.get(address(page, language))
    assert answer.status_code == 200
    assert not answer.cookies
    assert "cookie" not in answer.get("Vary", "").lower()
    assert "private" not in answer.get("Cache-Control", "")
    assert b"csrfmiddlewaretoken" not in answer.content


FOR_READERS = ("_atom", "_rss", "_sheet", ":embed_amounts", ":embed_map")
"""Feeds, sheets to print and pieces for other sites name nobody: they are the same for all."""


@pytest.mark.parametrize("page", [p for p in sorted(budgets()) if not p.endswith(FOR_READERS)])
def test_page__read_by_somebody__names_them_and_is_theirs_alone(client: Client, page: str) -> None:
    with acting(Actor("job", "tests")):
        put_people()
    client.post(reverse("identity:demo"), {"account": PEOPLE[0].email})
    answer = client.get(address(page, "it"))
    assert answer.status_code == 200
    assert PEOPLE[0].name in answer.content.decode()
    assert "cookie" in answer["Vary"].lower()
    assert "private" in answer["Cache-Control"]
    # An answer that a browser kept from before is not good for whoever is logged in now.
    anonymous = Client().get(address(page, "it"))
    assert anonymous["ETag"] != answer["ETag"]
