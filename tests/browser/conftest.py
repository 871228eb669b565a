"""One server and one Chromium for all browser tests; every page they open is watched."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.helpers import SLOW_LINE, TIMEOUT, Server, chromium_path, running_app, settled
from tests.browser.tabs import Tabs

FLAGS = (
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

expect.set_options(timeout=TIMEOUT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder carry the mark `browser`, so that `-m 'not browser'` leaves them out."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker("browser")


@pytest.fixture(scope="package")
def server() -> Iterator[Server]:
    """The app, running; `server.url` is its address. A traceback in its log fails the last test."""
    with running_app() as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium, closed before the next folder's tests: playwright keeps an event loop while it is open."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def tabs(browser: Browser) -> Tabs:
    """The tabs that all tests of this folder use, one test after the other."""
    return Tabs(browser)


@pytest.fixture
def open_page(server: Server, tabs: Tabs) -> Iterator[Callable[..., Page]]:
    """`open_page("cell?seq_len=5", theme="dark")` opens a page in a tab and waits until it is settled.

    Keywords: theme "light" or "dark"; size in CSS px, 1440 × 900; still=True for prefers-reduced-motion; url of
    another server; wait=False for a page that ticks; script to run before the page's own. At the end of the test,
    an error in the console or a request to another host fails it.
    """

    def open_it(
        path: str = "",
        *,
        theme: str = "light",
        size: tuple[int, int] = (1440, 900),
        still: bool = False,
        url: str | None = None,
        wait: bool = True,
        script: str | None = None,
    ) -> Page:
        page = tabs.open(f"{url or server.url}/{path}", theme=theme, size=size, still=still, script=script)
        return settled(page) if wait else page

    yield open_it
    tabs.end_test()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """Home, light, 1440 × 900."""
    return open_page()


@pytest.fixture
def slow_line(open_page: Callable[..., Page]) -> Callable[[str], Page]:
    """As `open_page`, with a connection that can be slowed down: `window.slow(ms)`, see `SLOW_LINE`."""
    return partial(open_page, script=SLOW_LINE)
