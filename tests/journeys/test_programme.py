"""The programme's pages in a real browser: what residents and officials do there."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.journey]

DATA = Path(__file__).resolve().parents[2] / "data" / "milano"
SKELETONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("programme:glance", ()),
    ("programme:actions", ()),
    ("programme:action", ("MI3.2.2.a",)),
    ("programme:action", ("MI4.1.1.a",)),
    ("programme:action", ("MI4.2.1.a",)),
    ("programme:action", ("MI5.2.1.a",)),
    ("programme:action_sources", ("MI4.2.1.a",)),
    ("programme:projects", ()),
    ("programme:project", ("quartieri-connessi",)),
    ("programme:disagreements", ()),
    ("programme:gaps", ()),
    ("programme:waiting", ()),
    ("programme:indicators", ()),
    ("programme:documents", ()),
    ("programme:document", ("progetti-2022",)),
    ("programme:communication", ()),
    ("open_data:datasets", ()),
    ("open_data:dataset", ("list-of-operations",)),
    ("territory:sites", ()),
    ("territory:site", ("qc-monti",)),
    ("pages:about", ()),
    ("pages:accessibility", ()),
    ("pages:privacy", ()),
)


@pytest.fixture
def milano(transactional_db: None) -> None:
    """The city's programme, loaded."""
    from rione.programme.operations import load_folder

    load_folder(folder=DATA)


def address(language: str, name: str, *args: str) -> str:
    with override(language):
        return reverse(name, args=args)


def fits(page: Page) -> bool:
    """Nothing makes the reader scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def open_everything(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true; })")


@pytest.mark.parametrize("width", [1280, 320])
def test_pages__every_skeleton__is_accessible_and_fits(
    open_page, assert_accessible, milano, width
) -> None:
    language = "it" if width == 1280 else "en"
    page = open_page(address(language, "programme:glance"), width=width)
    origin = page.url.removesuffix(address(language, "programme:glance"))
    for name, args in SKELETONS:
        page.goto(origin + address(language, name, *args))
        assert fits(page), name
        open_everything(page)
        assert fits(page), f"{name}, everything open"
        assert_accessible(page)


@pytest.mark.parametrize(("language", "width"), [("it", 1280), ("en", 1280), ("it", 390)])
def test_citizen__from_the_first_page__reaches_a_source_and_a_disagreement(
    open_page, milano, language, width
) -> None:
    """Home → search → filter → action → source of a figure → the two values → the document."""
    page = open_page(f"/{language}/", width=width)
    page.get_by_role("searchbox").fill("docce" if language == "it" else "showers")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q="))
    page.get_by_role("link", name=re.compile("MI3.2.2.a")).first.click()
    expect(page.locator("h1")).to_contain_text(
        "Servizi alle persone" if language == "it" else "Services to people"
    )
    source = page.locator("#money ~ * .source").first
    source.locator("summary").click()
    expect(source.locator("blockquote")).to_be_visible()
    page.locator('.state-row a[href="#disagreements"]').click()
    values = page.locator("article.card-box .compare-value")
    expect(values.nth(0)).to_contain_text("3.355.016,75" if language == "it" else "3,355,016.75")
    expect(values.nth(1)).to_contain_text("1.411.800,00" if language == "it" else "1,411,800.00")
    values.nth(1).get_by_role("link").first.click()
    expect(page.locator("h1")).to_contain_text("PON Metro Milano 2014-2020")


def test_official__with_filters__narrows_the_list_and_its_sums(open_page, milano) -> None:
    page = open_page(address("it", "programme:actions"))
    page.locator(".filters-more summary").click()
    page.get_by_label(re.compile("^Lavori completati")).check()
    page.get_by_role("button", name="Applica").click()
    expect(page).to_have_url(re.compile(r"state=works_complete"))
    expect(page.locator("#actions-count")).to_contain_text("azioni")
    rows = page.locator("#actions tbody tr")
    assert 0 < rows.count() < 30
    page.locator(".chip-link").first.click()
    expect(rows).to_have_count(30)


def test_reader__changes_language__stays_on_the_same_page(open_page, milano) -> None:
    page = open_page(address("it", "programme:action", "MI4.1.1.a"))
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/en/actions/MI4\.1\.1\.a/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_keyboard__alone__searches_opens_a_source_and_goes_on(open_page, milano) -> None:
    page = open_page(address("it", "programme:actions"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type === 'search'"):
            break
    page.keyboard.type("cascina")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=cascina"))
    link = page.locator("#actions tbody a").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/it/azioni/MI"))
    summary = page.locator("main .source summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main .source[open]").first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_pages__without_scripts__say_the_same(open_page, milano, width) -> None:
    page = open_page("/it/", width=width, javascript=False)
    origin = page.url.removesuffix("/it/")
    for name, args in SKELETONS:
        page.goto(origin + address("it", name, *args))
        expect(page.locator("h1")).to_have_count(1)
        assert fits(page), name
    page.goto(origin + address("it", "programme:action", "MI4.2.1.a"))
    expect(page.locator(".map-list li").first).to_be_visible()
    page.goto(origin + address("it", "programme:actions"))
    page.locator(".filters-more summary").click()
    page.get_by_label(re.compile("^Conclusa")).check()
    page.get_by_role("button", name="Applica").click()
    expect(page).to_have_url(re.compile("state=closed"))


def test_map__on_an_action__leads_to_the_place(open_page, milano) -> None:
    page = open_page(address("it", "programme:action", "MI3.2.2.a"))
    expect(page.locator("figure[data-ready]")).to_have_count(1)
    page.locator(".map-list summary").click()
    page.locator(".map-list a").first.click()
    expect(page).to_have_url(re.compile("/it/luoghi/"))
    expect(page.get_by_role("link", name=re.compile("Recupero di strutture")).first).to_be_visible()


def test_paper__an_action__is_a_few_whole_pages(open_page, milano) -> None:
    """Sources are open on paper, menus and buttons are not there, and it is no book."""
    page = open_page(address("it", "programme:action", "MI3.2.2.a"))
    page.emulate_media(media="print")
    expect(page.locator(".main-nav-wide")).to_be_hidden()
    expect(page.locator(".on-page")).to_be_hidden()
    sheet = page.pdf(format="A4")
    sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", sheet))
    assert 2 <= sheets <= 12, sheets


def test_missing__action__offers_a_search(open_page, milano, assert_accessible) -> None:
    page = open_page(address("it", "programme:actions"))
    page.goto(page.url + "MI9.9.9.z/")
    page.watch.errors.clear()  # the browser itself reports the 404
    assert_accessible(page)
    expect(page.get_by_role("searchbox")).to_have_value("MI9.9.9.z")
