"""Ranges and counts of what a recording holds."""

import numpy as np
import pytest

from rnnlab import Recording, RecordingError
from rnnlab.recording import summary as module
from rnnlab.recording.summary import not_finite, summary


def test_a_summary_that_can_be_read_off(monkeypatch):
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    numbers = np.array([[1.5, np.nan, -2.0], [np.inf, -np.inf, 0.0]], np.float32)
    recording = Recording(
        {"a": numbers, "ids": np.arange(-1, 4), "none": np.full(3, np.nan), "empty": np.empty(0)}, {"kind": "x"}
    )
    a, empty, ids, none = arrays = summary(recording)
    assert (a.name, a.dtype, a.shape, a.nbytes) == ("a", "float32", (2, 3), 24)
    assert (a.low, a.high, a.nan, a.infinite) == (-2.0, 1.5, 1, 2)
    assert (ids.low, ids.high, ids.nan, ids.infinite) == (-1, 3, 0, 0)
    assert (none.low, none.high, none.nan) == (None, None, 3)
    assert (empty.low, empty.nan) == (None, 0)
    assert not_finite(arrays) == (4, 2)


def test_numbers_in_names_come_by_their_value():
    names = ["layer10.h", "layer2.h", "b", "layer2.c", "10", "9", "layer", "layer2"]
    arrays = summary(Recording(dict.fromkeys(names, np.ones(1)), {"kind": "x"}))
    assert [array.name for array in arrays] == ["9", "10", "b", "layer", "layer2", "layer2.c", "layer2.h", "layer10.h"]


def test_an_array_that_no_memory_holds_is_refused():
    with pytest.raises(RecordingError, match=r"^recording must"):
        summary(Recording({"a": np.broadcast_to(np.float32(0), (10**6, 10**6))}, {"kind": "x"}))
