"""How the platform runs and who did what, in a real browser."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page, expect

from rione.core.audit.acting import Actor, acting
from rione.core.audit.models import CompleteCheck
from rione.core.audit.operations import record, record_read, seal
from rione.core.audit.rules import Subject
from rione.core.identity.demo import MILAN, PEOPLE, put_people
from rione.core.identity.models import User
from rione.core.jobs.tests.factories import a_job, a_worker

pytestmark = [pytest.mark.journey]
EMAIL = "amministra@finta.example"


@pytest.fixture
def people(transactional_db: None) -> Iterator[User]:
    with acting(Actor("job", "tests")):
        put_people()
    yield User.objects.get(email=EMAIL)
    # The queue's tables are not Django's, and are not emptied after a test.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")


def address(language: str, name: str, *arguments: object) -> str:
    with override(language):
        return reverse(name, args=arguments)


def enter(open_page, language: str, width: int) -> tuple[Page, str]:
    """A page of the demo's administrator, and the origin of its address."""
    page = open_page(address(language, "identity:demo"), width=width)
    origin = page.url.removesuffix(address(language, "identity:demo"))
    name = next(person.name for person in PEOPLE if person.email == EMAIL)
    with page.expect_navigation():
        page.locator("main li", has_text=name).get_by_role("button").click()
    return page, origin


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


@pytest.mark.parametrize(("language", "width"), [("it", 1280), ("en", 320)])
def test_jobs__empty_and_full__are_accessible_and_a_failed_one_is_retried(
    open_page, assert_accessible, people, language, width
) -> None:
    page, origin = enter(open_page, language, width)
    page.goto(origin + address(language, "jobs:jobs"))
    assert_accessible(page)
    fits(page)
    a_worker(silent_for=300)
    job = a_job("failed")
    other = a_job("failed", task="rione.core.audit.tasks.a_name_that_is_longer_than_most_of_them")
    page.reload()
    assert_accessible(page)
    fits(page)
    page.get_by_role("link", name=str(other), exact=True).click()
    expect(page).to_have_url(origin + address(language, "jobs:job", other))
    assert_accessible(page)
    fits(page)
    page.goto(origin + address(language, "jobs:job", job))
    page.get_by_role("button", name="Ripeti" if language == "it" else "Do it again").click()
    expect(page).to_have_url(origin + address(language, "jobs:jobs"))
    expect(page.get_by_role("link", name=str(job), exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name=str(other), exact=True)).to_have_count(1)


@pytest.mark.parametrize(("language", "width"), [("it", 320), ("en", 1280)])
def test_accesses_and_register__are_accessible_and_lead_back_in_time(
    open_page, assert_accessible, people, language, width
) -> None:
    official = Actor("account", "a-17", "social_worker", "", MILAN)
    with transaction.atomic():
        for number in range(60):
            record_read(
                verb="case.read",
                subjects=[Subject("account", str(people.pk))],
                purpose="office.work",
                actor=official,
            )
            record(
                verb="close_case",
                subjects=[Subject("case", f"5f2c1d9e-{n}") for n in range(number % 9 + 1)],
                details={"nights": number, "outcome": "closed.without.further.notice"},
                actor=official,
            )
    seal()
    CompleteCheck.objects.create(ran_at="2026-03-01T02:20:00Z", seals=1, entries=120, broken="")
    page, origin = enter(open_page, language, width)
    older = "Registrazioni precedenti" if language == "it" else "Older entries"
    for name in ("audit:accesses", "audit:register"):
        page.goto(origin + address(language, name))
        assert_accessible(page)
        fits(page)
        with page.expect_navigation():
            page.get_by_role("link", name=older).click()
        assert "before=" in page.url
        assert_accessible(page)
        fits(page)
    page.locator("details.filters-more summary").click()
    page.locator("#id_subject").fill("Anna")
    page.get_by_role("button", name="Mostra" if language == "it" else "Show", exact=True).click()
    expect(page.locator(".error-summary")).to_be_visible()
    # The browser reports the answer 422 to a form with errors.
    assert all("422" in error for error in page.watch.errors)  # type: ignore[attr-defined]
    page.watch.errors.clear()  # type: ignore[attr-defined]
    assert_accessible(page)
    fits(page)
    page.locator("#id_subject").fill("case:5f2c1d9e-8")
    page.get_by_role("button", name="Mostra" if language == "it" else "Show", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(6)
    page.goto(origin + address(language, "audit:verification"))
    assert_accessible(page)
    fits(page)
