"""Benchmarks of the server process: first picture after a cold start, and memory of one more session. Linux only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks.browser import APPS, chromium, opened, player
from benchmarks.table import Row, interleaved, ratio_row
from tests.browser.helpers import running_app

SESSIONS = 10
# Checks at every frame, shadow roots included, whether a CSS selector matches; stores the time of the first match.
WATCH = """(picture) => {
  const hosts = (root) => [...root.querySelectorAll("*")].filter((element) => element.shadowRoot);
  const roots = (root) => [root, ...hosts(root).flatMap((host) => roots(host.shadowRoot))];
  const check = () => {
    if (roots(document).some((root) => root.querySelector(picture))) window.firstPicture = performance.now();
    else requestAnimationFrame(check);
  };
  check();
}"""


def first_picture(browser: Browser, app: str, picture: str, **arguments: Any) -> float:
    """Seconds from the server being up to the picture, in a new process and a new browser profile.

    Args:
        app, arguments: What is served, see `running_app`.
        picture: The CSS selector of the picture.
    """
    with running_app(app, **arguments) as server:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.add_init_script(f"({WATCH})({picture!r})")
        page.goto(server.url)
        page.wait_for_function("window.firstPicture")
        taken = float(page.evaluate("window.firstPicture")) / 1000  # counted by the browser from the start of goto
        context.close()
    return taken


def resident(pid: int) -> int:
    """Bytes of a process that are in memory."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    if not found:
        raise RuntimeError("VmRSS must be in the process's status")
    return int(found[1]) * 1024


def finished_run(browser: Browser, url: str) -> None:
    """Open one more session whose run of 15 epochs is done, and leave it open."""
    page = opened(browser, f"{url}/training")
    player(page, "training").locator(".toggle").click()
    page.locator('.mount[data-view="training"][data-len="15"]').wait_for()


def memory_row(browser: Browser) -> Row:
    with running_app() as server:
        for _ in range(4):
            finished_run(browser, server.url)
        before = resident(server.process.pid)
        for _ in range(SESSIONS):
            finished_run(browser, server.url)
        each = (resident(server.process.pid) - before) / SESSIONS / 1e6
    return Row(
        what="memory of one more open session with a finished run",
        reference="–",
        ours=f"{each:.2f} MB",
        measured=f"mean of {SESSIONS}",
        reach="≤ 1 MB",
        ok=each <= 1,
    )


def rows() -> Iterator[Row]:
    with chromium() as browser:
        times = interleaved(
            lambda: first_picture(browser, f"{APPS}hello.py", "h1"),
            lambda: first_picture(browser, "app.py", ".mount[data-version]"),
            9,  # a cold start swings by a fifth
        )
        yield ratio_row(
            "server up → first picture on Home, cold",
            times,
            1.5,
            reference="a page like Streamlit's hello",
            also=", ≤ 2 s",
            fits=times[1] <= 2,
        )
        yield memory_row(browser)
