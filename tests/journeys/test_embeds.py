"""Pieces of an action inside of a page of another site, in a real browser."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, expect

from .test_programme import address, fits, milano, open_everything

pytestmark = [pytest.mark.journey]
__all__ = ["milano"]
CODE = "MI1.1.1.a"
PIECES = (
    ("embed_amounts", CODE),
    ("embed_amounts", "MI3.3.1.a"),
    ("embed_map", CODE),
    ("embed_map", "MI1.1.1.b"),
)


@pytest.fixture
def another_site() -> Iterator[Callable[..., str]]:
    """`another_site(*addresses)` → the address of a page elsewhere that frames them."""
    frames: list[str] = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = "<!doctype html><html lang=en><title>Elsewhere</title><h1>Elsewhere</h1>"
            page += "".join(
                f'<iframe src="{frame}" title="{number}" width="600" height="700"></iframe>'
                for number, frame in enumerate(frames)
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def framing(*addresses: str) -> str:
        frames[:] = addresses
        return f"http://127.0.0.1:{server.server_port}/"

    yield framing
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("language", "width"), [("it", 1280), ("en", 320)])
def test_pieces__in_both_languages__are_accessible_and_fit(
    open_page, assert_accessible, milano, language: str, width: int
) -> None:
    page = open_page(address(language, "programme:embed_amounts", CODE), width=width)
    expect(page.locator("svg.bar").first).to_be_visible()
    origin = page.url.removesuffix(address(language, "programme:embed_amounts", CODE))
    for name, code in PIECES:
        page.goto(origin + address(language, f"programme:{name}", code))
        assert fits(page), name
        open_everything(page)
        assert fits(page), f"{name}, everything open"
        assert_accessible(page)


def test_pieces__in_a_page_of_another_site__show_and_others_do_not(
    browser: Browser, live_server, another_site, milano
) -> None:
    pieces = [address("it", f"programme:{name}", CODE) for name in ("embed_amounts", "embed_map")]
    whole = address("it", "programme:action", CODE)
    context = browser.new_context(locale="it-IT", reduced_motion="reduce")
    try:
        page = context.new_page()
        page.goto(another_site(*(live_server.url + one for one in [*pieces, whole])))
        amounts, places, refused = (page.frame_locator("iframe").nth(n) for n in range(3))
        expect(amounts.locator("svg.bar").first).to_be_visible()
        expect(places.locator(".map-canvas .leaflet-marker-icon").first).to_be_visible()
        expect(places.locator(".map-list li").first).to_be_visible()
        # The browser shows a page of its own in its place.
        expect(refused.locator(".site-header")).to_have_count(0)
        assert not context.cookies()
        with context.expect_page() as opened:
            amounts.locator(".embed-foot a").first.click()
        expect(opened.value.locator("h1")).to_be_visible()
        assert opened.value.url == live_server.url + whole
    finally:
        context.close()
