"""Logging in and acting for somebody, in a real browser."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from rione.core.audit.acting import Actor, acting
from rione.core.identity.demo import PEOPLE, put_people

pytestmark = [pytest.mark.journey]

OPEN = ("account_login", "account_reset_password", "identity:rights", "identity:demo")
OWN = (
    *("identity:home", "identity:members", "mfa_index", "usersessions_list"),
    *("account_email", "account_change_password"),
)


@pytest.fixture
def people(transactional_db: None) -> None:
    with acting(Actor("job", "tests")):
        put_people()


def address(language: str, name: str) -> str:
    with override(language):
        return reverse(name)


@pytest.mark.parametrize(("language", "width"), [("it", 1280), ("en", 320)])
def test_account__from_the_log_in_to_the_log_out__is_accessible_and_fits(
    open_page, assert_accessible, people, language, width
) -> None:
    page = open_page(address(language, "account_login"), width=width)
    origin = page.url.removesuffix(address(language, "account_login"))

    def look(name: str) -> None:
        page.goto(origin + address(language, name))
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name

    for name in OPEN:
        look(name)
    official = next(person for person in PEOPLE if person.role == "administrator")
    page.locator("main li", has_text=official.name).get_by_role("button").click()
    expect(page).to_have_url(origin + address(language, "identity:home"))
    expect(page.locator(".account-bar")).to_contain_text(official.name)
    for name in OWN:
        look(name)
    page.locator(".account-bar form button").click()
    expect(page).to_have_url(origin + address(language, "account_login"))
    expect(page.locator(".account-bar")).not_to_contain_text(official.name)
