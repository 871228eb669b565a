"""What tests of a race need."""

import pytest

from rnnlab.ui.live import budget


@pytest.fixture
def little_kept(monkeypatch):
    """A race keeps few of its epochs, and any may be computed again however slow the machine is."""
    monkeypatch.setattr(budget, "RACE_BYTES", 30_000)
    monkeypatch.setattr(budget, "LONGEST_RACE_VISIT", 10_000.0)
