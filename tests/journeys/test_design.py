"""The components in a real browser: accessible, silent, by keyboard and without script."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

ADDRESS = {"it": "/it/design/", "en": "/en/design/"}


def wait_for_maps(page):
    expect(page.locator("figure[data-ready]")).to_have_count(2)


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("width", [1280, 320])
def test_components__every_state__has_no_violation(open_page, assert_accessible, language, width):
    page = open_page(ADDRESS[language], width=width)
    wait_for_maps(page)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("language", ["it", "en"])
def test_missing_page__in_a_browser__is_accessible(open_page, assert_accessible, language):
    page = open_page(ADDRESS[language])
    page.goto(page.url + "nowhere/")
    page.watch.errors.clear()  # the browser itself reports the 404
    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)


def test_check__pages_with_mistakes__are_found(open_page, assert_accessible):
    page = open_page(ADDRESS["en"])
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img><input>')")
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    with pytest.raises(AssertionError) as found:
        assert_accessible(page)
    for rule in ("image-alt", "label", "color-contrast"):
        assert f"{rule} (" in str(found.value)


def test_keyboard__first_tab__skips_to_the_content(open_page):
    page = open_page(ADDRESS["it"])
    page.keyboard.press("Tab")
    expect(page.locator(".skip .skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_keyboard__menu_on_a_phone__opens_and_escape_closes_it(open_page):
    page = open_page(ADDRESS["it"], width=390)
    summary = page.locator(".main-nav-narrow summary")
    if summary.count() == 0:
        pytest.skip("no navigation is configured")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".main-nav-narrow a").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".main-nav-narrow a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.locator(".main-nav-narrow a").first).to_be_hidden()


def test_keyboard__map__reaches_places_and_returns(open_page):
    page = open_page(ADDRESS["it"])
    wait_for_maps(page)
    figure = page.locator("figure[data-map='map-one']")
    figure.locator(".map-canvas").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('leaflet-marker-icon')"):
            break
    marker = figure.locator(".leaflet-marker-icon")
    expect(marker).to_be_focused()
    assert marker.get_attribute("aria-label")
    page.keyboard.press("Enter")
    expect(figure.locator(".leaflet-popup-content")).to_contain_text("Castello 1")
    page.keyboard.press("Escape")
    expect(marker).to_be_focused()


def test_map__many_places__gathers_and_opens_on_a_press(open_page):
    page = open_page(ADDRESS["en"], width=390)
    wait_for_maps(page)
    figure = page.locator("figure[data-map='map-many']")
    before = figure.locator(".leaflet-marker-pane .leaflet-marker-icon").count()
    assert 1 < before < 24
    assert "zoom in" in figure.locator(".gathered").first.get_attribute("aria-label")
    labels = "nodes => nodes.map(node => node.getAttribute('aria-label') + node.style.transform)"
    markers = figure.locator(".leaflet-marker-pane .leaflet-marker-icon")
    seen = markers.evaluate_all(labels)
    figure.locator(".gathered").first.click()
    page.wait_for_timeout(200)  # nothing moves gradually: reduced motion is asked for
    assert markers.evaluate_all(labels) != seen
    expect(figure.locator(".leaflet-marker-icon[aria-label='']")).to_have_count(0)


def test_map__skip_link__leads_to_the_list(open_page):
    page = open_page(ADDRESS["it"])
    wait_for_maps(page)
    figure = page.locator("figure[data-map='map-many']")
    figure.locator(".map-skip a").focus()
    page.keyboard.press("Enter")
    expect(figure.locator(".map-list summary")).to_be_in_viewport()


def test_no_javascript__everything__is_still_there(open_page):
    page = open_page(ADDRESS["it"], javascript=False)
    expect(page.locator("figure[data-map='map-many'] .map-list li")).to_have_count(20)
    expect(page.locator(".map-canvas").first).to_be_hidden()
    page.locator("#filters input[name=q]").fill("drago")
    page.locator("#filters input[value=dreamt]").check()
    with page.expect_navigation():
        page.locator("#filters button[type=submit]").first.click()
    assert "q=drago" in page.url
    assert "state=dreamt" in page.url
    expect(page.locator(".chip-link")).to_have_count(2)
    with page.expect_navigation():
        page.locator(".chip-link").first.click()
    assert "q=" not in page.url
    page.locator("#invented .sorter").first.click()
    expect(page.locator("#invented th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    page.locator("#invented .pages a[rel=next]").click()
    expect(page.locator("#invented .pages a[aria-current=page]")).to_contain_text("2")
    with page.expect_navigation():
        page.locator(".languages a[lang=en]").click()
    assert "/en/design/" in page.url
    assert "page=2" in page.url


def test_paper__folded_parts__are_printed_and_navigation_is_not(open_page):
    page = open_page(ADDRESS["it"])
    page.emulate_media(media="print")
    assert page.locator(".main-nav:visible").count() == 0
    assert page.locator("form.filters:visible").count() == 0
    assert (
        page.evaluate("""() => {
        window.dispatchEvent(new Event("beforeprint"));
        return document.querySelectorAll("main details:not([open])").length;
    }""")
        == 0
    )
