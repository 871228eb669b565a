"""`RecordingCache` shares recordings and keeps them within a budget of bytes."""

import numpy as np

from rnnlab.recording.recording import Recording
from rnnlab.ui.live.cache import RecordingCache


def test_the_cache_shares_recordings_and_forgets_the_oldest():
    cache, made = RecordingCache(max_bytes=1000), []

    def make(name):
        return cache.get(
            name, lambda: made.append(name) or Recording({"a": np.zeros(100, "float32")}, {"kind": "cell"})
        )

    assert make("a") is make("a")
    make("b")
    make("a")
    make("c")  # b is the oldest now
    make("a")
    assert made == ["a", "b", "c"]
    make("b")
    assert made == ["a", "b", "c", "b"]
    assert cache.nbytes <= 1000
