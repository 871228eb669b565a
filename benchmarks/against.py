"""This checkout compared with another one in one run: both are measured in turns, and each row gives the ratio.

Only what both checkouts share is used: the public names of the library, page addresses, and the attributes that a
player publishes. The other checkout needs an environment of its own in `.venv-test`, as `bash tests/run.sh` makes it.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator

from benchmarks.browser import CHANGES, STEP_UP, WIDE, chromium, opened, player, reaction, scrub, train
from benchmarks.server import first_picture
from benchmarks.streaming import LINK, prepare, streamed
from benchmarks.table import Row, interleaved, ratio_row
from tests.browser.helpers import ROOT, Server, running_app

STARTS, STREAMS, LOOPS = 9, 5, 9  # rounds of the measurements that take seconds each
REACH = 1.1  # the same program measured twice differs by up to this much
# Scripts that print the seconds of 1 000 recorded epochs, and of a trace; the first measurement of each is dropped.
TRAIN = """
import time, torch, rnnlab
torch.set_num_threads(1)
for _ in range(2):
    start = time.perf_counter()
    trainer = rnnlab.Trainer(rnnlab.TextConfig(epochs=1000))
    for _ in trainer:
        pass
    trainer.recording()
print(time.perf_counter() - start)
"""
TRACE = """
import time, torch, rnnlab
torch.set_num_threads(1)
x, lstm = torch.randn(1000, 1, 64), torch.nn.LSTM(64, 64, num_layers=2)
for _ in range(2):
    start = time.perf_counter()
    for _ in range(10):
        rnnlab.trace(lstm, x)
print((time.perf_counter() - start) / 10)
"""


@dataclass(frozen=True)
class Checkout:
    """A copy of this project, and the Python of its environment."""

    root: Path
    python: str

    def app(self) -> AbstractContextManager[Server]:
        return running_app(root=self.root, python=self.python)

    def seconds(self, script: str) -> float:
        """The number of seconds that a script prints, run in a fresh process of this checkout."""
        command = [self.python, "-c", script]
        return float(subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=True).stdout)


def checkout(root: Path) -> Checkout:
    python = root / ".venv-test" / "bin" / "python"
    if not python.exists():
        raise SystemExit(f"{root} must hold an environment in .venv-test: run `bash tests/run.sh --quick` there first")
    return Checkout(root, str(python))


def in_turns(what: str, measure: Callable[[int], float], rounds: int) -> Row:
    """One row: the ratio of a measurement here to the same one in the other checkout.

    Args:
        what: The row's label.
        measure: Takes 0 for the other checkout or 1 for this one; returns seconds.
        rounds: Measurements of each.
    """
    return ratio_row(what, interleaved(lambda: measure(0), lambda: measure(1), rounds), REACH, reference="there")


def core_rows(both: tuple[Checkout, Checkout]) -> Iterator[Row]:
    yield in_turns("1 000 epochs of hello, everything recorded", lambda i: both[i].seconds(TRAIN), LOOPS)
    yield in_turns("trace LSTM, T=1000, H=64, 2 layers, with grad", lambda i: both[i].seconds(TRACE), LOOPS)


def home_row(browser: Browser, both: tuple[Checkout, Checkout]) -> Row:
    def start(i: int) -> float:
        return first_picture(browser, "app.py", ".mount[data-version]", root=both[i].root, python=both[i].python)

    return in_turns("server up → first picture on Home, cold", start, STARTS)


def players(browser: Browser, apps: list[str], path: str, view: str) -> list[Locator]:
    """The player of a page of both apps, opened anew: a browser runs JavaScript faster the more often it has run it."""
    return [player(opened(browser, f"{app}/{path}"), view) for app in apps]


def keys_row(browser: Browser, apps: list[str]) -> Row:
    roots = players(browser, apps, WIDE, "layers")
    return in_turns("key press → drawn, 100 × 64", lambda i: statistics.median(scrub(roots[i])) / 1000, 5)


def number_rows(browser: Browser, apps: list[str]) -> Iterator[Row]:
    for view in ("cell", "layers"):
        roots = players(browser, apps, view, view)
        control = STEP_UP.format(key=f"{view}-seq_len")
        yield in_turns(
            f"number changed → new picture, {view} page",
            lambda i, roots=roots, control=control: reaction(roots[i], control, "data-version"),  # type: ignore[misc]
            CHANGES,
        )


def train_row(browser: Browser, apps: list[str]) -> Row:
    roots = players(browser, apps, "training", "training")
    return in_turns("click Train, 15 epochs → data in the browser", lambda i: train(roots[i]), CHANGES)


def streaming_row(browser: Browser, apps: list[str]) -> Row:
    roots = [prepare(opened(browser, f"{app}/{LINK}")) for app in apps]
    return in_turns(
        "one step of a run that is streamed to an open page", lambda i: 1 / streamed(roots[i])["steps"], STREAMS
    )


def rows(groups: list[str], other: Path) -> Iterator[Row]:
    """The rows of these groups; `other` is the root of the other checkout."""
    both = (checkout(other), Checkout(ROOT, sys.executable))
    if "core" in groups:
        yield from core_rows(both)
    if set(groups) == {"core"}:
        return
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        if "home" in groups:
            yield home_row(browser, both)
        apps = [stack.enter_context(each.app()).url for each in both]
        if "keys" in groups:
            yield keys_row(browser, apps)
        if "numbers" in groups:
            yield from number_rows(browser, apps)
        if "train" in groups:
            yield train_row(browser, apps)
        if "streaming" in groups:
            yield streaming_row(browser, apps)
