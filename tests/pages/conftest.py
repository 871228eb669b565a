"""What every test of a page needs."""

import pytest

from rnnlab.ui import live, live_race, trained


@pytest.fixture(autouse=True)
def short_runs_are_trained_at_once(monkeypatch):
    """However slow the machine is just then: what a burst does not hold is left to ticks, which need a browser."""
    for module in (live, live_race, trained):
        monkeypatch.setattr(module, "BURST", 100.0)
