"""Reading one's notices, and following without an account, in a real browser."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.core import mail
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page, expect

from rione.core.audit.acting import Actor, acting
from rione.core.identity.demo import PEOPLE, put_people
from rione.core.identity.models import User
from rione.core.notices.tests.factories import TOPIC, invented_kinds, send, tell

pytestmark = [pytest.mark.journey]


@pytest.fixture(autouse=True)
def people(transactional_db: None, settings, live_server) -> Iterator[None]:
    settings.RIONE_BASE_URL = live_server.url
    with acting(Actor("job", "tests")), invented_kinds():
        put_people()
        yield


def address(language: str, name: str) -> str:
    with override(language):
        return reverse(name)


def look(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def link_in(part: str) -> str:
    found = re.search(rf"https?://\S*/(?:{part})/\S*", str(mail.outbox[-1].body))
    assert found
    return found[0]


@pytest.mark.parametrize(("language", "width"), [("it", 1280), ("en", 320)])
def test_inbox__from_empty_to_read__is_accessible_and_fits(
    open_page, assert_accessible, language, width
) -> None:
    page = open_page(address(language, "identity:demo"), width=width)
    person = next(person for person in PEOPLE if person.role == "resident")
    with page.expect_navigation():
        page.locator("main li", has_text=person.name).get_by_role("button").click()
    page.locator(".account-bar").get_by_role(
        "link", name="Avvisi" if language == "it" else "Notices"
    ).click()
    expect(page.locator(".empty")).to_be_visible()
    look(page, assert_accessible)
    user = User.objects.get(email=person.email)
    for number in range(22):
        tell(user, dedupe=f"n{number}", title=f"Via Finta {number}")
    tell(user, kind="reminded", dedupe="r", title="Una-parola-molto-lunga-" * 6)
    page.reload()
    expect(page.locator(".account-bar strong")).to_contain_text("(23")
    look(page, assert_accessible)
    page.locator(".filters-more summary").click()
    page.locator("input[name=kind][value=reminded]").check()
    page.locator(".filters-more button[type=submit]").click()
    expect(page.locator(".choices li")).to_have_count(1)
    look(page, assert_accessible)
    page.locator(".choices button[name=notice]").click()
    expect(page).to_have_url(re.compile(r"\?kind=reminded$"))
    expect(page.locator(".account-bar strong")).to_contain_text("(22")
    page.locator(".actions button[value=all]").click()
    expect(page.locator(".account-bar strong")).to_have_count(0)
    look(page, assert_accessible)
    page.goto(page.url.partition("?")[0] + "?page=2")
    expect(page.locator(".choices li")).to_have_count(3)
    with page.expect_navigation():
        page.locator(".actions a[href]").first.click()
    look(page, assert_accessible)
    page.get_by_label("Answers", exact=True).select_option("digest")
    page.get_by_role("button", name="Salva" if language == "it" else "Save").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_label("Answers", exact=True)).to_have_value("digest")
    look(page, assert_accessible)


@pytest.mark.parametrize(
    ("language", "width", "javascript"),
    [("it", 1280, True), ("en", 320, True), ("en", 1280, False)],
)
def test_follower__from_asking_to_ending__is_accessible_and_gets_no_cookie(
    open_page, assert_accessible, language, width, javascript
) -> None:
    def check() -> None:
        if javascript:
            look(page, assert_accessible)

    page = open_page(
        f"{address(language, 'notices:follow')}?topic={TOPIC}", width=width, javascript=javascript
    )
    check()
    page.locator("#id_email").fill("vicina finta")
    page.locator("main form button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    check()
    page.locator("#id_email").fill("vicina@finta.example")
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile(address(language, "notices:asked")))
    check()
    send()
    confirm = link_in("conferma|confirm")
    page.goto(confirm)
    check()
    page.locator("main form button").click()
    expect(page.locator("main form")).to_have_count(0)
    expect(page.locator("h1")).to_contain_text("Ora segui" if language == "it" else "You follow")
    check()
    page.goto(confirm)
    expect(page.locator("h1")).to_contain_text("non è più" if language == "it" else "no longer")
    check()
    # Asked again, the owner is told, with the link that ends it.
    page.goto(
        page.url.partition("/it/" if language == "it" else "/en/")[0]
        + (f"{address(language, 'notices:follow')}?topic={TOPIC}")
    )
    page.locator("#id_email").fill("vicina@finta.example")
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile(address(language, "notices:asked")))
    send()
    page.goto(link_in("posta/basta|mail/stop"))
    check()
    page.locator("main form button").first.click()
    expect(page.locator("main form")).to_have_count(0)
    check()
    assert page.context.cookies() == []
    # The browser notes the two answers that say what is wrong.
    said = [error for error in page.watch.errors if re.search("status of 4(22|10)", error)]
    assert len(said) == 2
    page.watch.errors[:] = [error for error in page.watch.errors if error not in said]


def test_letters__of_the_demo__are_accessible_and_fit(
    open_page, assert_accessible, settings, tmp_path
) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path)
    backend = "django.core.mail.backends.filebased.EmailBackend"
    text = f"Una riga.\n\nhttps://a.example/{'lungo' * 30}/"
    mails = [EmailMessage(f"Oggetto {n}", text, to=["a@finta.example"]) for n in range(2)]
    get_connection(backend, file_path=str(tmp_path)).send_messages(mails)
    page = open_page(address("it", "notices:letters"), width=320)
    expect(page.locator("article")).to_have_count(2)
    look(page, assert_accessible)
