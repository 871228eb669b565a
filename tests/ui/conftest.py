"""What every test of a page needs."""

import pytest

from rnnlab.ui.live import budget


@pytest.fixture(autouse=True)
def a_slow_machine_is_no_failure(monkeypatch):
    """What a burst does not hold is left to ticks, which need a browser; what takes too long again is refused."""
    for limit in ("BURST", "LONGEST_VISIT", "LONGEST_RACE_VISIT"):
        monkeypatch.setattr(budget, limit, 10_000.0)
