"""Fixture of all tests of the app: longer time limits, so that a slow machine does not fail."""

import pytest

from rnnlab.ui.live import budget


@pytest.fixture(autouse=True)
def a_slow_machine_is_no_failure(monkeypatch):
    """Raise the limits beyond which a run waits for a timer of the browser, or a visit is refused."""
    for limit in ("BURST", "LONGEST_VISIT", "LONGEST_RACE_VISIT"):
        monkeypatch.setattr(budget, limit, 10_000.0)
