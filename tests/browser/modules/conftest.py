"""One empty page in which the player's modules are imported, each by itself: `js` runs a program there."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Route

from tests.imports import ASSETS

ORIGIN = "http://modules.invalid"  # nothing is asked of a network: every request is answered from the files


def answer(route: Route) -> None:
    path = route.request.url.removeprefix(ORIGIN).lstrip("/")
    if not path:
        route.fulfill(content_type="text/html", body="<!doctype html>")
    else:
        route.fulfill(content_type="text/javascript", body=(ASSETS / path).read_text("utf-8"))


@pytest.fixture(scope="package")
def modules(browser: Browser) -> Iterator[BrowserContext]:
    """Pages whose origin, `ORIGIN`, serves the player's files: `/lib/format.js` is one."""
    context = browser.new_context()
    context.route("**/*", answer)
    yield context
    context.close()


@pytest.fixture(scope="package")
def js(modules: BrowserContext) -> Callable[..., Any]:
    """`js("charts/scales.js", "m.niceRange(given.most)", most=3)`: m is the module, and given holds the keywords.

    A program may also be statements that end with `return`. NaN and the infinities come back as they are.
    """
    page = modules.new_page()
    page.goto(ORIGIN)

    def run(module: str, program: str, **given: Any) -> Any:
        body = program if "return " in program else f"return {program};"
        return page.evaluate(f"async (given) => {{ const m = await import('/{module}'); {body} }}", given)

    return run
