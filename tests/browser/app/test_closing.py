"""A closed tab leaves no work behind on the server, and a paused page causes almost none."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import Server, running_app, settled
from tests.browser.probe import Player

LONG = "training?epochs=5000&hidden_size=128&num_layers=4&source=abcdefgh&target=hgfedcba"


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def busy(server: Server, page: Page, seconds: float = 2.0) -> float:
    """Fraction of one core that a server uses while a paused page is open."""
    before, start = cpu_seconds(server.process.pid), time.monotonic()
    page.wait_for_timeout(seconds * 1000)
    return (cpu_seconds(server.process.pid) - before) / (time.monotonic() - start)


@pytest.fixture(scope="module")
def quiet() -> Iterator[Server]:
    """A server that no other test uses."""
    with running_app() as server:
        yield server


@pytest.mark.parametrize("leave", ["close the tab", "go to another page"])
def test_training_ends_with_the_tab_and_waits_on_another_page(open_page, quiet, leave):
    onlooker = open_page(url=quiet.url)
    page = open_page(LONG, url=quiet.url)
    player = Player(page, "training")
    player.button("toggle").click()
    expect(player.root).not_to_have_attribute("data-len", "1")
    training = busy(quiet, onlooker)
    assert training > 0
    if leave == "close the tab":
        page.close()
    else:
        page.get_by_role("navigation", name="Pages").get_by_text("RNNCell").click()
        Player(settled(page), "cell")
    for _ in range(5):  # what was begun before may take a slow machine a while
        resting = busy(quiet, onlooker)
        if resting < training / 4:
            break
    assert resting < training / 4, f"{training:.2f} of a core while training, {resting:.2f} after"
