"""`open_file`: a recording's HTML file, opened from disk by a browser that has no network."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from rnnlab import Recording
from rnnlab.player.alone import VIEWS
from tests.browser.probe import Player


class Opened:
    """What happened in the pages of a test: requests of anything but the files, and lines in the console."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.console: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", self.log)
        context.on("weberror", lambda error: self.console.append(str(error.error)))

    def log(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text}")

    def forget(self) -> None:
        """Of a test that causes requests and errors itself."""
        self.requests.clear()
        self.console.clear()

    def outside(self) -> list[str]:
        """Addresses asked for, other than files of this test and what a page has made itself."""
        return [url for url in self.requests if not url.startswith(("file://", "blob:null/", "data:"))]


@pytest.fixture
def opened() -> Opened:
    return Opened()


@pytest.fixture
def open_page_alone(browser: Browser, opened: Opened) -> Iterator[Callable[..., Page]]:
    """`open_page_alone(path, theme="dark")` opens a file; at the end a request or a line in the console fails."""
    contexts: list[BrowserContext] = []

    def open_it(path: Path, *, theme: Any = "light", still: bool = False, offline: bool = True) -> Page:
        motion: Any = "reduce" if still else "no-preference"
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, color_scheme=theme, reduced_motion=motion, offline=offline
        )
        contexts.append(context)
        opened.watch(context)
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert opened.outside() == []
    assert opened.console == []


@pytest.fixture
def open_file(open_page_alone: Callable[..., Page], tmp_path: Path) -> Callable[..., Player]:
    """`open_file(recording)` writes a recording's HTML file, opens it, and waits until it is drawn."""

    def open_it(recording: Recording, **how: Any) -> Player:
        recording.to_html(tmp_path / "recording.html")
        return Player(open_page_alone(tmp_path / "recording.html", **how), VIEWS[recording.kind].view)

    return open_it
