"""The HTML file of a recording of 1 000 steps, opened from disk, beside an empty page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from benchmarks.browser import chromium
from benchmarks.table import Row, interleaved
from rnnlab.config.networks import LayersConfig
from rnnlab.tracing.record import record_layers

MORE = 0.5  # seconds that it may take longer than an empty page
ROUNDS = 9
EMPTY = "<!doctype html><title>empty</title><div class='mount' data-version='1'>empty</div>"


def rows() -> Iterator[Row]:
    """From the opening of the file to its first picture."""
    recording = record_layers(LayersConfig(cell="lstm", seq_len=1000, hidden_size=64, num_layers=2))
    with TemporaryDirectory() as name, chromium() as browser:
        empty, page = Path(name, "empty.html"), Path(name, "page.html")
        empty.write_text(EMPTY, encoding="utf-8")
        recording.to_html(page)
        times = interleaved(partial(first_picture, browser, empty), partial(first_picture, browser, page), ROUNDS)
    more = times[1] - times[0]
    yield Row(
        what=f"HTML file of 1 000 × 64 × 2, {page_size(recording.nbytes)} → first picture",
        reference=f"an empty page: {1000 * times[0]:.0f} ms",
        ours=f"{1000 * times[1]:.0f} ms",
        measured=f"{1000 * more:.0f} ms more",
        reach=f"≤ {1000 * MORE:.0f} ms more",
        ok=more <= MORE,
    )


def page_size(count: int) -> str:
    """Bytes of a recording, for a person."""
    return f"{count / 1e6:.1f} MB"


def first_picture(browser: Browser, path: Path) -> float:
    """Seconds from the opening of a page until it is drawn; in a context of its own, which has nothing in its cache."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(path.as_uri())
    page.locator(".mount[data-version]").wait_for()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    taken = time.perf_counter() - start
    context.close()
    return taken
