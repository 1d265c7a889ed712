"""A real Chromium, and axe; nothing here needs the network.

Without Chromium the journeys are skipped and say why; RIONE_REQUIRE_BROWSER=1 makes them fail.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# Playwright's synchronous interface runs an event loop in this thread, which Django would refuse.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what was found comes back: the whole result takes longer to carry over than to make.
LOOK = """async rules => (await axe.run(document, {
  runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'],
})).violations.map(({id, impact, help, nodes}) => ({
  id, impact, help, nodes: nodes.slice(0, 3).map(node => node.html.slice(0, 200)),
}))"""

_pages: list[str] = []
_skeletons: dict[str, str] = {}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium found in PATH, headless, one for the session."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        reason = f"no Chromium in PATH (looked for {', '.join(NAMES)})"
        if os.environ.get("RIONE_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Watch:
    """What a page said and asked for: console errors, requests to other hosts."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.errors: list[str] = []
        self.elsewhere: list[str] = []
        own = urlsplit(origin).netloc

        def asked(request: object) -> None:
            url = urlsplit(request.url)  # type: ignore[attr-defined]
            if url.scheme in ("http", "https", "ws", "wss") and url.netloc != own:
                self.elsewhere.append(request.url)  # type: ignore[attr-defined]

        context.on("request", asked)
        context.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def assert_silent(self) -> None:
        assert not self.errors, "\n".join(self.errors)
        assert not self.elsewhere, "\n".join(self.elsewhere)


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """`open_page("/it/", width=390, javascript=True)` → a page at that address.

    The page has `page.watch`; at the end of the test every page must have been silent: no
    console error and no request to another host.
    """
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def open_at(path: str, *, width: int = 1280, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            locale="it-IT",
            reduced_motion="reduce",
        )
        contexts.append(context)
        watch = Watch(context, live_server.url)
        watches.append(watch)
        page = context.new_page()
        page.watch = watch  # type: ignore[attr-defined]
        page.goto(live_server.url + path, wait_until="load")
        return page

    yield open_at
    for context in contexts:
        context.close()
    for watch in watches:
        watch.assert_silent()


@pytest.fixture
def page(open_page) -> Page:
    """An empty page at the first address."""
    return open_page("/it/")


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """`assert_accessible(page)`: no violation that axe can find; pages seen are listed at the end.

    Under our policy axe cannot be added as a script element, so its source is evaluated.
    """

    def check(page: Page) -> None:
        page.evaluate(AXE)
        violations = page.evaluate(LOOK, RULES)
        skeleton = re.sub(r">[^<]*<", "><", page.content())
        where = f"{urlsplit(page.url).path} at {page.viewport_size['width']} px"
        _pages.append(where)
        _skeletons.setdefault(hashlib.sha256(skeleton.encode()).hexdigest(), where)
        found = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
            + "\n    ".join(violation["nodes"])
            for violation in violations
        ]
        assert not found, f"{where}\n" + "\n".join(found)

    return check


def pytest_terminal_summary(terminalreporter) -> None:
    if _pages:
        terminalreporter.write_line(
            f"axe: {len(_pages)} pages, {len(_skeletons)} distinct skeletons: "
            + ", ".join(sorted(set(_pages)))
        )
