"""Several server processes behind one nginx: a browser stays with its own, and finds its run at another."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from rnnlab import train_text
from rnnlab.ui.serving.cluster import Processes, cluster
from tests.browser.helpers import ROOT, free_port, settled
from tests.browser.probe import Player

EPOCHS = 4000


def process_of(context: BrowserContext) -> int:
    """The number of the process with which a browser is."""
    return next(int(cookie["value"]) for cookie in context.cookies() if cookie["name"] == "rnnlab_process")


def wait_until(page: Page, condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it has not come about within a minute")


def opened(context: BrowserContext, url: str) -> Player:
    page = context.new_page()
    page.goto(url)
    return Player(settled(page), "training")


def shows(player: Player, epoch: int, loss: float) -> None:
    player.has("len", epoch)
    player.press("End")
    player.at(epoch)
    assert float(player["loss"]) == loss


def killed(processes: Processes, page: Page) -> None:
    """Kill the process of a page, and wait until the page has found another one."""
    number = process_of(page.context)
    processes.running[number].kill()
    wait_until(page, lambda: process_of(page.context) != number)
    settled(page)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of which no process knows."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context
    context.close()


def test_the_link_of_a_run_whose_process_was_killed_on_its_way_trains_the_same_run(context):
    port = free_port()
    with cluster(2, address="127.0.0.1", port=port) as processes:
        player = opened(context, f"http://127.0.0.1:{port}/training?seed=9&epochs={EPOCHS}")
        player.button("toggle").click()
        expect(player.root).not_to_have_attribute("data-len", "1")
        killed(processes, player.page)
        again = opened(context, player.page.url)
        expect(again.root).not_to_have_attribute("data-status", "running")  # it has come to the epoch of the link
        again.button("toggle").click()
        shows(again, EPOCHS, train_text(seed=9, epochs=EPOCHS).losses[-1])


def test_the_file_of_a_run_is_opened_at_another_process(context, tmp_path):
    port, loss = free_port(), train_text(seed=9).losses[-1]
    with cluster(2, address="127.0.0.1", port=port) as processes:
        player = opened(context, f"http://127.0.0.1:{port}/training?seed=9")
        player.button("toggle").click()
        shows(player, 15, loss)
        with player.page.expect_download() as download:
            player.page.get_by_role("button", name="Save").click()
        download.value.save_as(tmp_path / "run.rnnlab")
        killed(processes, player.page)
        other = opened(context, f"http://127.0.0.1:{port}/training?seed=77")
        other.page.locator(".st-key-training-open button").click()
        other.page.locator("input[type=file]").set_input_files(tmp_path / "run.rnnlab")
        other.has("len", 15)
        other.page.keyboard.press("Escape")
        shows(other, 15, loss)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()]


@contextmanager
def script(*options: str) -> Iterator[subprocess.Popen[str]]:
    """The script, for the length of a block."""
    command = [sys.executable, "-m", "rnnlab.ui.serving.cluster", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        try:
            yield running
        finally:
            running.terminate()


def says(running: subprocess.Popen[str], words: str) -> bool:
    """Whether it prints these words before it ends."""
    assert running.stdout
    return any(words in line for line in running.stdout)


def test_the_script_spreads_browsers_starts_what_has_ended_and_leaves_nothing_behind():
    port = free_port()
    with script("--processes", "2", "--address", "127.0.0.1", "--port", str(port)) as running:
        assert says(running, "URL:")
        cookies = [urlopen(f"http://127.0.0.1:{port}/").headers["Set-Cookie"].partition(";")[0] for _ in range(6)]
        assert Counter(cookies) == {"rnnlab_process=0": 3, "rnnlab_process=1": 3}
        before = children(running.pid)
        os.kill(before[1], signal.SIGKILL)
        assert says(running, "Process 1 had ended and was started again")
        after = children(running.pid)
        assert len(after) == len(before) == 3
        running.terminate()
        assert running.wait(60) == 0
    assert not [pid for pid in {*before, *after} if Path(f"/proc/{pid}").exists()]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [(["--processes", "0"], "processes must be at least 1, got 0"), (["--port", "x"], "invalid int value: 'x'")],
)
def test_the_script_says_what_is_wrong_with_its_options(options, sentence):
    command = [sys.executable, "-m", "rnnlab.ui.serving.cluster", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert sentence in done.stderr
