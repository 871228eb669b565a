"""What every test of a page needs."""

import pytest

from rnnlab.ui.live import network_training as trained
from rnnlab.ui.pages.race import live_race
from rnnlab.ui.pages.training import live_run as live
from rnnlab.ui.pages.training import run_set as live_runs


@pytest.fixture(autouse=True)
def a_slow_machine_is_no_failure(monkeypatch):
    """What a burst does not hold is left to ticks, which need a browser; what takes too long again is refused."""
    for module in (live, live_race, trained):
        monkeypatch.setattr(module, "BURST", 10_000.0)
    for module in (live, live_runs):
        monkeypatch.setattr(module, "LONGEST_LOOK", 10_000.0)
