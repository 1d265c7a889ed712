"""The pages of the whole platform need no database and say what is true."""

import pytest
from django.test import Client

from rione.core.audit.acting import Actor, acting
from rione.core.identity.demo import PEOPLE, put_people

PAGES = {
    "it": ("informazioni", "accessibilita", "privacy"),
    "en": ("about", "accessibility", "privacy"),
}


@pytest.mark.parametrize(
    ("language", "page"), [(language, page) for language in PAGES for page in PAGES[language]]
)
def test_page__without_a_database__answers(client: Client, language: str, page: str) -> None:
    response = client.get(f"/{language}/{page}/")
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.content.decode()


@pytest.mark.django_db
def test_privacy__what_it_says_of_cookies__is_true(client: Client) -> None:
    response = client.get("/it/privacy/")
    text = response.content.decode()
    assert "nessun cookie, nemmeno per la lingua" in text
    assert not response.cookies
    # What it names is all there is, and goes when it says.
    form = client.get("/it/profilo/entra/")
    assert set(form.cookies) == {"csrftoken"}
    assert "«csrftoken»" in text
    assert form.cookies["csrftoken"]["max-age"] == ""
    with acting(Actor("job", "tests")):
        put_people()
    chosen = client.post("/it/dimostrazione/profili/", {"account": PEOPLE[0].email})
    assert set(chosen.cookies) <= {"sessionid", "csrftoken", "messages"}
    assert "«sessionid»" in text
    assert "«messages»" in text
    assert 0 < chosen.cookies["sessionid"]["max-age"] <= 12 * 3600


def test_contact__when_it_is_set__is_shown(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    assert "mailto:" not in client.get("/en/about/").content.decode()
    settings.CONTACT_EMAIL = "open@example.org"
    assert "mailto:open@example.org" in client.get("/en/about/").content.decode()


def test_privacy__with_a_background_map__names_who_is_asked(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAP_TILES_URL = "https://tiles.example.org/{z}/{x}/{y}.png"
    assert "background map" in client.get("/en/privacy/").content.decode()
