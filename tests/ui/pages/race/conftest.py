"""Fixture of the tests of a race: few kept epochs, and no time limit of a visit."""

import pytest

from rnnlab.ui.live import budget


@pytest.fixture
def little_kept(monkeypatch):
    """Let a race keep few of its epochs, and compute any of them again on a slow machine too."""
    monkeypatch.setattr(budget, "RACE_BYTES", 30_000)
    monkeypatch.setattr(budget, "LONGEST_RACE_VISIT", 10_000.0)
