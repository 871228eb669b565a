"""Benchmark of an edit in Chromium: from Enter in the field of a weight to the picture with the new states."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator

from playwright.sync_api import Browser, Locator

from benchmarks.browser import chromium, meter, opened, player
from benchmarks.table import Row
from tests.browser.helpers import running_app

SIZES = "seq_len=64&input_size=64&hidden_size=64"
EDITS = 60
REST = 400  # ms between two edits, in which the rest of the page is drawn


def edits(root: Locator) -> list[float]:
    """Milliseconds from Enter to the new picture, for weights all over the selected unit; the first is not counted."""
    rng = random.Random(0)
    times = []
    for number in range(EDITS + 1):
        place = f"weight_{rng.choice(['ih', 'hh'])}.0.{rng.randrange(64)}"
        times.append(float(meter(root, "edit", place=place, text=str(number / 100 + 0.005))))
        root.page.wait_for_timeout(REST)
    return times[1:]


def edit_row(browser: Browser, app: str) -> Row:
    root = player(opened(browser, f"{app}/cell?{SIZES}"), "cell")
    times = edits(root)
    if root.get_attribute("data-edits") in ("", "0", None):
        raise RuntimeError("the page must hold the edits that were timed")
    p95 = statistics.quantiles(times, n=20)[-1]
    return Row(
        what="edit a weight → new states drawn, RNNCell 64×64, 64 steps",
        reference="–",
        ours=f"{statistics.median(times):.0f} ms",
        measured=f"p95 {p95:.0f} ms, worst {max(times):.0f} ms of {len(times)}",
        reach="p95 ≤ 200 ms",
        ok=p95 <= 200,
    )


def rows() -> Iterator[Row]:
    with running_app() as server, chromium() as browser:
        yield edit_row(browser, server.url)
