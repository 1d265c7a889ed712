"""The desk in a real browser: pages are accessible and fit, a question is asked and answered."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page, expect

from rione.config.demo import desk
from rione.core.audit.acting import Actor, acting
from rione.core.identity.demo import PEOPLE, put_people
from rione.programme.operations import load_folder
from rione.programme.tests.factories import MILANO

pytestmark = [pytest.mark.journey]


@pytest.fixture
def demo(transactional_db: None) -> Iterator[None]:
    with acting(Actor("job", "tests")):
        put_people()
        load_folder(folder=MILANO)
        desk.put()
        yield


def address(language: str, name: str, *args: object) -> str:
    with override(language):
        return reverse(name, args=args)


def log_in(page: Page, origin: str, language: str, role: str) -> None:
    page.goto(origin + address(language, "identity:demo"))
    person = next(person for person in PEOPLE if person.role == role)
    with page.expect_navigation():
        page.locator("main li", has_text=person.name).get_by_role("button").click()


@pytest.mark.parametrize(("language", "width"), [("it", 1280), ("en", 320)])
def test_desk__its_pages__are_accessible_and_fit(
    open_page, assert_accessible, demo, language, width
) -> None:
    page = open_page(address(language, "identity:demo"), width=width)
    origin = page.url.removesuffix(address(language, "identity:demo"))

    def look(where: str = "") -> None:
        if where:
            page.goto(origin + where)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url

    for name in ("programme:faq", "programme:communication"):
        look(address(language, name))
    look(address(language, "programme:action", desk.ACTION))
    log_in(page, origin, language, "beneficiary")
    look(address(language, "office:home"))
    look(address(language, "office:question_ask", desk.CODE))
    page.locator("#id_subject").fill("Domanda inventata")
    page.locator("main form button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look()
    # The browser notes each answer of 422, which is what was asked for.
    assert all("422" in error for error in page.watch.errors)
    page.watch.errors.clear()
    page.locator("#id_text").fill("Come si fa?")
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text("Domanda inventata")
    question = page.url
    look()
    log_in(page, origin, language, "programme_officer")
    for name in ("home", "questions", "deadlines", "communication", "calendar"):
        look(address(language, f"office:{name}"))
    for name in ("deadline_set", "communication_plan"):
        look(address(language, f"office:{name}"))
    for name in ("questions", "deadlines", "history"):
        look(address(language, f"office:operation_{name}", desk.CODE))
    look(address(language, "office:missing_request", desk.CODE))
    page.goto(question)
    links = [str(one.get_attribute("href")) for one in page.locator("main .actions a").all()]
    assert len(links) >= 4
    for link in links:
        look(link)
    page.goto(origin + links[0])
    page.locator("#id_text").fill("Così.")
    page.locator("main form button").click()
    expect(page.locator(".desk-thread")).to_contain_text("Così.")
    for listed in ("deadlines", "communication"):
        page.goto(origin + address(language, f"office:{listed}"))
        look(str(page.locator("main tbody a").first.get_attribute("href")))
    page.goto(origin + address(language, "office:calendar"))
    page.locator("main form button").click()
    expect(page.locator("#calendar-address")).to_be_visible()
    look()
