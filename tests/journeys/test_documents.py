"""Handing in a document, reading it and adding a version, in a real browser."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from rione.core.audit.acting import Actor, acting
from rione.core.documents import access
from rione.core.documents.tests.factories import PDF, THING
from rione.core.identity.demo import PEOPLE, put_people

pytestmark = [pytest.mark.journey]


@pytest.fixture
def people(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(access, "_subjects", {THING.name: THING})
    with acting(Actor("job", "tests")):
        put_people()
        yield


def address(language: str, name: str, *args: object) -> str:
    with override(language):
        return reverse(name, args=args)


@pytest.mark.parametrize(("language", "width"), [("it", 1280), ("en", 320)])
def test_document__handed_in_and_read__is_accessible_and_fits(
    open_page, assert_accessible, people, tmp_path, language, width
) -> None:
    page = open_page(address(language, "identity:demo"), width=width)
    origin = page.url.removesuffix(address(language, "identity:demo"))
    official = next(person for person in PEOPLE if person.role == "programme_officer")
    with page.expect_navigation():
        page.locator("main li", has_text=official.name).get_by_role("button").click()

    def look() -> None:
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url

    page.goto(origin + address(language, "documents:new", "thing", "t-1"))
    look()
    (tmp_path / "fattura.pdf").write_bytes(b"no PDF")
    page.locator("#id_title").fill("Fattura inventata")
    page.locator("#id_file").set_input_files(tmp_path / "fattura.pdf")
    page.locator("main form button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look()
    # The browser reports the answer 422 to a form with errors.
    assert all("422" in error for error in page.watch.errors)
    page.watch.errors.clear()
    (tmp_path / "fattura.pdf").write_bytes(PDF)
    page.locator("#id_file").set_input_files(tmp_path / "fattura.pdf")
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text("Fattura inventata")
    look()
    document = page.url
    with page.expect_download() as download:
        page.locator("#versions a, main table a").first.click()
    assert download.value.suggested_filename == "fattura.pdf"
    for link in page.locator("main .actions a").all():
        page.goto(origin + str(link.get_attribute("href")))
        look()
        page.goto(document)
