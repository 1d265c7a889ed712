"""The pages of the whole platform need no database and say what is true."""

import pytest
from django.test import Client

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


def test_privacy__what_it_says_of_cookies__is_true(client: Client) -> None:
    response = client.get("/it/privacy/")
    assert "Non ci sono cookie" in response.content.decode()
    assert not response.cookies


def test_contact__when_it_is_set__is_shown(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    assert "mailto:" not in client.get("/en/about/").content.decode()
    settings.CONTACT_EMAIL = "open@example.org"
    assert "mailto:open@example.org" in client.get("/en/about/").content.decode()


def test_privacy__with_a_background_map__names_who_is_asked(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.MAP_TILES_URL = "https://tiles.example.org/{z}/{x}/{y}.png"
    assert "background map" in client.get("/en/privacy/").content.decode()
