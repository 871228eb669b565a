"""A page of a real Chromium in which the player's JavaScript modules can be imported: `/lib/format.js` is one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.helpers import chromium_path

EMPTY = "http://player.test/"  # a host that exists nowhere
ASSETS = Path(__file__).parents[2] / "rnnlab/player/assets"


def answer(route: Route) -> None:
    path = urlsplit(route.request.url).path.lstrip("/")
    if path:
        route.fulfill(path=ASSETS / path, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html>", content_type="text/html")


@contextmanager
def module_page() -> Iterator[Page]:
    """A page that reads all it asks for from the player's assets; go to `EMPTY` first."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        page = browser.new_page()
        page.route("**/*", answer)
        yield page
        browser.close()
