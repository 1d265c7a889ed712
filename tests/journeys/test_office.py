"""The office as each role finds it, in a real browser: its menu and what that leads to."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page, expect

from rione.config.demo import put_content
from rione.core.audit.acting import Actor, acting
from rione.core.identity.demo import PEOPLE, put_people
from rione.core.identity.rules.roles import Role
from rione.programme.operations import load_folder
from rione.programme.tests.factories import MILANO

pytestmark = [pytest.mark.journey, pytest.mark.slow]

ROLES = (
    Role.PROGRAMME_OFFICER,
    Role.CERTIFIER,
    Role.AUDITOR,
    Role.BENEFICIARY,
    Role.ADMINISTRATOR,
)
MOST_PAGES = 25


@pytest.fixture
def demo(transactional_db: None) -> None:
    load_folder(folder=MILANO)
    with acting(Actor("job", "tests")):
        put_people()
    put_content()


def address(language: str, name: str) -> str:
    with override(language):
        return reverse(name)


def become(page: Page, role: Role) -> None:
    """Log in through the demo's switcher, which the page shows."""
    person = next(person for person in PEOPLE if person.role == role)
    page.locator(f"button[value='{person.email}']").click()
    expect(page.locator(".account-bar")).to_contain_text(person.name)


def links(page: Page, where: str) -> list[str]:
    """The addresses of our own pages that a part of the page leads to."""
    found = page.eval_on_selector_all(f"{where} a[href]", "all => all.map(a => a.href)")
    paths = [urlsplit(url).path for url in found if urlsplit(url).path.startswith(("/it/", "/en/"))]
    return list(dict.fromkeys(paths))


def first_of_each_list(page: Page) -> list[str]:
    """The page of the first row, and those of the buttons above a list."""
    return [*links(page, "main table tbody tr:first-child"), *links(page, "main > .actions")]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("language", "width"), [("it", 1280), ("en", 320)])
def test_office__each_page_of_a_role__is_accessible_and_fits(
    open_page: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    demo: None,
    role: Role,
    language: str,
    width: int,
) -> None:
    page = open_page(address(language, "identity:demo"), width=width)
    origin = page.url.removesuffix(address(language, "identity:demo"))
    become(page, role)
    seen: set[str] = set()
    page.goto(origin + address(language, "identity:home"))
    start = links(page, ".account-bar")
    office = next((path for path in start if "/office" in path or "/ufficio" in path), None)
    assert office, f"{role} finds no office"
    page.goto(origin + office)
    waiting = [office, *links(page, ".office-nav")]
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = page.goto(origin + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        inside = "/ufficio/" if language == "it" else "/office/"
        more = [
            *first_of_each_list(page),
            *links(page, ".office-tabs"),
            *links(page, ".office-nav"),
        ]
        waiting += [found for found in more if inside in found and found not in seen]
    assert len(seen) >= 3
