"""The recordings that come with the app: their paths, and those that Home and Inspect show first."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rnnlab.recording.recording import Recording, load

BUNDLED = Path(__file__).parent / "weather.rnnlab"  # what Home shows first
TAGGER = BUNDLED.with_name("tagger.rnnlab")  # what the page Inspect opens with
CARDS = BUNDLED.with_name("cards.rnnlab")  # the numbers that the pictures on Home's cards are drawn from


@cache
def bundled() -> Recording:
    """The recording that comes with the app: the trained network and its default three days. Needs no torch."""
    return load(BUNDLED)


@cache
def tagger() -> Recording:
    """An LSTM that marks dates in a text, watched: of kind "watched", with the gradient of the last step's loss."""
    return load(TAGGER)
