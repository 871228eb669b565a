"""`Tabs`: browser tabs that the tests share one after another; their requests and errors are recorded."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.helpers import PROBE, TIMEOUT


class Tabs:
    """Tabs of one browser profile.

    Opening a page in a tab that was used before takes a third of the processor time of a new tab in a new profile: the
    browser has the app's files, and its programs are compiled. What a tab stores is cleared between two tests.
    """

    def __init__(self, browser: Browser) -> None:
        self.context: BrowserContext = browser.new_context()
        self.context.set_default_timeout(TIMEOUT)
        self.context.on("request", lambda request: self._asked(request.url))
        self.context.on("console", self._said)
        self.context.on("weberror", lambda error: self._errors.append(str(error.error)))
        self._idle: list[Page] = []
        self._used: list[Page] = []
        self._servers: set[str] = set()
        self._hosts: set[str] = set()
        self._errors: list[str] = []

    def open(self, url: str, *, theme: str, size: tuple[int, int], still: bool, script: str | None) -> Page:
        """A tab with this address. One with a script to run before the page's own is new, and is not used again."""
        page = self._idle.pop() if self._idle and not script else self._new()
        if script:
            page.add_init_script(script)
        else:
            self._used.append(page)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(
            color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce" if still else "no-preference"
        )
        self._servers.add(urlsplit(url).netloc)
        page.goto(url)
        return page

    def _new(self) -> Page:
        page = self.context.new_page()
        page.on("websocket", lambda socket: self._asked(socket.url))
        return page

    def end_test(self) -> None:
        """Empty the tabs; a request to another host than the test's servers, or an error in the console, fails."""
        for page in self.context.pages:
            if page in self._used:
                page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
                page.goto("about:blank")
                self._idle.append(page)
            elif page not in self._idle:
                page.close()
        self.context.clear_cookies()
        self.context.clear_permissions()
        servers, hosts, errors = self._servers, self._hosts, self._errors
        self._used, self._servers, self._hosts, self._errors = [], set(), set(), []
        assert hosts <= servers, f"asked other hosts: {hosts - servers}"
        assert not errors, errors

    def _asked(self, url: str) -> None:
        if urlsplit(url).scheme not in ("data", "blob", "about"):
            self._hosts.add(urlsplit(url).netloc)

    def _said(self, message: ConsoleMessage) -> None:
        url = str(message.location.get("url"))
        if message.type == "error" and not ("404" in message.text and PROBE.match(urlsplit(url).path)):
            self._errors.append(f"{message.text} ({url})")
