"""`bundled`: the recording that Home shows first; and the paths of the recordings that come with the app."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rnnlab.recording.recording import Recording, load

BUNDLED = Path(__file__).parent / "weather.rnnlab"  # what Home shows first
CARDS = BUNDLED.with_name("cards.rnnlab")  # the numbers that the pictures on Home's cards are drawn from


@cache
def bundled() -> Recording:
    """The recording that comes with the app: the trained network and its default three days. Needs no torch."""
    return load(BUNDLED)
